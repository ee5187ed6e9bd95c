using Keytill.Core;
using Keytill.Core.Orders;
using Keytill.Core.Refunds;

namespace Keytill.Server.Tests.Model;

/// <summary>
/// What an order must have become, worked out by hand from the money that came and the acts of people: the table of states once
/// more, without the order's own code. What came and what went is taken from the order as facts, which the banks' books judge;
/// what became of it is decided here.
/// </summary>
internal sealed partial class ExpectedSale(Money total, DateTimeOffset createdAt)
{
    private readonly List<Came> receipts = [];
    private readonly HashSet<string> sentBack = [];
    private long writtenOff;
    private long refunded;
    private long underWay;

    public OrderStatus Status { get; private set; } = total.IsZero ? OrderStatus.Paid : OrderStatus.NotPaid;

    public DateTimeOffset ExpiresAt { get; private set; } = createdAt.AddDays(90);

    public bool WasPaid { get; private set; } = total.IsZero;

    public int Cancelled { get; private set; }

    public int Deleted { get; private set; }

    public int Reopened { get; private set; }

    public long Due => total.Minor - Applied - writtenOff;

    private long Applied => receipts.Sum(r => r.Applied);

    private bool HasMoney => receipts.Any(r => r.Received.Minor > r.Returned);

    public bool MayCancel(bool returnMoney, bool isProcessing) => Status switch
    {
        OrderStatus.NotPaid => returnMoney || (!HasMoney && !isProcessing),
        OrderStatus.Cancelled => true,
        _ => false,
    };

    public void Cancel()
    {
        if (Status == OrderStatus.Cancelled)
            return;
        (Status, Cancelled) = (OrderStatus.Cancelled, Cancelled + 1);
        writeOffAskedBy = null;
        foreach (var receipt in receipts)
            receipt.Applied = 0;
    }

    public bool MayExpire(DateTimeOffset now) => Status == OrderStatus.Deleted || (Status == OrderStatus.NotPaid && now >= ExpiresAt);

    /// <returns>False where money keeps it alive.</returns>
    public bool Expire(bool isProcessing)
    {
        if (Status == OrderStatus.NotPaid && (HasMoney || isProcessing))
            return false;
        if (Status == OrderStatus.NotPaid)
            (Status, Deleted) = (OrderStatus.Deleted, Deleted + 1);
        return true;
    }

    /// <summary>Whether the calendar must have deleted it by now.</summary>
    public bool MustBeDeleted(DateTimeOffset now, bool isProcessing) => Status == OrderStatus.NotPaid && now >= ExpiresAt && !HasMoney && !isProcessing;

    public bool MayReopen => Status is OrderStatus.Cancelled or OrderStatus.Deleted;

    public void Reopen(DateTimeOffset now) => (Status, ExpiresAt, Reopened) = (OrderStatus.NotPaid, now.AddDays(14), Reopened + 1);

    public bool MayRefund => Status == OrderStatus.Paid && Applied > refunded + underWay;

    /// <summary>Whether a licence in force may be replaced: not where all the money is back or on its way.</summary>
    public bool MayReplace => Status == OrderStatus.Paid && (Applied == 0 || Applied > refunded + underWay);

    /// <summary>Takes note of money that has come and gone since the last time.</summary>
    public void Learn(Order order)
    {
        foreach (var receipt in order.Receipts.Skip(receipts.Count))
        {
            if (order.DeletedAt <= receipt.ReceivedAt)
                LearnDeletion(order);
            Receive(new Came(receipt.Id, receipt.Received, isTransfer: !receipt.IsOnline), receipt.ValueAt);
        }

        LearnDeletion(order);
        LearnWhatBanksSentBack(order);
        foreach (var receipt in receipts)
        {
            var returns = order.Refunds.Where(r => r.ReceiptId == receipt.Id && r.Purpose == RefundPurpose.Return).ToList();
            receipt.Returned = returns.Where(r => r.Status == RefundStatus.Succeeded).Sum(r => r.Amount.Minor);
            receipt.GoingBack = returns.Where(r => r.IsUnderWay).Sum(r => r.Amount.Minor);
        }

        refunded = order.Refunds.Where(r => r is { Purpose: RefundPurpose.Refund, Status: RefundStatus.Succeeded }).Sum(r => r.Amount.Minor);
        underWay = order.Refunds.Where(r => r is { Purpose: RefundPurpose.Refund, IsUnderWay: true }).Sum(r => r.Amount.Minor);
        if (Status is OrderStatus.Paid or OrderStatus.Refunded)
            Status = Applied > 0 && refunded >= Applied ? OrderStatus.Refunded : OrderStatus.Paid;
    }

