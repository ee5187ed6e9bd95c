using System.Globalization;
using Keytill.Core.Catalog;
using Keytill.Core.Vendors;

namespace Keytill.Core.Checkouts;

/// <summary>
/// A link that a vendor's program has made for one sale: at most one order comes of it. It opens one checkout; once that is ordered it
/// leads to the order, until the order is paid.
/// </summary>
public sealed class OneTimeLink : Aggregate
{
    public const string IdPrefix = "lnk";
    public static readonly TimeSpan ValidUsually = TimeSpan.FromDays(30);
    public static readonly TimeSpan ValidMax = TimeSpan.FromDays(90);

    private OneTimeLink()
    {
    }

    public string Id { get; private set; } = "";

    public string VendorId { get; private set; } = "";

    public Mode Mode { get; private set; }

    /// <summary>Unguessable; the link's address. Whoever has it may order, and sees the order while it is unpaid.</summary>
    public string Token { get; private set; } = "";

    /// <summary>What a browser keeps that has opened the link before it was paid: after that it alone is led on to the order.</summary>
    public string BrowserKey { get; private set; } = "";

    /// <summary>What it sells, at least one product.</summary>
    public IReadOnlyList<CartLine> Lines { get; private set; } = [];

    /// <summary>What else it says, by the names of a Buy link's parameters; null once it was forgotten, for it may name a person.</summary>
    public IReadOnlyDictionary<string, string>? Parameters { get; private set; }

    /// <summary>The checkout that it has opened.</summary>
    public string? CheckoutId { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>From then on it opens no checkout. An order that has come of it is led to all the same.</summary>
    public DateTimeOffset ExpiresAt { get; private set; }

    public static string NewId(DateTimeOffset now) => Ids.New(IdPrefix, now);

    /// <param name="id">Of <see cref="NewId"/>, fixed before the write as the tokens are.</param>
    /// <param name="parameters">Read without a notice by <see cref="LinkParameters.Read"/>.</param>
    /// <exception cref="RuleBroken"><c>expires_at</c></exception>
    public static OneTimeLink Create(
        string id, Scope owner, string token, string browserKey, IReadOnlyList<CartLine> lines, IReadOnlyDictionary<string, string> parameters, DateTimeOffset? expiresAt,
        DateTimeOffset now)
    {
        var ends = expiresAt ?? now + ValidUsually;
        if (ends <= now || ends > now + ValidMax)
            throw new RuleBroken("expires_at", $"A one-time link ends in the future, at most {ValidMax.Days} days from now.");
        return new OneTimeLink
        {
            Id = id,
            VendorId = owner.VendorId ?? throw new ArgumentException("A link has one vendor.", nameof(owner)),
            Mode = owner.Mode,
            Token = token,
            BrowserKey = browserKey,
            Lines = [.. lines],
            Parameters = parameters,
            CreatedAt = now,
            ExpiresAt = ends,
        };
    }

    public bool HasExpired(DateTimeOffset now) => ExpiresAt <= now;

    /// <summary>It opens nothing more. Ending it again changes nothing.</summary>
    public void End(DateTimeOffset now)
    {
        if (!HasExpired(now))
            ExpiresAt = now;
    }

    public void Lead(Checkout checkout) => CheckoutId = checkout.Id;

    /// <summary>As a Buy link to the first product would say it.</summary>
    public LinkParameters Read() => LinkParameters.Read(
    [
        .. (Parameters ?? new Dictionary<string, string>()).Select(p => KeyValuePair.Create(p.Key, (string?)p.Value)),
        KeyValuePair.Create("quantity", (string?)Lines[0].Quantity.ToString(CultureInfo.InvariantCulture)),
        .. Lines.Count > 1
            ? [KeyValuePair.Create("items", (string?)string.Join(',', Lines.Skip(1).Select(l => string.Create(CultureInfo.InvariantCulture, $"{l.ProductId}:{l.Quantity}"))))]
            : Array.Empty<KeyValuePair<string, string?>>(),
    ]);

    /// <summary>A product that this link alone sells, in this quantity and no other, at the vendor's own price.</summary>
    /// <param name="position">Its place in the link, from 1.</param>
    public static Product OwnProduct(Scope owner, string linkId, int position, int quantity, ProductData data, DateTimeOffset now) => Product.CreateForLink(
        owner, linkId,
        data with { Slug = string.Create(CultureInfo.InvariantCulture, $"one-time-{linkId[(IdPrefix.Length + 1)..]}-{position}"), MinQuantity = quantity, MaxQuantity = quantity },
        now);
}
