using System.Text.Json;
using System.Text.Json.Serialization;

namespace Keytill.Server.SandboxBank;

/// <summary>The bank's JSON, the same in answers and notices.</summary>
internal static class BankJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };
}

/// <param name="CreatedAt">Order time.</param>
/// <param name="StatusAt">Since when it stands so, in order time.</param>
/// <param name="Url">The page to lead the customer to; in answers, not in notices.</param>
/// <param name="Refunds">All that has gone back of it or is to, whoever asked for it; in answers, where there is any.</param>
internal sealed record PaymentView(
    string Id, string Reference, string Account, string Mode, BankPaymentStatus Status, string? FailureCode, long Amount, string Currency,
    string OrderNumber, DateTimeOffset CreatedAt, DateTimeOffset StatusAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Url = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<RefundView>? Refunds = null)
{
    public static PaymentView Of(BankPayment payment, string? url = null, List<BankRefund>? refunds = null) => new(
        payment.Id, payment.Reference, payment.Account, payment.Mode, payment.Status, payment.FailureCode, payment.Amount, payment.Currency,
        payment.OrderNumber, payment.CreatedAt, payment.StatusAt, url,
        refunds is { Count: > 0 } some ? some.ConvertAll(refund => RefundView.Of(refund, payment)) : null);
}

/// <param name="Reference">The merchant's own id of the refund; null where its people made it on the bank's own pages.</param>
/// <param name="Payment">The bank's id of the payment.</param>
/// <param name="PaymentReference">The merchant's own id of the payment.</param>
internal sealed record RefundView(
    string Id, string? Reference, string Payment, string PaymentReference, string Account, string Mode, BankRefundStatus Status,
    string? FailureReason, long Amount, string Currency, DateTimeOffset CreatedAt)
{
    public static RefundView Of(BankRefund refund, BankPayment payment) => new(
        refund.Id, refund.Reference, payment.Id, payment.Reference, payment.Account, payment.Mode, refund.Status, refund.FailureReason, refund.Amount,
        refund.Currency, refund.CreatedAt);
}

/// <param name="CreatedAt">Order time.</param>
internal sealed record NoticeView(string Type, DateTimeOffset CreatedAt, PaymentView? Payment, RefundView? Refund)
{
    public static NoticeView Of(BankPayment payment) =>
        new("payment." + JsonNamingPolicy.SnakeCaseLower.ConvertName(payment.Status.ToString()), payment.StatusAt, PaymentView.Of(payment), null);

    public static NoticeView Of(BankRefund refund, BankPayment payment) => new(
        "refund." + JsonNamingPolicy.SnakeCaseLower.ConvertName(refund.Status.ToString()), refund.StatusAt, null, RefundView.Of(refund, payment));
}
