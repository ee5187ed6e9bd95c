using Keytill.Core.Orders;
using Keytill.Core.Payments;

namespace Keytill.Core.Tests.Orders;

/// <summary>What customers, gateways, banks and support do to an order, in a few words. Ids count up from 1 by kind.</summary>
internal static class OrderSteps
{
    private static readonly DateTimeOffset Later = TestOrders.Noon.AddMinutes(5);

    public static Payment Press(this Order order, string method = PaymentMethods.Sandbox, DateTimeOffset? at = null)
    {
        bool isOnline = method != PaymentMethods.BankTransfer;
        return order.StartPayment($"pay_{order.Payments.Count + 1}", method, isOnline, isOnline ? null : "RF18 5390 0754 7034", at ?? Later);
    }

    /// <summary>The gateway has answered with its page; it knows the payment as <c>gw_</c> and our id.</summary>
    public static Payment PressAndOpen(this Order order, DateTimeOffset? at = null)
    {
        var payment = order.Press(at: at);
        order.PaymentOpened(payment.Id, "gw_" + payment.Id, "https://bank.example/" + payment.Id, at ?? Later);
        return payment;
    }

    /// <summary>A genuine report that agrees with us in everything, about the last payment unless another is named.</summary>
    public static PaymentReport Report(
        this Order order, ReportedState state, Payment? payment = null, DateTimeOffset? at = null, FailureCode? failure = null)
    {
        payment ??= order.Payments[^1];
        return new PaymentReport("gw_" + payment.Id, payment.Id, state, payment.Amount, TestOrders.Account, order.Mode, at ?? Later, failure);
    }

    public static bool GatewaySays(
        this Order order, ReportedState state, Payment? payment = null, DateTimeOffset? at = null, FailureCode? failure = null) =>
        order.Hear(order.Report(state, payment, at, failure), at);

    public static bool Hear(this Order order, PaymentReport report, DateTimeOffset? at = null) =>
        order.Record(report, $"rcp_{order.Receipts.Count + 1}", TestOrders.Account, at ?? Later);

    public static void BankBrings(this Order order, long minor, string? currency = null, string? reference = null, DateTimeOffset? valueAt = null) =>
        order.ReceiveBankMoney(
            $"rcp_{order.Receipts.Count + 1}", TestOrders.In(currency ?? order.Currency.Code, minor), reference ?? $"booking-{order.Receipts.Count + 1}",
            valueAt ?? Later, valueAt ?? Later);

    /// <summary>Tries one unit of a line, and gives it its licence.</summary>
    public static void DeliverOne(this Order order, OrderLine line, DateTimeOffset? at = null)
    {
        int unit = order.BeginDelivery(line.Id) ?? throw new InvalidOperationException("There is nothing to deliver.");
        order.Issue($"lic_{line.Position}_{unit}", line.Id, unit, $"KEY-{line.Position}-{unit}", at ?? Later);
    }

    public static void Deliver(this Order order, OrderLine line, DateTimeOffset? at = null)
    {
        while (line.NextUnit is not null)
            order.DeliverOne(line, at);
    }

    public static void DeliverEverything(this Order order, DateTimeOffset? at = null)
    {
        foreach (var line in order.Lines)
            order.Deliver(line, at);
    }

    /// <summary>Asks for all that is left of a receipt (the first, unless another is named).</summary>
    public static string AskBack(this Order order, Receipt? receipt = null, long? minor = null)
    {
        receipt ??= order.Receipts[0];
        string id = $"ref_{order.Refunds.Count + 1}";
        order.RequestRefund(id, receipt.Id, minor is { } m ? new Money(m, receipt.Received.Currency) : order.RefundableOf(receipt), "asked for", Later);
        return id;
    }

    public static string AskBackAndApprove(this Order order, Receipt? receipt = null, long? minor = null)
    {
        string id = order.AskBack(receipt, minor);
        order.ApproveRefund(id, "anna", Later);
        return id;
    }

    public static bool GatewaySaysOfRefund(this Order order, string refundId, ReportedRefundState state, DateTimeOffset? at = null) =>
        order.Record(new RefundReport("re_" + refundId, refundId, state, order.Refund(refundId).Amount, at ?? Later), at ?? Later);

    /// <summary>Asked about the last card payment, the gateway tells of a refund that somebody began there.</summary>
    public static bool GatewaySendsBack(
        this Order order, long minor, ReportedRefundState state = ReportedRefundState.Succeeded, string reference = "re_there", DateTimeOffset? at = null) =>
        order.Hear(order.Report(ReportedState.Succeeded, order.Payments.Last(p => p.IsOnline)) with
        {
            Refunds = [new RefundReport(reference, null, state, TestOrders.In(order.Currency.Code, minor), at ?? Later)],
        }, at);

    /// <summary>One refund per receipt, all asked for, then all approved, then all done.</summary>
    public static void RefundEverything(this Order order)
    {
        string[] ids = [.. order.Receipts.Where(r => order.RefundableOf(r).IsPositive).Select(r => order.AskBack(r))];
        foreach (string id in ids)
            order.ApproveRefund(id, "anna", Later);
        foreach (string id in ids)
            order.GatewaySaysOfRefund(id, ReportedRefundState.Succeeded);
    }

    /// <summary>
    /// What was raised since the last call, in order, and counts as saved: public events by their public name, others by
    /// the name of their record.
    /// </summary>
    public static string[] TakeEvents(this Order order) =>
        [.. order.StartNextVersion().Select(e => e is PublicOrderEvent known ? known.Type : e.GetType().Name)];

    public static string[] Notes(this Order order) => [.. order.Timeline.Select(t => t.Kind)];
}
