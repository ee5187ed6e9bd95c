using Keytill.Core;
using Keytill.Core.Documents;
using Keytill.Core.Licenses;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Refunds;
using Keytill.Server.Pages.Shared;

namespace Keytill.Server.Pages.Account;

/// <summary>
/// What an order's page tells of it at this moment: where it stands, what is awaited, from whom, until when. Pure: told from
/// the order alone, so that the page after a reload, a crash or a month says the same truth.
/// </summary>
public sealed class OrderStory(Order order, Texts texts, TimeZoneInfo zone)
{
    /// <summary>More keys of one line than a page should hold are a file.</summary>
    private const int KeysShownMax = 200;

    public Texts Texts => texts;

    public string Headline => texts[HeadlineKey];

    /// <summary>The customer can pay now: by the method shown, or by another one.</summary>
    public bool CanPay => order.Status == OrderStatus.NotPaid && !order.IsProcessing && !order.IsReplaced;

    /// <summary>The transfer whose instructions are shown, where one is awaited.</summary>
    public PaymentRequest? Transfer { get; } = PaymentRequest.Of(order);

    /// <summary>Why the last attempt failed, in the customer's words; null where none did, or another is under way.</summary>
    public string? Failure =>
        CanPay && order.CurrentPayment is { Status: PaymentStatus.Failed, Failure: { } code } ? FailureText(code) : null;

    /// <summary>Whether something is under way that the customer need not do: it is worth looking again.</summary>
    public bool ChangesByItself => order.Status switch
    {
        OrderStatus.Paid => order.Delivery != OrderDelivery.Delivered || order.Refunds.Any(r => r.IsUnderWay) || order.Licenses.Any(l => l.IsBeingReplaced),
        OrderStatus.NotPaid => order.IsProcessing || Transfer is not null || order.Payments.Any(p => p.IsAwaited),
        _ => false,
    };

    public Money Due => order.Due;

    /// <summary>Licences are shown from the first one on, also after a refund, where they may be gone.</summary>
    public bool ShowsLicenses => order.PaidAt is not null;

    /// <summary>What came and what is missing, where a part was paid.</summary>
    public string? PartReceived => CanPay && order.Applied.IsPositive
        ? texts.Get("order.part_received", ("received", Money(order.Applied)), ("due", Money(order.Due)))
        : null;

    /// <summary>That the customer has said he paid, and when; null where he has not.</summary>
    public string? SaidPaid => order.SaidPaidAt is { } at ? texts.Get("transfer.said_paid", ("date", Date(at))) : null;

    private string HeadlineKey => order.Status switch
    {
        OrderStatus.NotPaid when order.IsProcessing => "order.processing.title",
        OrderStatus.NotPaid when order.IsReplaced => "order.replaced.title",
        OrderStatus.NotPaid => "order.not_paid.title",
        OrderStatus.Paid => order.Delivery switch
        {
            OrderDelivery.Delivered => "order.delivered.title",
            OrderDelivery.PartiallyDelivered => "order.partially_delivered.title",
            _ => "order.delivering.title",
        },
        OrderStatus.Refunded => "order.refunded.title",
        OrderStatus.Cancelled => "order.cancelled.title",
        OrderStatus.Deleted => "order.deleted.title",
        _ => throw new InvalidOperationException("A status without a headline."),
    };

    /// <summary>Who acts next, and until when: one sentence for each thing that is awaited, at least one.</summary>
    public IReadOnlyList<string> Next() => order.Status switch
    {
        OrderStatus.NotPaid => [NextOfUnpaid()],
        OrderStatus.Paid => [.. NextOfReplacements().Concat(NextOfDelivery()).Concat(NextOfRefunds()).Distinct()],
        OrderStatus.Refunded => [.. NextOfRefunds()],
        OrderStatus.Cancelled => [texts["next.cancelled"]],
        OrderStatus.Deleted => [texts["order.deleted.text"]],
        _ => throw new InvalidOperationException("A status without a next step."),
    };

    /// <summary>Money that came and is not part of this order's price: the customer reads that we know.</summary>
    public IEnumerable<string> Unapplied() =>
        order.Receipts.Where(r => r.Unapplied.IsPositive).Select(r => texts.Get("order.unapplied", ("amount", Money(r.Unapplied))));

    /// <summary>What the customer may use of this line: suspended, replaced and revoked licences are not shown.</summary>
    public static IEnumerable<string> ValidKeys(OrderLine line) => line.Licenses.Where(l => l.Status == LicenseStatus.Active).Select(l => l.Key);

    public LineLicenses LicensesOf(OrderLine line)
    {
        string[] keys = [.. ValidKeys(line)];
        string[] gone = [.. line.Licenses.Where(l => l.Status is LicenseStatus.Revoked or LicenseStatus.Suspended).Select(NoLongerValid).Distinct()];
        string[] replaced = [.. line.Licenses.Where(l => l.Status == LicenseStatus.Replaced).Select(l => l.Key).Take(KeysShownMax)];
        return new LineLicenses([.. keys.Take(KeysShownMax)], keys.Length, gone, replaced);
    }

