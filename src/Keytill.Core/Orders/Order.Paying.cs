using Keytill.Core.Payments;

namespace Keytill.Core.Orders;

public sealed partial class Order
{
    /// <summary>What is still to be paid. Never negative.</summary>
    public Money Due => Total - Applied - WrittenOff;

    /// <summary>What was received and counts for this order, before refunds.</summary>
    public Money Applied => Sum(receipts.Where(r => r.Currency == Currency), r => r.AppliedMinor);

    /// <summary>A shortfall within tolerance that is not asked for.</summary>
    public Money WrittenOff => Of(WrittenOffMinor);

    public bool IsProcessing => payments.Any(p => p.Status == PaymentStatus.Processing);

    /// <summary>The attempt that the customer's page is about: the one that can be acted on or is awaited, else the last one.</summary>
    public Payment? CurrentPayment =>
        payments.LastOrDefault(p => p.Status == PaymentStatus.Processing)
        ?? payments.LastOrDefault(p => p.CanBeActedOn)
        ?? payments.LastOrDefault();

    internal long WrittenOffMinor { get; private set; }

    public Payment Payment(string paymentId) => payments.Single(p => p.Id == paymentId);

    /// <summary>
    /// Begins an attempt, or gives the one that is open for this method already: a second press or tab reopens the same page.
    /// Attempts by other methods are closed.
    /// </summary>
    /// <param name="paymentId">Fixed before the transaction.</param>
    /// <param name="customerReference">For offline methods: what the customer writes on his transfer.</param>
    /// <param name="repeatOpeningWithin">
    /// How long the gateway knows an opening by its key; null for offline methods. An attempt that it has not answered within it
    /// is closed and a new one begun: asked again it could open a second page for the one payment, and both be paid.
    /// </param>
    /// <exception cref="RuleBroken"><c>order_not_payable</c>; <c>order_replaced</c>; <c>payment_processing</c> while the outcome of another attempt is awaited.</exception>
    public Payment StartPayment(string paymentId, string method, bool isOnline, string? customerReference, DateTimeOffset now, TimeSpan? repeatOpeningWithin = null)
    {
        if (Status != OrderStatus.NotPaid)
            throw new RuleBroken("order_not_payable", $"An order that is {Status.Words()} takes no payment.");
        if (IsReplaced)
            throw new RuleBroken("order_replaced", "Another order has taken this one's place: pay that.");
        if (IsProcessing)
            throw new RuleBroken("payment_processing", "A payment is being processed: its outcome is awaited before another is begun.");
        Method = method;
        HoldCouponForMethod(now);
        var open = payments.FirstOrDefault(p => p.CanBeActedOn && p.Method == method && p.Amount == Due && !IsForgotten(p));
        if (open is not null)
            return open;
        if (payments.Count >= AttemptsMax)
            throw new RuleBroken("attempt_limit", "Too many attempts to pay this order: please ask support.");
        CloseAttempts(now);
        var payment = new Payment(paymentId, payments.Count, method, isOnline, Due, customerReference, now);
        payments.Add(payment);
        Note(now, "payment_started", payment.Id, method);
        Raise(new PaymentStarted(now, payment.Id, isOnline));
        return payment;

        bool IsForgotten(Payment p) => p.Status == PaymentStatus.Created && now - p.CreatedAt >= repeatOpeningWithin;
    }

    /// <summary>The gateway has a page for this attempt. An attempt that was closed meanwhile stays closed, and its page must go too.</summary>
    public void PaymentOpened(string paymentId, string gatewayReference, string redirectUrl, DateTimeOffset now)
    {
        var payment = Payment(paymentId);
        if (payment.RedirectUrl is not null)
            return;
        payment.Opened(gatewayReference, redirectUrl);
        Note(now, "payment_opened", payment.Id);
        if (payment.Status == PaymentStatus.Closed)
            Raise(new PaymentClosed(now, payment.Id));
    }

    /// <summary>The gateway will not take this attempt at all.</summary>
    public void PaymentRefused(string paymentId, FailureCode code, DateTimeOffset now)
    {
        var payment = Payment(paymentId);
        if (!payment.CanBeActedOn)
            return;
        payment.Fail(code, now);
        Failed(payment, wasProcessing: false, now);
    }

    /// <summary>
    /// Takes note of how an attempt stands at its gateway. Return, notice and poll all come here; whoever is second finds it done.
    /// </summary>
    /// <param name="receiptId">Fixed before the transaction; used when money came.</param>
    /// <param name="account">Our account at the gateway, as we know it.</param>
    /// <returns>False when it was not believed: amount, currency, account or mode are not ours. Nothing has changed then.</returns>
    public bool Record(PaymentReport report, string receiptId, string account, DateTimeOffset now)
    {
        var payment = payments.FirstOrDefault(p => p.Id == report.PaymentId);
        if (payment is null || !payment.Agrees(report) || report.Account != account || report.Mode != Mode)
        {
            Note(now, "report_not_believed", payment?.Id, $"{report.State} {report.Amount}");
            return false;
        }

        bool wasProcessing = payment.Status == PaymentStatus.Processing;
        if (payment.Follow(report, now))
            TakeNote(payment, report, receiptId, wasProcessing, now);
        Record(report.Refunds ?? [], payment, now);
        return true;
    }

