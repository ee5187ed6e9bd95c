using Keytill.Core.Vendors;

namespace Keytill.Core.Catalog;

/// <summary>What a checkout link sells. Orders keep a snapshot: no later change reaches them.</summary>
public sealed class Product : Aggregate
{
    /// <summary>What any line may hold, whatever a product allows.</summary>
    public const int QuantityMax = 10_000;
    public const int NameCharsMax = 200;
    public const int DescriptionCharsMax = 2_000;
    public const string IdPrefix = "prod";

    private Product()
    {
    }

    public string Id { get; private set; } = "";

    public string VendorId { get; private set; } = "";

    public Mode Mode { get; private set; }

    /// <summary>Names the product in links; unique in the whole installation, over vendors and modes.</summary>
    public string Slug { get; private set; } = "";

    public LocalizedText Name { get; private set; } = null!;

    public LocalizedText? Description { get; private set; }

    /// <summary>A path on this installation; pages load nothing from elsewhere.</summary>
    public string? ImagePath { get; private set; }

    public PriceList Prices { get; private set; } = null!;

    public int MinQuantity { get; private set; }

    public int MaxQuantity { get; private set; }

    /// <summary>The public name of a licence method: <c>signed_key</c>, <c>key_pool</c>, …</summary>
    public string LicenseMethod { get; private set; } = "";

    /// <summary>What the method needs to know of this product: a JSON object, read by the method alone.</summary>
    public string LicenseSettings { get; private set; } = "{}";

    public LicensePer LicensePer { get; private set; }

    public RevocationPolicy Revocation { get; private set; }

    public WithdrawalPolicy Withdrawal { get; private set; }

    /// <summary>The one-time link that alone sells it; null for a product of the catalogue.</summary>
    public string? OneTimeLinkId { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Since when it is no longer sold. Its orders are served on.</summary>
    public DateTimeOffset? RetiredAt { get; private set; }

    public bool IsSold => RetiredAt is null;

    /// <exception cref="RuleBroken">The slug's form, the quantities, the texts, the image or the settings are wrong.</exception>
    public static Product Create(Scope owner, ProductData data, DateTimeOffset now)
    {
        var product = new Product
        {
            Id = Ids.New(IdPrefix, now),
            VendorId = owner.VendorId ?? throw new ArgumentException("A product has one vendor.", nameof(owner)),
            Mode = owner.Mode,
            CreatedAt = now,
        };
        product.Take(data);
        return product;
    }

    /// <inheritdoc cref="Create"/>
    internal static Product CreateForLink(Scope owner, string linkId, ProductData data, DateTimeOffset now)
    {
        var product = Create(owner, data, now);
        product.OneTimeLinkId = linkId;
        return product;
    }

    /// <exception cref="RuleBroken">As <see cref="Create"/>.</exception>
    public void Change(ProductData data) => Take(data);

    public void Retire(DateTimeOffset now) => RetiredAt ??= now;

    public void SellAgain() => RetiredAt = null;

    public int Clamp(long quantity) => (int)Math.Clamp(quantity, MinQuantity, MaxQuantity);

    private void Take(ProductData data)
    {
        if (!Slugs.IsWellFormed(data.Slug))
            throw new RuleBroken("product_slug", Slugs.Rule);
        if (data.MinQuantity < 1 || data.MaxQuantity < data.MinQuantity || data.MaxQuantity > QuantityMax)
            throw new RuleBroken("product_quantity", $"Quantities lie between 1 and {QuantityMax}, the least not above the most.");
        if (data.Name.Texts.Values.Any(t => t.Length is 0 or > NameCharsMax) || data.Description?.Texts.Values.Any(t => t.Length > DescriptionCharsMax) == true)
            throw new RuleBroken("product_text", $"A name has 1 to {NameCharsMax} characters, a description at most {DescriptionCharsMax}.");
        if (data.ImagePath is { } image && !PathHere.IsWellFormed(image))
            throw new RuleBroken("product_image", "An image is named by its path on this installation: pages load nothing from elsewhere.");
        Licenses.LicenseSettings.Parse(data.LicenseSettings);
        (Slug, Name, Description, ImagePath, Prices) = (data.Slug, data.Name, data.Description, data.ImagePath, data.Prices);
        (MinQuantity, MaxQuantity) = (data.MinQuantity, data.MaxQuantity);
        (LicenseMethod, LicenseSettings, LicensePer) = (data.LicenseMethod, data.LicenseSettings, data.LicensePer);
        (Revocation, Withdrawal) = (data.Revocation, data.Withdrawal);
    }
}

/// <summary>All that a vendor decides about a product.</summary>
public sealed record ProductData
{
    public required string Slug { get; init; }

    public required LocalizedText Name { get; init; }

    public LocalizedText? Description { get; init; }

    public string? ImagePath { get; init; }

    public required PriceList Prices { get; init; }

    public int MinQuantity { get; init; } = 1;

    public int MaxQuantity { get; init; } = Product.QuantityMax;

    public required string LicenseMethod { get; init; }

    public string LicenseSettings { get; init; } = "{}";

    public LicensePer LicensePer { get; init; } = LicensePer.Unit;

    public RevocationPolicy Revocation { get; init; } = RevocationPolicy.AtOnce;

    public WithdrawalPolicy Withdrawal { get; init; } = WithdrawalPolicy.Waive;
}

public enum LicensePer
{
    /// <summary>Each unit gets its own licence.</summary>
    Unit,

    /// <summary>One licence serves the whole line, whatever its quantity.</summary>
    Line,
}

/// <summary>What becomes of a line's licences when its money goes back.</summary>
public enum RevocationPolicy
{
    AtOnce,

    /// <summary>Support decides each time.</summary>
    Ask,
    Never,
}

/// <summary>How a consumer's right of withdrawal is served, where there is one.</summary>
public enum WithdrawalPolicy
{
    /// <summary>Delivery at once; the consumer asks for it and thereby loses the right.</summary>
    Waive,

    /// <summary>The right stays for 14 days.</summary>
    Keep,
}
