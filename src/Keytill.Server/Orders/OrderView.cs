using System.Text.Json.Serialization;
using Keytill.Core.Licenses;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Refunds;
using Keytill.Core.Vendors;

namespace Keytill.Server.Orders;

/// <summary>An order as the API and the webhooks show it. Amounts are whole minor units of <see cref="Currency"/>.</summary>
/// <param name="AmountDue">Still to be paid; 0 once paid.</param>
/// <param name="AmountPaid">Received and applied.</param>
/// <param name="AmountRefunded">Gone back of what was applied.</param>
/// <param name="Coupon">The code whose discount is in the amounts; null for none.</param>
/// <param name="Replaces">The id of the unpaid order whose place it took; null for none.</param>
/// <param name="ExternalId">The link's <c>ref</c>.</param>
/// <param name="AdditionalData">The link's <c>data[…]</c>.</param>
/// <param name="Url">The customer's order page: whoever has it can see the order.</param>
/// <param name="Redacted">The customer's data were erased and read null; left out while they are there.</param>
public sealed record OrderView(
    string Id, string Number, Mode Mode, OrderStatus Status, OrderDelivery Delivery, string Currency,
    long Subtotal, long Discount, long Net, long Tax, long Total, long AmountDue, long AmountPaid, long AmountRefunded,
    CustomerView Customer, string Locale, IReadOnlyList<LineView> Lines, IReadOnlyList<PaymentView> Payments, IReadOnlyList<RefundView> Refunds,
    string? Coupon, string? Replaces, string? ExternalId, IReadOnlyDictionary<string, string> AdditionalData, string Url,
    DateTimeOffset CreatedAt, DateTimeOffset? PaidAt, DateTimeOffset ExpiresAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Redacted = false)
{
    /// <param name="withLicenses">The API shows licences with their line, and lines with their refund; events carry them beside the order, where they are about them.</param>
    public static OrderView Of(Order order, OrderLinks links, bool withLicenses = true) => new(
        order.Id, order.Number, order.Mode, order.Status, order.Delivery, order.Currency.Code,
        order.Amounts.Subtotal.Minor, order.Amounts.Discount.Minor, order.Amounts.Net.Minor, order.Amounts.Tax.Minor, order.Total.Minor,
        order.Due.Minor, order.Applied.Minor, order.Refunded.Minor,
        CustomerView.Of(order), order.Locale, [.. order.Lines.Select(l => LineView.Of(l, withLicenses))],
        [.. order.Payments.Select(PaymentView.Of)],
        [.. order.Refunds.Where(r => r.Purpose == RefundPurpose.Refund).Select(r => RefundView.Of(order, r, withLines: withLicenses))],
        order.CouponCode, order.ReplacesId, order.ExternalId, order.AdditionalData, links.Order(order).AbsoluteUri,
        order.CreatedAt, order.PaidAt, order.ExpiresAt, order.IsErased);
}

public sealed record CustomerView(
    string? Email, string? FirstName, string? LastName, string? Company, string? Phone, string? VatId, string? Country, string? City, string? Zip, string? Address)
{
    private static readonly CustomerView Erased = new(null, null, null, null, null, null, null, null, null, null);

    public static CustomerView Of(Order order) => order.IsErased ? Erased : new(
        order.Buyer.Email, order.Buyer.FirstName, order.Buyer.LastName, order.Buyer.Company, order.Buyer.Phone, order.Buyer.VatId,
        order.Buyer.Country, order.Buyer.City, order.Buyer.Zip, order.Buyer.Address);

    public override string ToString() => "***";
}

/// <param name="Product">The product's id.</param>
/// <param name="Delivery">The line's own state.</param>
/// <param name="WaitsFor">Why it is not delivered yet: a code, or null.</param>
public sealed record LineView(
    string Id, string Product, string Name, int Quantity, long UnitPrice, long Total, LineStatus Delivery, string? WaitsFor,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<LicenseView>? Licenses)
{
    public static LineView Of(OrderLine line, bool withLicenses) => new(
        line.Id, line.ProductId, line.Name, line.Quantity, line.UnitPrice.Minor, line.Amounts.Total.Minor, line.Status, line.WaitsFor,
        withLicenses ? [.. line.Licenses.Where(l => l.IsShown).Select(LicenseView.Of)] : null);
}

/// <param name="Unit">1 to the quantity; 0 where one licence serves the whole line.</param>
/// <param name="ReplacedBy">The id of the licence that has taken its place; left out while none has.</param>
public sealed record LicenseView(
    string Id, int Unit, string Key, LicenseStatus Status, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ReplacedBy)
{
    public static LicenseView Of(License license) =>
        new(license.Id, license.Unit, license.Key, license.Status, license.Status == LicenseStatus.Replaced ? license.ReplacementId : null);
}

public sealed record PaymentView(string Id, string Method, PaymentStatus Status, FailureCode? FailureCode, long Amount, DateTimeOffset CreatedAt)
{
    public static PaymentView Of(Payment payment) =>
        new(payment.Id, payment.Method, payment.Status, payment.Failure, payment.Amount.Minor, payment.CreatedAt);
}

/// <param name="Request">The same for what was asked for together: money that came by several payments goes back by several refunds, decided as one.</param>
/// <param name="Method">By which the money came, and goes back.</param>
/// <param name="Origin">Who asked for it; <c>gateway</c>: nobody here, it was begun in the payment service's own dashboard.</param>
/// <param name="Reason">In the words of who asked; null once the customer's data were erased, and where nobody asked here.</param>
/// <param name="DeclineReason">What the customer was told, where it was declined.</param>
/// <param name="Lines">What it takes of each line.</param>
public sealed record RefundView(
    string Id, string Request, string Order, RefundStatus Status, long Amount, string Currency, string Method, RefundOrigin Origin, string? Reason, string? DeclineReason,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<RefundLineView>? Lines, DateTimeOffset RequestedAt, DateTimeOffset? EndedAt)
{
    public static RefundView Of(Order order, Refund refund, bool withLines = true) => new(
        refund.Id, refund.RequestId, order.Id, refund.Status, refund.Amount.Minor, refund.Amount.Currency.Code, refund.Method, refund.Origin, order.IsErased || refund.Origin == RefundOrigin.Gateway ? null : refund.Reason, refund.DeclineReason,
        withLines ? [.. refund.Parts.Select(p => new RefundLineView(p.LineId, p.NetMinor, p.TaxMinor, p.TotalMinor))] : null, refund.RequestedAt, refund.EndedAt);
}

public sealed record RefundLineView(string Line, long Net, long Tax, long Total);
