using System.Globalization;
using Keytill.Core;
using Keytill.Core.Catalog;
using Keytill.Core.Checkouts;
using Keytill.Server.Checkouts;
using Keytill.Server.Pages.Shared;
using Microsoft.AspNetCore.Html;

namespace Keytill.Server.Pages.Checkout;

/// <summary>What the checkout page posted: which button, and everything that stood in the form with it.</summary>
public sealed class CheckoutForm(IFormCollection posted)
{
    public const string ContinueButton = "continue";
    public const string ChangeOrderButton = "change_order";
    public const string UpdateButton = "update";
    public const string RemoveButton = "remove";
    public const string RestoreButton = "restore";
    public const string LanguageButton = "locale";
    public const string CurrencyField = "currency";
    public const string FingerprintField = "fingerprint";
    public const string CouponField = "coupon";

    /// <summary>What stood in the coupon's field when the page was shown.</summary>
    public const string CouponShownField = "coupon_shown";

    public const string RemoveCouponButton = "remove_coupon";
    public const string EmailSeenField = "email_seen";
    public const string BreakButton = "take_break";
    private const string TakeEmailButton = "take_email";
    private const string QuantityPrefix = "quantity[";

    public bool IsContinue => posted.ContainsKey(ContinueButton);

    public bool IsChangeOfOrder => posted.ContainsKey(ChangeOrderButton);

    /// <summary>What stood on the button that was pressed.</summary>
    public string? ContinueKind => posted.First(ContinueButton);

    /// <summary>The id of the product to take out, or null.</summary>
    public string? Remove => posted.First(RemoveButton);

    public string? Currency => posted.First(CurrencyField);

    /// <summary>The address that the page asked about: whoever leaves it as it is means it.</summary>
    public string? EmailSeen => posted.First(EmailSeenField);

    /// <summary>The code that stands in the field, or empty where the coupon is to go; null where there was no field.</summary>
    public string? Coupon => posted.ContainsKey(RemoveCouponButton) ? "" : TypedCoupon;

    /// <summary>Null where nobody has touched the field: a form of before a coupon was applied, which arrives after it, must not take it away.</summary>
    private string? TypedCoupon => posted.First(CouponField) is { } typed && typed != (posted.First(CouponShownField) ?? "") ? typed : null;

    private string? PaymentMethod => posted.First(Core.Checkouts.Checkout.PaymentMethodField);

    public IReadOnlySet<ConsentKind> Ticked { get; } =
        Enum.GetValues<ConsentKind>().Where(kind => posted.ContainsKey(ConsentRules.FieldOf(kind))).ToHashSet();

    /// <summary>As typed, by product, but for the line whose price break was pressed. A field that was emptied asks for nothing.</summary>
    public IReadOnlyDictionary<string, QuantityWish> Quantities { get; } = WrittenLine.Read(posted.First(BreakButton)) is { } taken
        ? new Dictionary<string, QuantityWish>(Typed(posted), StringComparer.Ordinal) { [taken.ProductId] = taken.Quantity }
        : Typed(posted);

    public static string QuantityField(string productId) => QuantityPrefix + productId + "]";

    /// <summary>The button that takes the address that was probably meant.</summary>
    public static HtmlString TakeEmail(string meant)
    {
        string text = PageEncoder.Html.Encode(meant);
        return new($"<button class=\"link-button\" name=\"{TakeEmailButton}\" data-puts=\"{BuyerForm.Fields.Email}\" value=\"{text}\">{text}</button>");
    }

    /// <summary>"Continue", with what is typed now over what was typed before.</summary>
    public ContinuePress ToPress(BuyerForm before) => new(before.Read(posted.First), PaymentMethod, Ticked, posted.First(FingerprintField));

    /// <summary>Every other button, and what is to be kept of a "continue" that was refused.</summary>
    public CheckoutChange ToChange() => new(
        new CartEdit { Quantities = Quantities, Remove = Remove, Restore = WrittenLine.Read(posted.First(RestoreButton)), Currency = Currency },
        TypedOrMeant, PaymentMethod, posted.First(LanguageButton), Coupon);

    private string? TypedOrMeant(string field) => field == BuyerForm.Fields.Email ? posted.First(TakeEmailButton) ?? posted.First(field) : posted.First(field);

    private static Dictionary<string, QuantityWish> Typed(IFormCollection posted) => posted
        .Where(input => input.Key.StartsWith(QuantityPrefix, StringComparison.Ordinal) && input.Key.EndsWith(']'))
        .Take(Cart.LinesMax)
        .Select(input => (Id: input.Key[QuantityPrefix.Length..^1], Wish: QuantityWish.Read(input.Value[0])))
        .Where(typed => typed.Wish != QuantityWish.None)
        .ToDictionary(typed => typed.Id, typed => typed.Wish, StringComparer.Ordinal);
}

/// <summary>A line as addresses and buttons carry it: one just taken out, for which nothing is stored, or one with more units.</summary>
public static class WrittenLine
{
    public const string RemovedParameter = "removed";

    public static CartLine? Read(string? text) =>
        text?.Split(':') is [var id, var count] && Ids.IsWellFormed(id, Product.IdPrefix) && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int quantity)
            ? new CartLine(id, quantity)
            : null;

    public static string Write(CartLine line) => string.Create(CultureInfo.InvariantCulture, $"{line.ProductId}:{line.Quantity}");
}
