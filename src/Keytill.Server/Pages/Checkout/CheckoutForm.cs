using System.Globalization;
using Keytill.Core;
using Keytill.Core.Catalog;
using Keytill.Core.Checkouts;
using Keytill.Server.Checkouts;
using Keytill.Server.Pages.Shared;

namespace Keytill.Server.Pages.Checkout;

/// <summary>What the checkout page posted: which button, and everything that stood in the form with it.</summary>
public sealed class CheckoutForm(IFormCollection posted)
{
    public const string ContinueButton = "continue";
    public const string UpdateButton = "update";
    public const string RemoveButton = "remove";
    public const string RestoreButton = "restore";
    public const string LanguageButton = "locale";
    public const string CurrencyField = "currency";
    public const string FingerprintField = "fingerprint";
    private const string QuantityPrefix = "quantity[";

    public bool IsContinue => posted.ContainsKey(ContinueButton);

    /// <summary>What stood on the button that was pressed.</summary>
    public string? ContinueKind => posted.First(ContinueButton);

    /// <summary>The id of the product to take out, or null.</summary>
    public string? Remove => posted.First(RemoveButton);

    public string? Currency => posted.First(CurrencyField);

    private string? PaymentMethod => posted.First(Core.Checkouts.Checkout.PaymentMethodField);

    public IReadOnlySet<ConsentKind> Ticked { get; } =
        Enum.GetValues<ConsentKind>().Where(kind => posted.ContainsKey(ConsentRules.FieldOf(kind))).ToHashSet();

    /// <summary>As typed, by product. A field that was emptied asks for nothing.</summary>
    public IReadOnlyDictionary<string, QuantityWish> Quantities { get; } = posted
        .Where(input => input.Key.StartsWith(QuantityPrefix, StringComparison.Ordinal) && input.Key.EndsWith(']'))
        .Take(Cart.LinesMax)
        .Select(input => (Id: input.Key[QuantityPrefix.Length..^1], Wish: QuantityWish.Read(input.Value[0])))
        .Where(typed => typed.Wish != QuantityWish.None)
        .ToDictionary(typed => typed.Id, typed => typed.Wish, StringComparer.Ordinal);

    public static string QuantityField(string productId) => QuantityPrefix + productId + "]";

    /// <summary>"Continue", with what is typed now over what was typed before.</summary>
    public ContinuePress ToPress(BuyerForm before) => new(before.Read(posted.First), PaymentMethod, Ticked, posted.First(FingerprintField));

    /// <summary>Every other button, and what is to be kept of a "continue" that was refused.</summary>
    public CheckoutChange ToChange() => new(
        new CartEdit { Quantities = Quantities, Remove = Remove, Restore = RemovedLine.Read(posted.First(RestoreButton)), Currency = Currency },
        posted.First, PaymentMethod, posted.First(LanguageButton));
}

/// <summary>A line just taken out, as address and undo button carry it: nothing is stored for it.</summary>
public static class RemovedLine
{
    public const string Parameter = "removed";

    public static CartLine? Read(string? text) =>
        text?.Split(':') is [var id, var count] && Ids.IsWellFormed(id, Product.IdPrefix) && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int quantity)
            ? new CartLine(id, quantity)
            : null;

    public static string Write(CartLine line) => string.Create(CultureInfo.InvariantCulture, $"{line.ProductId}:{line.Quantity}");
}
