using Keytill.Core.Licenses;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Refunds;

namespace Keytill.Core.Support;

/// <summary>Something that an order waits for.</summary>
/// <param name="Who">Who acts next.</param>
/// <param name="Until">By when he should, or when it happens by itself; order time. Null where nobody can say.</param>
/// <param name="Subject">The id of the payment, receipt, line, licence or refund that it is about.</param>
/// <param name="Product">The product's name, where it is about a line or a licence.</param>
/// <param name="Amount">Where it is about money.</param>
public sealed record Awaited(AwaitedStep Step, Party Who, DateTimeOffset? Until = null, string? Subject = null, string? Product = null, Money? Amount = null);

public enum Party
{
    Customer,
    Vendor,
    Support,
    Finance,

    /// <summary>A bank or a payment service.</summary>
    Gateway,

    /// <summary>Keytill itself.</summary>
    System,
}

public enum AwaitedStep
{
    Payment,
    Transfer,
    PaymentOutcome,

    /// <summary>Its time has run out with money on it: it is not deleted, and somebody must decide.</summary>
    OverdueOrder,

    /// <summary>Another person has to agree that the rest is not asked for.</summary>
    SecondWriteOff,
    Delivery,

    /// <summary>Keys, or an answer of the vendor's.</summary>
    VendorsDelivery,

    /// <summary>The line's delivery does not go on by itself.</summary>
    DeliveryNeedsPerson,

    /// <summary>Of a licence.</summary>
    Replacement,

    /// <summary>Keys, or an answer of the vendor's, for the replacement of a licence.</summary>
    VendorsReplacement,

    /// <summary>The replacement of a licence does not go on by itself.</summary>
    ReplacementNeedsPerson,

    /// <summary>To a question of the customer's.</summary>
    Answer,
    RefundDecision,
    SecondApproval,
    RefundOutcome,

    /// <summary>Bank money that finance sends back by hand.</summary>
    TransferBack,

    /// <summary>Money that was to go back did not arrive.</summary>
    FailedRefund,
    LicenseDecision,

    /// <summary>Paid although another order had taken its place, which was paid as well.</summary>
    PossibleDuplicate,
    UnappliedMoney,

    /// <summary>A gateway has sent back more than was there: the sums do not fit, and somebody must find out why.</summary>
    Overdrawn,

    /// <summary>A gateway's unapplied money goes back by itself, unless finance uses it before.</summary>
    UnappliedGoesBack,
}

/// <summary>What an order waits for, told from the order alone: who acts next, and until when.</summary>
public static class Awaiting
{
    public static IReadOnlyList<Awaited> Of(Order order, DateTimeOffset now) =>
        [.. OfPayment(order, now), .. OfDelivery(order), .. OfRefunds(order), .. OfMoney(order)];

    private static IEnumerable<Awaited> OfPayment(Order order, DateTimeOffset now)
    {
        if (order.Status != OrderStatus.NotPaid || order.IsReplaced)
            yield break;
        if (order.IsOverdue(now) && order.HasMoneyOrExpectsIt)
            yield return new(AwaitedStep.OverdueOrder, Party.Support);
        if (order.WriteOffAskedBy is not null)
            yield return new(AwaitedStep.SecondWriteOff, Party.Finance, Amount: order.Due);
        var current = order.CurrentPayment;
        if (order.IsProcessing)
            yield return new(AwaitedStep.PaymentOutcome, Party.Gateway, Subject: current?.Id);
        else if (current is { IsOnline: false, CanBeActedOn: true })
            yield return new(AwaitedStep.Transfer, Party.Customer, Earlier(current.CreatedAt + LifecyclePolicy.BankTransferDue, order.ExpiresAt), current.Id, Amount: order.Due);
        else
            yield return new(AwaitedStep.Payment, Party.Customer, order.ExpiresAt, Amount: order.Due);
    }

    private static IEnumerable<Awaited> OfDelivery(Order order)
    {
        if (order.PaidAt is null)
            yield break;
        foreach (var line in order.Lines)
        {
            if (OfLine(line) is { } awaited)
                yield return awaited with { Subject = line.Id, Product = line.Name };
            foreach (var license in line.Licenses.Where(l => l.IsBeingReplaced))
                yield return OfReplacement(license) with { Subject = license.Id, Product = line.Name };
            if (line.RevocationAskedAt is not null)
                yield return new(AwaitedStep.LicenseDecision, Party.Support, Subject: line.Id, Product: line.Name);
        }
    }

