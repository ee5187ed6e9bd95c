using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Refunds;

namespace Keytill.Core.Tests.Orders;

/// <summary>
/// How gateway and bank truly stand, apart from what we were told: the judge of an order's books. What they tell comes from
/// these histories: late, twice, in any order, or never.
/// </summary>
internal sealed class OutsideBooks
{
    private readonly List<Page> pages = [];
    private readonly List<Booking> bookings = [];
    private readonly List<Way> ways = [];

    public IReadOnlyList<Page> Pages => pages;

    public IReadOnlyList<Booking> Bookings => bookings;

    public IReadOnlyList<Way> Ways => ways;

    public void Open(Payment payment, DateTimeOffset now)
    {
        if (pages.All(p => p.PaymentId != payment.Id))
            pages.Add(new Page(payment.Id, payment.Amount, [(ReportedState.Open, now)]));
    }

    /// <summary>We have asked for it; too late where the customer has acted.</summary>
    public void Close(string paymentId, DateTimeOffset now)
    {
        if (pages.Find(p => p.PaymentId == paymentId) is { State: ReportedState.Open } page)
            page.History.Add((ReportedState.Closed, now));
    }

    public void CustomerActs(int which, int how, DateTimeOffset now)
    {
        Page[] alive = [.. pages.Where(p => p.State is ReportedState.Open or ReportedState.Processing)];
        if (alive.Length == 0)
            return;
        var page = alive[which % alive.Length];
        var next = how switch
        {
            < 5 => ReportedState.Succeeded,
            < 7 => ReportedState.Failed,
            _ when page.State == ReportedState.Processing => ReportedState.Failed,
            < 9 => ReportedState.Processing,
            _ => ReportedState.Expired,
        };
        page.History.Add((next, now));
    }

    public Booking Book(Money amount, DateTimeOffset valueAt)
    {
        bookings.Add(new Booking($"booking-{bookings.Count + 1}", amount, valueAt));
        return bookings[^1];
    }

    public void Send(Refund refund) => ways.Add(new Way(refund.Id, refund.PaymentId, refund.Amount, []));

    /// <summary>Somebody begins it there, of money that came by this page. What we have promised beside it is not asked about.</summary>
    public void SendBack(Page page, Money amount, bool isSlow)
    {
        var left = ways.Where(w => w.PaymentId == page.PaymentId && w.IsMadeThere && w.State != ReportedRefundState.Failed).Aggregate(page.Amount, (sum, w) => sum - w.Amount);
        if (amount.IsPositive && amount <= left)
            ways.Add(new Way($"there_{ways.Count}", page.PaymentId, amount, [isSlow ? ReportedRefundState.Pending : ReportedRefundState.Succeeded], IsMadeThere: true));
    }

    /// <summary>A person has sent a transfer. The second press finds it sent.</summary>
    public void SentByHand(string refundId)
    {
        if (ways.Find(w => w.RefundId == refundId) is { State: null or ReportedRefundState.Pending } way)
            way.History.Add(ReportedRefundState.Succeeded);
    }

    public void RefundMovesOn(int which, int how)
    {
        Way[] alive = [.. ways.Where(w => w.State != ReportedRefundState.Failed && (w.State != ReportedRefundState.Succeeded || how > 7))];
        if (alive.Length == 0)
            return;
        var way = alive[which % alive.Length];
        way.History.Add(way.State switch
        {
            ReportedRefundState.Succeeded => ReportedRefundState.Failed,
            null when how % 3 == 0 => ReportedRefundState.Pending,
            _ => how == 9 ? ReportedRefundState.Failed : ReportedRefundState.Succeeded,
        });
    }

    /// <summary>A customer's visit to the gateway.</summary>
    internal sealed record Page(string PaymentId, Money Amount, List<(ReportedState State, DateTimeOffset At)> History)
    {
        public ReportedState State => History[^1].State;
    }

    /// <summary>Money that came by transfer.</summary>
    internal sealed record Booking(string Reference, Money Amount, DateTimeOffset ValueAt);

    /// <summary>Money on its way back.</summary>
    /// <param name="RefundId">Our id, or the gateway's own where it was begun there.</param>
    internal sealed record Way(string RefundId, string? PaymentId, Money Amount, List<ReportedRefundState> History, bool IsMadeThere = false)
    {
        public ReportedRefundState? State => History.Count == 0 ? null : History[^1];
    }
}