    private void TakeNote(Payment payment, PaymentReport report, string receiptId, bool wasProcessing, DateTimeOffset now)
    {
        switch (payment.Status)
        {
            case PaymentStatus.Open:
                Note(now, "payment_opened", payment.Id);
                break;
            case PaymentStatus.Processing:
                CloseAttempts(now);
                Note(now, "payment_processing", payment.Id);
                Raise(new PaymentProcessing(now, payment.Id));
                break;
            case PaymentStatus.Succeeded:
                Raise(new PaymentEnded(now, payment.Id));
                Receive(new Receipt(receiptId, receipts.Count, payment.Id, payment.Method, payment.IsOnline, report.GatewayReference, report.Amount, report.At, now), now);
                break;
            case PaymentStatus.Failed:
                Failed(payment, wasProcessing, now);
                break;
            case PaymentStatus.Expired or PaymentStatus.Closed:
                Note(now, payment.Status == PaymentStatus.Expired ? "payment_expired" : "payment_closed", payment.Id);
                Raise(new PaymentEnded(now, payment.Id));
                break;
        }
    }

    /// <summary>Money arrives at the bank under this order's reference. The same bank reference again changes nothing.</summary>
    /// <param name="reference">The bank's own id of this booking.</param>
    /// <param name="valueAt">The bank's value date.</param>
    public void ReceiveBankMoney(string receiptId, Money amount, string reference, DateTimeOffset valueAt, DateTimeOffset now)
    {
        if (!amount.IsPositive)
            throw new RuleBroken("amount_not_positive", "Only a positive amount can have arrived.");
        if (receipts.Any(r => r.Method == PaymentMethods.BankTransfer && r.Reference == reference))
            return;
        var awaited = payments.LastOrDefault(p => p.Method == PaymentMethods.BankTransfer);
        Receive(new Receipt(receiptId, receipts.Count, awaited?.Id, PaymentMethods.BankTransfer, isOnline: false, reference, amount, valueAt, now), now);
    }

    private void Receive(Receipt receipt, DateTimeOffset now)
    {
        receipts.Add(receipt);
        Note(now, "money_received", receipt.Id, receipt.Received.ToString());
        if (receipt.Currency != Currency)
        {
            LeaveUnapplied(receipt, now);
            return;
        }

        bool covers = Due - receipt.Received <= Tolerance(receipt);
        var rule = OrderTransitions.For(Status, covers ? OrderVerb.Pay : OrderVerb.ReceiveLess);
        switch (rule.Verdict)
        {
            case Verdict.Change:
                Pay(receipt, rule.Next, now);
                break;
            case Verdict.ReopenIfInTime when receipt.ValueAt <= ExpiresAt && !IsErased && !IsReplaced:
                BecomeUnpaidAgain(now, "paid_in_time");
                Pay(receipt, OrderStatus.Paid, now);
                break;
            case Verdict.ApplyPart:
                ApplyPart(receipt, now);
                break;
            default:
                LeaveUnapplied(receipt, now);
                break;
        }
    }

    private void ApplyPart(Receipt receipt, DateTimeOffset now)
    {
        receipt.Apply(receipt.Unapplied);
        Note(now, "part_applied", receipt.Id, Due.ToString());
        Raise(new PartReceived(now, receipt.Id));
    }

    private void Pay(Receipt receipt, OrderStatus paid, DateTimeOffset now)
    {
        receipt.Apply(Money.Min(receipt.Unapplied, Due));
        WrittenOffMinor += Due.Minor;
        (Status, PaidAt, WriteOffAskedBy) = (paid, now, null);
        KeepCoupon();
        if (receipt.PaymentId is { } id && Payment(id).Status != PaymentStatus.Succeeded)
            Payment(id).Succeed(now);
        CloseAttempts(now);
        Note(now, "order_paid", receipt.Id);
        if (!WrittenOff.IsZero)
            Note(now, "shortfall_written_off", receipt.Id, WrittenOff.ToString());
        Raise(new PaymentSucceeded(now, receipt.PaymentId));
        if (!receipt.Unapplied.IsZero)
            LeaveUnapplied(receipt, now);
    }

    /// <summary>Nothing is due: ordering it is paying it.</summary>
    private void PayNothing(DateTimeOffset now)
    {
        (Status, PaidAt) = (OrderStatus.Paid, now);
        KeepCoupon();
        Note(now, "order_paid");
        Raise(new PaymentSucceeded(now, null));
    }

    private void LeaveUnapplied(Receipt receipt, DateTimeOffset now)
    {
        Note(now, "money_unapplied", receipt.Id, receipt.Unapplied.ToString());
        Raise(new MoneyUnapplied(now, receipt.Id, receipt.IsOnline));
    }

    private void Failed(Payment payment, bool wasProcessing, DateTimeOffset now)
    {
        Note(now, "payment_failed", payment.Id, payment.Failure?.ToString());
        Raise(new PaymentEnded(now, payment.Id));
        Raise(new PaymentFailed(now, payment.Id, wasProcessing));
    }

    /// <summary>Nobody can act on the open attempts any more. Gateways are told afterwards; one that took money all the same is believed.</summary>
    private void CloseAttempts(DateTimeOffset now)
    {
        foreach (var payment in payments.Where(p => p.CanBeActedOn))
        {
            payment.Close(now);
            Note(now, "payment_closed", payment.Id);
            if (payment.IsOnline)
                Raise(new PaymentClosed(now, payment.Id));
        }
    }

    /// <summary>A transfer's fees may cut it by up to half a percent, at most one euro or its like; a card's amount is exact.</summary>
    private Money Tolerance(Receipt receipt)
    {
        if (receipt.Method != PaymentMethods.BankTransfer)
            return Money.Zero(Currency);
        return Money.Min(Of(Due.Minor / 200), PaymentMethods.WriteOffMax(Currency));
    }

    private Money Sum<T>(IEnumerable<T> parts, Func<T, long> minor) => Of(parts.Sum(minor));

    private const int AttemptsMax = 50;
}
