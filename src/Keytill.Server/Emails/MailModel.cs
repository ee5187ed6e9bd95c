using Keytill.Core;
using Keytill.Core.Documents;
using Keytill.Core.Emails;
using Keytill.Core.Licenses;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Refunds;
using Keytill.Core.Vendors;
using Keytill.Core.Webhooks;

namespace Keytill.Server.Emails;

/// <summary>
/// What a template may say, as dictionaries of plain texts, flags and lists. Whatever came from outside is one line without control
/// characters, nor those that turn the direction of what follows; escaping is the template's.
/// </summary>
internal sealed class MailModel
{
    private readonly MailFacts facts;
    private readonly Order order;
    private readonly Texts texts;
    private readonly TimeZoneInfo zone;

    private MailModel(MailFacts facts)
    {
        (this.facts, order, texts) = (facts, facts.Order, facts.Texts);
        zone = TimeZoneInfo.FindSystemTimeZoneById(facts.Seller.TimeZone);
    }

    public static Dictionary<string, object> Of(MailFacts facts)
    {
        var model = new MailModel(facts);
        var all = model.Common();
        foreach (var (name, value) in model.OfKind())
            all[name] = value;
        return all;
    }

    private Dictionary<string, object> Common() => new()
    {
        ["is_test"] = order.Mode == Mode.Test,
        ["has_boxes"] = false,
        ["has_withdrawal"] = false,
        ["help"] = new Dictionary<string, object>
        {
            ["is_for_buyer"] = facts.IsToBuyer,
            ["support_url"] = facts.Links.Support(order).AbsoluteUri,
            ["find_url"] = facts.Links.Find(texts.Language).AbsoluteUri,
            ["refunds_url"] = facts.Links.RefundRules(facts.Vendor.Slug, texts.Language).AbsoluteUri,
        },
        ["order"] = new Dictionary<string, object>
        {
            ["number"] = order.Number,
            ["url"] = facts.Links.Order(order).AbsoluteUri,
            ["placed_on"] = Date(order.CreatedAt),
            ["pay_by"] = Date(order.ExpiresAt),
            ["due"] = Money(order.Due),
        },
        ["customer"] = new Dictionary<string, object> { ["greeting"] = MailText.Greeting(order.Buyer.FullName) },
        ["vendor"] = new Dictionary<string, object> { ["name"] = MailText.Line(facts.Vendor.Name) },
        ["seller"] = new Dictionary<string, object>
        {
            ["name"] = MailText.Line(facts.Seller.Name),
            ["email"] = facts.Seller.Email,
            ["address"] = MailText.Lines(facts.Seller.Address).Select(line => new Dictionary<string, object> { ["line"] = line }).ToList(),
        },
        ["lines"] = order.Lines.Select(line => Line(line)).ToList(),
        ["totals"] = new Dictionary<string, object>
        {
            ["subtotal"] = Money(order.Amounts.Subtotal),
            ["has_discount"] = order.Amounts.Discount.IsPositive,
            ["discount"] = Money(order.Amounts.Discount),
            ["has_tax"] = order.Amounts.Tax.IsPositive,
            ["tax"] = Money(order.Amounts.Tax),
            ["total"] = Money(order.Total),
        },
    };