    /// <summary>How one line stands, in two or three words.</summary>
    public string State(OrderLine line)
    {
        if (order.Status is OrderStatus.NotPaid or OrderStatus.Cancelled or OrderStatus.Deleted)
            return order.Status == OrderStatus.NotPaid ? texts["line.not_paid"] : texts["line.never"];
        string state = texts["line." + PublicName.Of(line.Status)];
        bool isPartly = line.Status != LineStatus.Delivered && line.UnitsIssued > 0;
        return isPartly
            ? state + " – " + texts.Get("delivery.so_far", ("delivered", texts.Formats.Number(line.UnitsIssued)), ("count", texts.Formats.Number(line.UnitsDue)))
            : state;
    }

    public string Money(Money money) => texts.Formats.Money(money);

    public string Date(DateTimeOffset at) => texts.Formats.Date(at, zone);

    public string Moment(DateTimeOffset at) => texts.Formats.DateTime(at, zone);

    private string NoLongerValid(License license) => license.Status switch
    {
        LicenseStatus.Revoked when license.RevokedAt is { } at => texts.Get("delivery.revoked", ("date", Date(at))),
        _ => texts["delivery.suspended"],
    };

    // What a thief must not learn, nobody is told: a stolen card reads like any declined one.
    private string FailureText(FailureCode code) =>
        texts["failure." + PublicName.Of(code is FailureCode.StolenCard or FailureCode.LostCard ? FailureCode.CardDeclined : code)];

    private string NextOfUnpaid()
    {
        if (order.IsProcessing)
            return texts["next.processing"];
        if (order.IsReplaced)
            return texts["next.replaced"];
        return Transfer is null
            ? texts.Get("next.pay", ("amount", Money(order.Due)), ("date", Date(order.ExpiresAt)))
            : texts.Get("next.transfer", ("amount", Money(order.Due)), ("date", Date(Transfer.DueAt)));
    }

    private IEnumerable<string> NextOfDelivery()
    {
        if (order.Delivery == OrderDelivery.Delivered)
            return order.Licenses.Any(l => l.IsBeingReplaced) ? [] : [texts["next.done"]];
        return order.Lines.Where(line => line.Status is not (LineStatus.Delivered or LineStatus.Stopped)).Select(NextOf);
    }

    private string NextOf(OrderLine line) => line.Status switch
    {
        LineStatus.NeedsPerson when line.WaitsFor == OrderLine.RefundFailed => texts.Get("next.waiting_support", ("product", line.Name)),
        LineStatus.NeedsPerson => texts.Get("next.waiting_vendor", ("product", line.Name)),
        LineStatus.Held => texts.Get("next.held", ("product", line.Name)),
        _ when line.TryAgainAt is { } at => texts.Get("next.waiting_system", ("product", line.Name), ("time", Moment(at))),
        _ when line.WaitsFor is not null => texts.Get("next.waiting_vendor", ("product", line.Name)),
        _ => texts["next.delivering"],
    };

    private IEnumerable<string> NextOfReplacements() =>
        from line in order.Lines
        from license in line.Licenses
        where license.IsBeingReplaced
        select license switch
        {
            { ReplacementTryAgainAt: { } at } => texts.Get("next.replacement_system", ("product", line.Name), ("time", Moment(at))),
            { ReplacementWaitsFor: not null } => texts.Get("next.replacement_vendor", ("product", line.Name)),
            _ => texts.Get("next.replacement", ("product", line.Name)),
        };

    private IEnumerable<string> NextOfRefunds() =>
        order.Refunds
            .Where(r => r.Purpose == RefundPurpose.Refund)
            .Select(refund => refund.Status switch
            {
                RefundStatus.Succeeded => texts.Get("next.refunded", ("amount", Money(refund.Amount))),
                RefundStatus.Failed => texts.Get("next.refund_failed", ("amount", Money(refund.Amount))),
                RefundStatus.Requested => texts.Get("next.refund_asked", ("amount", Money(refund.Amount)), ("date", Date(RefundPolicy.AnswerBy(refund.RequestedAt)))),
                RefundStatus.Approved when !refund.IsOnline => texts.Get("next.refund_transfer", ("amount", Money(refund.Amount))),
                _ when refund.IsUnderWay => texts.Get("next.refund", ("amount", Money(refund.Amount))),
                _ => "",
            })
            .Where(sentence => sentence.Length > 0);
}

/// <param name="Keys">Those that are shown.</param>
/// <param name="Total">All that are valid.</param>
/// <param name="NoLongerValid">A sentence for each way in which others ended.</param>
/// <param name="Replaced">The keys in whose place others are.</param>
public sealed record LineLicenses(IReadOnlyList<string> Keys, int Total, IReadOnlyList<string> NoLongerValid, IReadOnlyList<string> Replaced)
{
    public int NotShown => Total - Keys.Count;
}
