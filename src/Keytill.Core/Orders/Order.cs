using Keytill.Core.Catalog;
using Keytill.Core.Checkouts;
using Keytill.Core.Payments;
using Keytill.Core.Refunds;
using Keytill.Core.Vendors;

namespace Keytill.Core.Orders;

/// <summary>
/// What a customer agreed to buy. Exists before any money moves, and outlives every attempt to pay it. Payments, receipts,
/// refunds, lines and licences are its parts and change only by its verbs, which stand in files by capability.
/// All instants given to verbs are order time: wall time plus <see cref="ClockOffset"/>.
/// </summary>
public sealed partial class Order : Aggregate
{
    private readonly List<OrderLine> lines = [];
    private readonly List<Payment> payments = [];
    private readonly List<Receipt> receipts = [];
    private readonly List<Refund> refunds = [];
    private readonly List<TimelineEntry> timeline = [];

    private Order()
    {
    }

    public string Id { get; private set; } = "";

    /// <summary>What people read: <c>A0000000123</c> live, <c>T0000000123</c> test. Opens nothing without <see cref="Token"/>.</summary>
    public string Number { get; private set; } = "";

    /// <summary>The authority over the order's pages. Never logged.</summary>
    public string Token { get; private set; } = "";

    public string VendorId { get; private set; } = "";

    public Mode Mode { get; private set; }

    /// <summary>The checkout it came from: one checkout gives at most one order.</summary>
    public string CheckoutId { get; private set; } = "";

    /// <summary>The link that it came of, where that is good for one order alone.</summary>
    public string? OneTimeLinkId { get; private set; }

    public OrderStatus Status { get; private set; }

    public Currency Currency { get; private set; } = null!;

    /// <summary>The seller of record.</summary>
    public string SellerId { get; private set; } = "";

    /// <summary>What was agreed; later changes of price, tax or catalogue do not reach it.</summary>
    public Amounts Amounts => new(Of(SubtotalMinor), Of(DiscountMinor), Of(NetMinor), Of(TaxMinor), Of(TotalMinor));

    public Money Total => Of(TotalMinor);

    public Buyer Buyer { get; private set; } = null!;

    /// <summary>The buyer's e-mail address as it is searched: trimmed and lower case.</summary>
    public string EmailNormalized { get; private set; } = "";

    public string Locale { get; private set; } = "en";

    public IReadOnlyList<Consent> Consents { get; private set; } = [];

    /// <summary>The vendor's own id of the sale.</summary>
    public string? ExternalId { get; private set; }

    public IReadOnlyDictionary<string, string> AdditionalData { get; private set; } = new Dictionary<string, string>();

    public string? ReturnUrl { get; private set; }

    public IReadOnlyDictionary<string, string> Utm { get; private set; } = new Dictionary<string, string>();