    private Dictionary<string, object> OfKind() => facts.Kind switch
    {
        EmailKind.OrderReceived => Merge(Transfer(), MailBoxes.Of(facts, zone), MailBoxes.Withdrawal(facts)),
        EmailKind.PaymentConfirmed => Merge(Paid(), MailBoxes.Of(facts, zone), MailBoxes.Withdrawal(facts)),
        EmailKind.License or EmailKind.LicensesSoFar => MailKeys.Of(facts),
        EmailKind.PaymentFailed => Failure(order.Payment(facts.SubjectId)),
        EmailKind.PartReceived => Merge(Transfer(), Part("money", ("amount", Money(Receipt().Applied)))),
        EmailKind.TooMuchReceived => Part("money", ("amount", Money(Receipt().Unapplied)), ("goes_back", Receipt().IsOnline)),
        EmailKind.PaymentReminder => Merge(Reminder(), PaymentMethods.IsOnline(order.Method) ? NoTransfer() : Transfer()),
        EmailKind.DeletionWarning => Reminder(),
        EmailKind.OrderCancelled => MoneyHere(),
        EmailKind.OrderReopened or EmailKind.EmailCorrected or EmailKind.EmailCorrectedNotice => [],
        EmailKind.RefundDone or EmailKind.RefundFailed => Refund(),
        EmailKind.RefundAsked or EmailKind.RefundAskedForVendor or EmailKind.RefundDeclined => RefundRequest(),
        EmailKind.LicenseReplaced => MailKeys.Replaced(facts),
        EmailKind.LicenseRevoked => MailKeys.Revoked(order),
        EmailKind.DeliveryLate or EmailKind.DeliveryLateForVendor or EmailKind.DeliveryNeedsVendor => Waiting(),
        EmailKind.PoolLow => Part(
            "pool", ("name", MailText.Line(facts.Pool!.Name)), ("unused", texts.Formats.Number(facts.Pool.Unused)), ("is_empty", facts.Pool.Unused == 0)),
        EmailKind.EndpointFailing or EmailKind.EndpointDisabled => Endpoint(facts.Endpoint!),
        EmailKind.CaseReceived or EmailKind.CaseAnswer => MailCases.Of(facts, zone),
        EmailKind.FoundOrders => MailCases.Found(facts, zone),
        _ => throw new ArgumentOutOfRangeException(nameof(facts), facts.Kind, null),
    };

    private Dictionary<string, object> Endpoint(MailFacts.EndpointFact endpoint) => Part(
        "endpoint", ("id", endpoint.Id), ("url", MailText.Line(endpoint.Url)), ("since", texts.Formats.DateTime(endpoint.Since, zone)),
        ("is_gone", endpoint.IsGone), ("last_error", MailText.Line(endpoint.LastError)),
        ("disabled_on", texts.Formats.DateTime(endpoint.Since + WebhookEndpoint.DisableAfter, zone)));

    private Dictionary<string, object> Line(OrderLine line) => new()
    {
        ["name"] = MailText.Line(line.Name),
        ["quantity"] = texts.Formats.Number(line.Quantity),
        ["amount"] = Money(line.Amounts.Total),
    };

    private Dictionary<string, object> Transfer()
    {
        var payment = order.Payments.LastOrDefault(p => p.Method == PaymentMethods.BankTransfer);
        if (facts.Account is not { } account || payment?.CustomerReference is not { } reference)
            return NoTransfer();
        return Merge(
            new() { ["has_transfer"] = true },
            Part(
                "transfer", ("holder", MailText.Line(account.Holder)), ("iban", account.Iban.Printed), ("bic", account.Bic ?? ""), ("bank", MailText.Line(account.Bank)),
                ("reference", CreditorReference.TryParse(reference, out var standard) ? standard.Printed : reference),
                ("amount", Money(order.Due)), ("due_on", Date(PaymentRequest.DueOf(order, payment))),
                ("request_url", PaymentRequest.Of(order) is null ? "" : facts.Links.PaymentRequest(order).AbsoluteUri)));
    }

    private Dictionary<string, object> NoTransfer() => Merge(new() { ["has_transfer"] = false }, Part(
        "transfer", ("holder", ""), ("iban", ""), ("bic", ""), ("bank", ""), ("reference", ""), ("amount", Money(order.Due)), ("due_on", Date(order.ExpiresAt)), ("request_url", "")));

    private Dictionary<string, object> Reminder() => Part(
        "reminder", ("is_online", PaymentMethods.IsOnline(order.Method)),
        ("pay_url", facts.Links.Pay(order).AbsoluteUri), ("other_url", facts.Links.OtherMethods(order).AbsoluteUri),
        ("stop_url", facts.Links.StopReminders(order).AbsoluteUri));

