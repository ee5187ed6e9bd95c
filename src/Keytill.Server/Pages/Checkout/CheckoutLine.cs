using System.Globalization;
using Keytill.Core.Catalog;
using Keytill.Core.Checkouts;

namespace Keytill.Server.Pages.Checkout;

/// <summary>One line of the cart as the page shows it.</summary>
public sealed record CheckoutLine(CheckoutPage Page, QuoteLine Line)
{
    public Product Product => Line.Product;

    public string Name => Product.Name.In(Page.Texts.Language);

    public string? Description => Product.Description?.In(Page.Texts.Language) is { Length: > 0 } text ? text : null;

    /// <summary>Stands in the place of a picture where the product has none: the first sign of its name, whole in any script.</summary>
    public string Initial => StringInfo.GetNextTextElement(Name).ToUpperInvariant();

    public string Field => CheckoutForm.QuantityField(Product.Id);

    public string? Notice => Page.NoticeOf(Line);

    /// <summary>The line with the units that make each one cheaper.</summary>
    public CartLine At(PriceBreak next) => new(Product.Id, Line.Quantity + next.MoreUnits);

    /// <summary>"2 more: −10 % (26.00 € each)"; the price alone where it is less than one per cent.</summary>
    public string NextBreak(PriceBreak next) => Page.Texts.Get(
        next.PercentOff > 0 ? "checkout.price_break" : "checkout.price_break_small",
        ("more", Page.Texts.Formats.Number(next.MoreUnits)),
        ("percent", Page.Texts.Formats.Number(next.PercentOff)),
        ("price", Page.Money(next.UnitPrice)));
}
