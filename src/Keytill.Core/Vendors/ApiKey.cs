using System.Security.Cryptography;
using System.Text;

namespace Keytill.Core.Vendors;

/// <summary>
/// What a vendor's program shows to act for it in one mode. Only the secret's hash is kept: the secret has 192 random bits,
/// so that an unsalted hash tells nothing and can be looked up.
/// </summary>
public sealed class ApiKey
{
    public const int NameCharsMax = 100;
    private const string IdPrefix = "key";
    private const int HintChars = 4;

    private ApiKey()
    {
    }

    public string Id { get; private set; } = "";

    public string VendorId { get; private set; } = "";

    public Mode Mode { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>SHA-256 of the secret, hexadecimal.</summary>
    public string SecretHash { get; private set; } = "";

    /// <summary>The secret's end, by which a person tells keys apart.</summary>
    public string SecretHint { get; private set; } = "";

    public IReadOnlyList<ApiScope> Scopes { get; private set; } = [];

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? RevokedAt { get; private set; }

    public bool IsLive => RevokedAt is null;

    /// <summary>A new secret, shown once: <c>sk_test_…</c> or <c>sk_live_…</c>.</summary>
    public static string NewSecret(Mode mode) => PrefixOf(mode) + Ids.NewToken();

    /// <summary>How every secret of this mode begins.</summary>
    public static string PrefixOf(Mode mode) => mode == Mode.Live ? "sk_live_" : "sk_test_";

    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <param name="secret">Of <see cref="NewSecret"/> for this mode; not kept.</param>
    public static ApiKey Issue(Scope owner, string name, string secret, IReadOnlyList<ApiScope> scopes, DateTimeOffset now) => new()
    {
        Id = Ids.New(IdPrefix, now),
        VendorId = owner.VendorId ?? throw new ArgumentException("An API key has one vendor.", nameof(owner)),
        Mode = owner.Mode,
        Name = PlainText.Cut(PlainText.Clean(name), NameCharsMax),
        SecretHash = HashOf(secret),
        SecretHint = secret[^HintChars..],
        Scopes = [.. scopes.Distinct()],
        CreatedAt = now,
    };

    /// <summary>Who may change a thing may read it.</summary>
    public bool Allows(ApiScope scope) => IsLive && (Scopes.Contains(scope) || (WriteBeside(scope) is { } write && Scopes.Contains(write)));

    public void Revoke(DateTimeOffset now) => RevokedAt ??= now;

    private static ApiScope? WriteBeside(ApiScope scope) => scope switch
    {
        ApiScope.ProductsRead => ApiScope.ProductsWrite,
        ApiScope.CouponsRead => ApiScope.CouponsWrite,
        ApiScope.TemplatesRead => ApiScope.TemplatesWrite,
        ApiScope.LinksRead => ApiScope.LinksWrite,
        ApiScope.EndpointsRead => ApiScope.EndpointsWrite,
        _ => null,
    };
}

/// <summary>What a key may be used for. Written as <c>orders_read</c> and so on. Writing includes reading, but for refunds: they are read with their order.</summary>
public enum ApiScope
{
    /// <summary>Orders with their payments, licences and refunds.</summary>
    OrdersRead,
    EventsRead,
    RefundsWrite,
    LinksRead,
    LinksWrite,

    /// <summary>Webhook endpoints and the log of what they were sent.</summary>
    EndpointsRead,
    EndpointsWrite,
    CouponsRead,
    CouponsWrite,

    /// <summary>What the mails to customers say; a preview is made of an order.</summary>
    TemplatesRead,
    TemplatesWrite,

    /// <summary>Products, their prices, and how many keys their pools hold.</summary>
    ProductsRead,
    ProductsWrite,

    /// <summary>Test mode's own verbs: clocks, money, captured mails.</summary>
    TestWrite,
}