    /// <summary>How far this order's own clock is ahead of the wall clock. Always zero in live mode.</summary>
    public TimeSpan ClockOffset { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? PaidAt { get; private set; }

    /// <summary>When it is deleted if nobody pays.</summary>
    public DateTimeOffset ExpiresAt { get; private set; }

    public DateTimeOffset? CancelledAt { get; private set; }

    public DateTimeOffset? DeletedAt { get; private set; }

    /// <summary>Wall time at which the calendar looks at this order next; derived in each save.</summary>
    public DateTimeOffset? NextDueAt { get; private set; }

    /// <summary>The number of its last public event; they count from 1 without gaps.</summary>
    public long EventSequence { get; private set; }

    public IReadOnlyList<OrderLine> Lines => lines;

    public IReadOnlyList<Payment> Payments => payments;

    public IReadOnlyList<Receipt> Receipts => receipts;

    public IReadOnlyList<Refund> Refunds => refunds;

    /// <summary>What was entered in this transaction, or all of it where the reader asked for it.</summary>
    public IReadOnlyList<TimelineEntry> Timeline => timeline;

    /// <param name="id">Fixed before the transaction, so that a body that runs again makes the same order.</param>
    public static Order Place(string id, string number, string token, Purchase purchase, DateTimeOffset now)
    {
        var order = new Order
        {
            Id = id,
            Number = number,
            Token = token,
            VendorId = purchase.VendorId,
            Mode = purchase.Mode,
            CheckoutId = purchase.CheckoutId,
            OneTimeLinkId = purchase.OneTimeLinkId,
            SellerId = purchase.SellerId,
            Currency = purchase.Currency,
            SubtotalMinor = purchase.Amounts.Subtotal.Minor,
            DiscountMinor = purchase.Amounts.Discount.Minor,
            NetMinor = purchase.Amounts.Net.Minor,
            TaxMinor = purchase.Amounts.Tax.Minor,
            TotalMinor = purchase.Amounts.Total.Minor,
            Buyer = purchase.Buyer,
            EmailNormalized = purchase.Buyer.EmailNormalized,
            Locale = purchase.Locale,
            Consents = purchase.Consents,
            ExternalId = purchase.ExternalId,
            AdditionalData = purchase.AdditionalData,
            ReturnUrl = purchase.ReturnUrl,
            Utm = purchase.Utm,
            Method = purchase.PaymentMethod,
            CouponId = purchase.CouponId,
            CouponCode = purchase.CouponCode,
            CouponHeldUntil = purchase.CouponId is null ? null : now + LifecyclePolicy.CouponHold(purchase.PaymentMethod),
            CreatedAt = now,
            ExpiresAt = now + LifecyclePolicy.PayWithin,
        };
        for (int i = 0; i < purchase.Lines.Count; i++)
            order.lines.Add(new OrderLine(Ids.New("line", now), i, purchase.Lines[i]));
        order.Note(now, "order_created");
        order.Raise(new OrderCreated(now));
        if (order.Total.IsZero)
            order.PayNothing(now);
        return order;
    }

    /// <summary>The order's own instant at a wall-clock instant.</summary>
    public DateTimeOffset TimeAt(DateTimeOffset wall) => wall + ClockOffset;

    /// <summary>The wall-clock instant at which the order's own clock shows this.</summary>
    public DateTimeOffset WallAt(DateTimeOffset orderTime) => orderTime - ClockOffset;

    /// <summary>Moves a test order's own clock on. What hangs on the order is moved by the same span, by the caller.</summary>
    /// <exception cref="RuleBroken"><c>live_clock</c>: a live order's clock is the wall's.</exception>
    public void AdvanceClock(TimeSpan by)
    {
        if (Mode != Mode.Test)
            throw new RuleBroken("live_clock", "Only an order in test mode has a clock that can be moved.");
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        ClockOffset += by;
        if (PaidAt is null)
            CouponHeldUntil -= by;
        Touch();
    }

    /// <summary>For the store, as it saves an event: the next number of this order's log.</summary>
    public long TakeSequence() => ++EventSequence;

    /// <summary>For the store, in each save: when the calendar looks next.</summary>
    public void ScheduleNext() => NextDueAt = LifecyclePolicy.NextDue(this) is { } due ? WallAt(due) : null;

    /// <summary>Support ends an order that was not paid.</summary>
    /// <param name="returnMoney">Money that came, or may still come, is to go back: a gateway's at once by itself, a bank's as a task for finance.</param>
    /// <exception cref="RuleBroken"><c>order_not_cancellable</c>, or <c>money_received</c> where money is there or under way and is not to go back.</exception>
    public void Cancel(string reason, bool returnMoney, DateTimeOffset now)
    {
        var rule = OrderTransitions.For(Status, OrderVerb.Cancel);
        if (rule.Verdict == Verdict.Nothing)
            return;
        if (rule.Verdict == Verdict.Refused)
            throw new RuleBroken("order_not_cancellable", $"An order that is {Status.Words()} cannot be cancelled.");
        if (HasMoneyOrExpectsIt && !returnMoney)
            throw new RuleBroken("money_received", "Money has been received or is being processed: cancel with its return.");
        Status = rule.Next;
        (CancelledAt, WriteOffAskedBy) = (now, null);
        FreeCoupon();
        foreach (var receipt in receipts.Where(r => !r.Applied.IsZero))
        {
            receipt.Unapply();
            Note(now, "money_to_return", receipt.Id, receipt.Unapplied.ToString());
            // A bank's waits for finance, who sends it.
            ReturnUnapplied(Ids.New("ref", now), receipt.Id, now);
        }

        CloseAttempts(now);
        Note(now, "order_cancelled", detail: reason);
        Raise(new OrderCancelled(now));
    }

    /// <summary>Support gives an ended order another <see cref="LifecyclePolicy.PayWithinAfterReopening"/>.</summary>
    /// <exception cref="RuleBroken"><c>order_not_reopenable</c>; <c>personal_data_erased</c> once its buyer was forgotten.</exception>
    public void Reopen(string reason, DateTimeOffset now)
    {
        var rule = OrderTransitions.For(Status, OrderVerb.Reopen);
        if (rule.Verdict == Verdict.Refused)
            throw new RuleBroken("order_not_reopenable", $"An order that is {Status.Words()} cannot be reopened.");
        if (IsErased)
            throw new RuleBroken("personal_data_erased", "Nobody knows any more whose order this was: it cannot be reopened.");
        ExpiresAt = now + LifecyclePolicy.PayWithinAfterReopening;
        BecomeUnpaidAgain(now, reason);
    }

    internal long SubtotalMinor { get; private set; }

    internal long DiscountMinor { get; private set; }

    internal long NetMinor { get; private set; }

    internal long TaxMinor { get; private set; }

    internal long TotalMinor { get; private set; }

    private Money Of(long minor) => new(minor, Currency);

    private void BecomeUnpaidAgain(DateTimeOffset now, string reason)
    {
        Status = OrderStatus.NotPaid;
        (CancelledAt, DeletedAt) = (null, null);
        Note(now, "order_reopened", detail: reason);
        Raise(new OrderReopened(now));
    }

    private void Note(DateTimeOffset at, string kind, string? subject = null, string? detail = null)
    {
        timeline.Add(new TimelineEntry(at, kind, subject, detail is null ? null : PlainText.Cut(detail, TimelineEntry.DetailCharsMax)));
        Touch();
    }
}