    /// <summary>What must be, in words that two of them can be compared by.</summary>
    public string Say() => Say(
        Status, Due, writtenOff, Applied - refunded, ExpiresAt, WasPaid,
        receipts.Select(r => (r.Received, r.Applied, r.Unapplied, r.Returned)));

    /// <summary>What is, in the same words.</summary>
    public static string Say(Order order) => Say(
        order.Status, order.Due.Minor, order.WrittenOff.Minor, order.Kept.Minor, order.ExpiresAt, order.PaidAt is not null,
        order.Receipts.Select(r => (r.Received, r.Applied.Minor, r.Unapplied.Minor, r.Returned.Minor)));

    private static string Say(
        OrderStatus status, long due, long writtenOff, long kept, DateTimeOffset expiresAt, bool wasPaid,
        IEnumerable<(Money Received, long Applied, long Unapplied, long Returned)> receipts) =>
        $"{status}{(wasPaid ? ", was paid" : "")}, due {due}, written off {writtenOff}, kept {kept}, until {expiresAt:O}"
        + string.Concat(receipts.Select(r => $"; {r.Received}: applied {r.Applied}, unapplied {r.Unapplied}, returned {r.Returned}"));

    /// <summary>The calendar may have deleted it: not before its time, and not with money on it.</summary>
    private void LearnDeletion(Order order)
    {
        if (order.DeletedAt is not { } at || Status != OrderStatus.NotPaid)
            return;
        Assert.True(at >= ExpiresAt && !HasMoney, $"The order was deleted at {at:O}.");
        Expire(isProcessing: false);
    }

    /// <summary>Of an order that is not paid a bank's own refund takes what was applied, too: it is due again.</summary>
    private void LearnWhatBanksSentBack(Order order)
    {
        foreach (var back in order.Refunds.Where(r => r.Origin == RefundOrigin.Gateway && sentBack.Add(r.Id) && r.Status != RefundStatus.Failed && Status == OrderStatus.NotPaid))
        {
            var receipt = receipts.Single(r => r.Id == back.ReceiptId);
            long gone = order.Refunds.Where(r => r.ReceiptId == receipt.Id && r.Status != RefundStatus.Failed).Sum(r => r.Amount.Minor);
            receipt.Applied = Math.Min(receipt.Applied, receipt.Received.Minor - gone);
        }
    }

    private void Receive(Came receipt, DateTimeOffset valueAt)
    {
        receipts.Add(receipt);
        if (receipt.Received.Currency != total.Currency)
            return;
        long missing = Due - receipt.Received.Minor;
        bool covers = missing <= Tolerance(receipt.IsTransfer);
        if (Status == OrderStatus.Deleted && covers && valueAt <= ExpiresAt)
        {
            Reopened++;
            Pay(receipt);
        }
        else if (Status == OrderStatus.NotPaid && covers)
        {
            Pay(receipt);
        }
        else if (Status == OrderStatus.NotPaid)
        {
            receipt.Applied = receipt.Received.Minor;
        }
    }

    private void Pay(Came receipt)
    {
        receipt.Applied += Math.Min(receipt.Unapplied, Due);
        writtenOff = Due;
        (Status, WasPaid, writeOffAskedBy) = (OrderStatus.Paid, true, null);
    }

    private long Tolerance(bool isTransfer) => isTransfer ? Math.Min(Due / 200, WriteOffMax) : 0;

    /// <summary>One euro or its like.</summary>
    private long WriteOffMax => total.Currency.Code switch
    {
        "EUR" => 100,
        "JPY" => 150,
        "KWD" => 300,
        _ => throw new InvalidOperationException("The model buys in three currencies."),
    };

    private sealed class Came(string id, Money received, bool isTransfer)
    {
        public string Id { get; } = id;

        public Money Received { get; } = received;

        public bool IsTransfer { get; } = isTransfer;

        public long Applied { get; set; }

        public long Returned { get; set; }

        /// <summary>On its way back, and not there yet.</summary>
        public long GoingBack { get; set; }

        public long Unapplied => Received.Minor - Applied - Returned;
    }
}
