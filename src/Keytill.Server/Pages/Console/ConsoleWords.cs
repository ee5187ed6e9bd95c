using System.Globalization;
using System.Text.RegularExpressions;
using Keytill.Core;
using Keytill.Core.Support;

namespace Keytill.Server.Pages.Console;

/// <summary>What the console calls things. It speaks English: its readers are the operator's own people.</summary>
public static partial class ConsoleWords
{
    /// <summary>What a form has brought about, by the <c>done</c> of the address that it leads back to. Null for anything that no form says.</summary>
    public static string? Done(string? button) => button is not null && Deeds.TryGetValue(button, out string? sentence) ? sentence : null;

    /// <summary>A code as words: <c>needs_person</c> as "needs person".</summary>
    public static string Of(Enum code) => Of(PublicName.Of(code));

    /// <inheritdoc cref="Of(Enum)"/>
    public static string Of(string code) => code.Replace('_', ' ');

    public static string Of(Party party) => party switch
    {
        Party.Customer => "the customer",
        Party.Vendor => "the vendor",
        Party.Support => "support",
        Party.Finance => "finance",
        Party.Gateway => "the bank",
        Party.System => "Keytill, by itself",
        _ => throw new ArgumentOutOfRangeException(nameof(party), party, null),
    };

    /// <param name="product">A product's name, or whatever else the step is about.</param>
    /// <param name="amount">Written out.</param>
    public static string Of(AwaitedStep step, string? product, string? amount) => step switch
    {
        AwaitedStep.Payment => $"Payment of {amount}",
        AwaitedStep.Transfer => $"A bank transfer of {amount}",
        AwaitedStep.PaymentOutcome => "The outcome of a payment that is being processed",
        AwaitedStep.OverdueOrder => "Its time to pay has run out, but money is on it or under way: reopen or extend it, or cancel it with the money’s return",
        AwaitedStep.SecondWriteOff => $"A second person has to agree that {amount ?? "the rest"} is written off",
        AwaitedStep.Delivery => $"Delivery of {product}",
        AwaitedStep.VendorsDelivery => $"What is needed to deliver {product}",
        AwaitedStep.DeliveryNeedsPerson => $"The delivery of {product} does not go on by itself",
        AwaitedStep.Replacement => $"A new licence of {product} in the place of another",
        AwaitedStep.VendorsReplacement => $"What is needed to replace a licence of {product}",
        AwaitedStep.ReplacementNeedsPerson => $"The replacement of a licence of {product} does not go on by itself",
        AwaitedStep.Answer => "An answer to what the customer asked",
        AwaitedStep.RefundDecision => $"A decision about the refund of {amount}",
        AwaitedStep.SecondApproval => $"A second person has to confirm the refund of {amount}",
        AwaitedStep.RefundOutcome => $"The outcome of the refund of {amount}",
        AwaitedStep.TransferBack => $"A transfer of {amount} back to the customer",
        AwaitedStep.FailedRefund => $"{amount} did not arrive where it was sent back to",
        AwaitedStep.LicenseDecision => $"Whether the licences of {product} stay valid after the refund",
        AwaitedStep.PossibleDuplicate => $"Probably paid twice: the same sale is order {product}",
        AwaitedStep.Overdrawn => $"More has gone back than was there, by {amount}: find out why, at the gateway",
        AwaitedStep.UnappliedMoney => $"{amount} came that belongs to no debt",
        AwaitedStep.UnappliedGoesBack => $"{amount} came that belongs to no debt, and goes back",
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, null),
    };

    /// <summary>What a line of the timeline says. A code that nobody has put into words reads as itself.</summary>
    public static string OfTimeline(string kind) => TimelineSentences.GetValueOrDefault(kind) ?? Of(kind);

    /// <summary>Whether a line of the timeline has its words: a test asks for every code of the core.</summary>
    internal static bool KnowsTimeline(string kind) => TimelineSentences.ContainsKey(kind);

    /// <summary>A detail as people read it: amounts are kept as minor units.</summary>
    public static string? Detail(string? detail, Formats formats) => detail is null ? null : Amounts().Replace(detail, match =>
        Currency.Find(match.Groups[2].Value) is { } currency && long.TryParse(match.Groups[1].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long minor)
            ? formats.Money(new Money(minor, currency))
            : match.Value);

    private static readonly Dictionary<string, string> Deeds = new(StringComparer.Ordinal)
    {
        ["cancel_order"] = "The order is cancelled.",
        ["reopen_order"] = "The order is open again.",
        ["extend_order"] = "The customer has more time.",
        ["correct_email"] = "The address is corrected; the old and the new one are told.",
        ["add_note"] = "The note is in the timeline.",
        ["retry_delivery"] = "The delivery goes on.",
        ["replace_license"] = "The licence is being replaced; the customer keeps it until the new one is there.",
        ["answer_case"] = "The answer is on the customer’s page and on its way by mail.",
        ["close_case"] = "The case is closed.",
        ["resend_mail"] = "The mail goes out again.",
        ["refund_order"] = "The refund is on its way, or waits for a second person.",
        ["approve_refund"] = "The refund is approved, or waits for a second person.",
        ["confirm_refund"] = "The refund is confirmed.",
        ["decline_refund"] = "The request is declined; the customer is told why.",
        ["revoke_licenses"] = "The licences are revoked.",
        ["keep_licenses"] = "The licences stay valid.",
        ["confirm_bank_refund"] = "The transfer is noted as sent.",
        ["record_receipt"] = "The money is noted.",
        ["apply_money"] = "The money is applied.",
        ["return_money"] = "The return is on finance’s list.",
        ["write_off"] = "The rest is written off, or waits for a second person.",
        ["run_again"] = "The work is tried again.",
        ["join"] = "The new colleague can sign in.",
        ["roles"] = "The roles are changed; open sessions have ended.",
        ["password"] = "The password is changed; open sessions have ended.",
        ["block"] = "The account is blocked.",
        ["unblock"] = "The account is open again.",
    };

    [GeneratedRegex(@"(-?\d{1,18}) ([A-Z]{3}) \(minor units\)")]
    private static partial Regex Amounts();
}