    private Dictionary<string, object> Paid() => Merge(
        Part(
            "paid", ("is_free", order.Total.IsZero), ("amount", Money(order.Applied)), ("on", Date(order.PaidAt ?? order.CreatedAt)),
            ("method", Method(order.Receipts.LastOrDefault(r => r.Applied.IsPositive)?.Method))),
        Part("delivery", ("is_done", order.Delivery == OrderDelivery.Delivered)));

    private Dictionary<string, object> Failure(Payment payment)
    {
        // What a bank suspects of a card is never told to whoever holds it.
        var code = payment.Failure is FailureCode.StolenCard or FailureCode.LostCard or null ? FailureCode.CardDeclined : payment.Failure.Value;
        return Part("failure", ("amount", Money(payment.Amount)), ("text", texts["failure." + PublicName.Of(code)]));
    }

    private Dictionary<string, object> MoneyHere()
    {
        long here = order.Receipts.Where(r => r.Received.Currency == order.Currency).Sum(r => r.Unapplied.Minor);
        return Part("money", ("is_here", here > 0), ("amount", Money(new Money(here, order.Currency))));
    }

    private Dictionary<string, object> Refund()
    {
        var refund = order.Refund(facts.SubjectId);
        return Part(
            "refund", ("amount", Money(refund.Amount)), ("is_online", refund.IsOnline), ("method", Method(refund.Method)),
            ("is_whole", order.Status == OrderStatus.Refunded));
    }

    /// <summary>All that was asked for together, whatever receipts it comes from.</summary>
    private Dictionary<string, object> RefundRequest()
    {
        var together = order.Refunds.Where(r => r.RequestId == facts.SubjectId).ToList();
        return Part(
            "refund", ("amount", Money(together.Aggregate(Core.Money.Zero(order.Currency), (sum, r) => sum + r.Amount))),
            ("reason", MailText.Line(together[0].Reason)), ("decline_reason", MailText.Line(together[0].DeclineReason ?? "")),
            ("answer_by", Date(RefundPolicy.AnswerBy(together[0].RequestedAt))), ("url", facts.Links.Refund(order).AbsoluteUri));
    }

    private Dictionary<string, object> Waiting()
    {
        var line = order.Line(MailRow.PartId(facts.SubjectId));
        var replaced = UnitRequest.OfReplacement(facts.SubjectId) is { } request ? order.AwaitingReplacement(request) : null;
        string? reason = replaced is null ? line.WaitsFor : replaced.ReplacementWaitsFor;
        bool isForVendor = replaced is null ? line.Status == LineStatus.NeedsPerson : replaced.Replacement == ReplacementStatus.NeedsPerson;
        string key = "delivery_reason." + reason;
        return Merge(
            Part("line", ("name", MailText.Line(line.Name)), ("quantity", texts.Formats.Number(line.Quantity)), ("method", line.LicenseMethod)),
            Part("waits", ("for_vendor", isForVendor), ("reason", texts.Has(key) ? texts[key] : reason ?? ""), ("is_replacement", replaced is not null)));
    }

    private Receipt Receipt() => order.Receipts.Single(r => r.Id == MailRow.PartId(facts.SubjectId));

    private string Method(string? method) => texts.Has("method." + method) ? texts["method." + method] : method ?? "";

    private string Money(Money money) => texts.Formats.Money(money);

    private string Date(DateTimeOffset at) => texts.Formats.Date(at, zone);

    private static Dictionary<string, object> Part(string name, params ReadOnlySpan<(string Name, object Value)> values)
    {
        var part = new Dictionary<string, object>();
        foreach (var (key, value) in values)
            part[key] = value;
        return new() { [name] = part };
    }

    private static Dictionary<string, object> Merge(params Dictionary<string, object>[] parts) =>
        parts.SelectMany(part => part).ToDictionary(entry => entry.Key, entry => entry.Value);
}
