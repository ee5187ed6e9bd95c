using System.Text.Json.Serialization;

namespace Keytill.Core.Checkouts;

/// <summary>Something about a link or a cart that did not go as asked, as data. The sentences are in the texts, by code.</summary>
/// <param name="Parameter">The link's parameter that it concerns, or empty.</param>
/// <param name="Value">What was asked for, cut to be shown.</param>
/// <param name="Given">What was taken instead, or empty.</param>
/// <param name="ProductId">The product that it concerns, if one.</param>
public sealed record CheckoutNotice(NoticeCode Code, string Parameter = "", string Value = "", string Given = "", string? ProductId = null)
{
    public const int ValueCharsMax = 100;

    /// <summary>Told to every customer. The others are for the vendor, who sees all of them on the page in test mode.</summary>
    [JsonIgnore]
    public bool IsForCustomer => Code <= NoticeCode.LineUnavailable;
}

/// <summary>In two groups: for everybody, and (from <see cref="ParameterInvalid"/> on) for the vendor in test mode.</summary>
public enum NoticeCode
{
    /// <summary>The quantity was below or above what the product allows: the nearest one was taken.</summary>
    QuantityClamped,

    /// <summary>The quantity was no whole number: the least was taken, or what was there.</summary>
    QuantityUnreadable,

    /// <summary>Not a currency, or one that something in the cart has no price in.</summary>
    CurrencyUnavailable,

    /// <summary>The cart moved to a currency that all its products have.</summary>
    CurrencyMoved,

    /// <summary>No currency is common to the cart and this product: it was not added.</summary>
    NoCommonCurrency,

    /// <summary>The cart holds its most lines: the product was not added.</summary>
    CartFull,

    /// <summary>No such product, or not this vendor's, or not sold any more: skipped.</summary>
    ItemUnknown,

    /// <summary>A product in the cart is not sold any more, or not in this currency: it is not part of the total.</summary>
    LineUnavailable,

    /// <summary>Ignored: the value does not have the parameter's form.</summary>
    ParameterInvalid,

    /// <summary>Ignored: no such parameter.</summary>
    ParameterUnknown,

    /// <summary>Ignored: given more than once; the first counts.</summary>
    ParameterRepeated,

    /// <summary>Ignored: only a signed link may set it.</summary>
    ParameterNeedsSignature,

    /// <summary>Taken, cut to its greatest length.</summary>
    ValueCut,

    /// <summary>Ignored: more of these than are taken.</summary>
    TooMany,

    /// <summary>Ignored: the host is not on the vendor's list.</summary>
    HostNotAllowed,

    /// <summary>The nearest language was taken.</summary>
    LocaleUnavailable,
}
