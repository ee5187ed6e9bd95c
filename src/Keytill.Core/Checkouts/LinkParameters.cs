namespace Keytill.Core.Checkouts;

/// <summary>
/// What a checkout link asks for, read from its query without exception whatever stands there: each value that could not be
/// taken as it is has its notice. What depends on product and vendor (bounds, prices, hosts) is decided by <see cref="Checkout.Follow"/>.
/// </summary>
public sealed partial record LinkParameters
{
    public const int ParametersMax = 100;
    public const int ExternalIdCharsMax = 200;
    public const int DataMax = 20;
    public const int DataNameCharsMax = 40;
    public const int DataValueCharsMax = 500;
    public const int UtmMax = 10;
    public const int UtmCharsMax = 200;
    public const int ReturnUrlCharsMax = 2_000;

    public static readonly LinkParameters None = new();

    public QuantityWish Quantity { get; private init; }

    public Currency? Currency { get; private init; }

    public string? Coupon { get; private init; }

    /// <summary>A well-formed tag of BCP 47, not yet matched to the languages there are.</summary>
    public string? Locale { get; private init; }

    /// <summary>More products by id or slug, with their quantities.</summary>
    public IReadOnlyList<LinkItem> Items { get; private init; } = [];

    /// <summary>Empty the cart first.</summary>
    public bool Clear { get; private init; }

    /// <summary>Valid prefill alone, by the names of the form's inputs; <c>country</c> is one of them.</summary>
    public IReadOnlyDictionary<string, string> Prefill { get; private init; } = new Dictionary<string, string>();

    public string? PaymentMethod { get; private init; }

    public string? ExternalId { get; private init; }

    public IReadOnlyDictionary<string, string> AdditionalData { get; private init; } = new Dictionary<string, string>();

    /// <summary>An absolute http(s) address, not yet held against the vendor's list.</summary>
    public string? ReturnUrl { get; private init; }

    public IReadOnlyDictionary<string, string> Utm { get; private init; } = new Dictionary<string, string>();

    public IReadOnlyList<CheckoutNotice> Notices { get; private init; } = [];
}

/// <param name="Product">Id or slug.</param>
public sealed record LinkItem(string Product, QuantityWish Quantity);
