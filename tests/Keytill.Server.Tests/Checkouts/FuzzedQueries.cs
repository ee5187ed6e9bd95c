namespace Keytill.Server.Tests.Checkouts;

/// <summary>Queries of known names and hostile values with noise between, the same for the same seed.</summary>
internal sealed class FuzzedQueries(int seed)
{
    private static readonly string[] Names =
    [
        "quantity", "currency", "coupon", "locale", "country", "items", "email", "first_name", "company", "payment_method", "ref", "data[a]", "data[",
        "return_url", "utm_source", "sig", "price", "", "x",
    ];

    private static readonly string[] Values =
    [
        "", "-1", "1e9", "99999999999999999999", "EUR", "XXX", "de", "\0", "\ud83d", "😀", "\uffff", "مرحبا", "\u202egnp", "<script>alert(1)</script>",
        "'; DROP TABLE orders; --", "{\"a\":1}", "a:b:c,,:", "https://shop.example/x", "http://[::1", "a@b.c", new('A', 10_000), "%00", "\\u0000",
    ];

    private ulong state = (ulong)seed * 2 + 1;

    public IEnumerable<KeyValuePair<string, string?>> Next() =>
        [.. Enumerable.Range(0, 10).Select(_ => KeyValuePair.Create(Names[Draw(Names.Length)], (string?)(Values[Draw(Values.Length)] + (char)Draw(0x10000) + (char)Draw(0x100))))];

    /// <summary>Xorshift: enough to mix, and needs no library.</summary>
    private int Draw(int below)
    {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        return (int)(state % (ulong)below);
    }
}