    private static Awaited? OfLine(OrderLine line) => line.Status switch
    {
        LineStatus.NeedsPerson when line.WaitsFor == OrderLine.RefundFailed => new(AwaitedStep.DeliveryNeedsPerson, Party.Support),
        LineStatus.NeedsPerson => new(AwaitedStep.DeliveryNeedsPerson, Party.Vendor),
        LineStatus.Waiting or LineStatus.InProgress when line.TryAgainAt is { } at => new(AwaitedStep.Delivery, Party.System, at),
        LineStatus.Waiting or LineStatus.InProgress when line.WaitsFor is not null => new(AwaitedStep.VendorsDelivery, Party.Vendor),
        LineStatus.Waiting or LineStatus.InProgress => new(AwaitedStep.Delivery, Party.System),
        // A held line goes on, or stops, with the decision about its refund.
        LineStatus.Held or LineStatus.Delivered or LineStatus.Stopped => null,
        _ => throw new ArgumentOutOfRangeException(nameof(line), line.Status, null),
    };

    private static Awaited OfReplacement(License license) => license switch
    {
        { Replacement: ReplacementStatus.NeedsPerson } => new(AwaitedStep.ReplacementNeedsPerson, Party.Vendor),
        { ReplacementTryAgainAt: { } at } => new(AwaitedStep.Replacement, Party.System, at),
        { ReplacementWaitsFor: not null } => new(AwaitedStep.VendorsReplacement, Party.Vendor),
        _ => new(AwaitedStep.Replacement, Party.System),
    };

    private static IEnumerable<Awaited> OfRefunds(Order order)
    {
        foreach (var refund in order.Refunds)
        {
            // What was asked for together is decided together.
            bool isFirst = refund.Id == refund.RequestId;
            Awaited? awaited = refund.Status switch
            {
                RefundStatus.Requested when !isFirst => null,
                RefundStatus.Requested when refund.FirstApprovedBy is not null => new(AwaitedStep.SecondApproval, Party.Support, RefundPolicy.AnswerBy(refund.RequestedAt)),
                RefundStatus.Requested => new(AwaitedStep.RefundDecision, Party.Support, RefundPolicy.AnswerBy(refund.RequestedAt)),
                RefundStatus.Approved when !refund.IsOnline => new(AwaitedStep.TransferBack, Party.Finance),
                RefundStatus.Approved or RefundStatus.Processing => new(AwaitedStep.RefundOutcome, Party.Gateway),
                RefundStatus.Failed when IsStillOwed(order, refund) => new(AwaitedStep.FailedRefund, refund.Purpose == RefundPurpose.Return ? Party.Finance : Party.Support),
                _ => null,
            };
            if (awaited is not null)
                yield return awaited with { Subject = refund.Id, Amount = refund.Amount };
        }
    }

    /// <summary>Nothing of the same receipt was promised after it, and a gateway has not sent all of it of its own.</summary>
    private static bool IsStillOwed(Order order, Refund failed) =>
        (failed.Purpose == RefundPurpose.Return || order.Status != OrderStatus.Refunded)
        && !order.Refunds.Any(r => r.ReceiptId == failed.ReceiptId && r.Position > failed.Position && (r.Origin != RefundOrigin.Gateway || r.Purpose == RefundPurpose.Return));

    private static IEnumerable<Awaited> OfMoney(Order order)
    {
        if (order.Overdrawn.IsPositive)
            yield return new(AwaitedStep.Overdrawn, Party.Finance, Amount: order.Overdrawn);
        foreach (var receipt in order.Receipts.Where(r => order.Unsettled(r).IsPositive))
        {
            // A return that failed is told as that.
            if (order.Refunds.Any(r => r.ReceiptId == receipt.Id && r.Purpose == RefundPurpose.Return && r.Status == RefundStatus.Failed))
                continue;
            yield return receipt.IsOnline
                ? new(AwaitedStep.UnappliedGoesBack, Party.System, receipt.ReceivedAt + LifecyclePolicy.ReturnUnappliedAfter, receipt.Id, Amount: order.Unsettled(receipt))
                : new(AwaitedStep.UnappliedMoney, Party.Finance, Subject: receipt.Id, Amount: order.Unsettled(receipt));
        }
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
