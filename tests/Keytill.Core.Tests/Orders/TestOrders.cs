using Keytill.Core.Catalog;
using Keytill.Core.Checkouts;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Vendors;

namespace Keytill.Core.Tests.Orders;

/// <summary>
/// Orders in named states. Placed at <see cref="Noon"/>; what led to the state counts as saved, so that an order's raised
/// events are those of the act under test alone.
/// </summary>
internal static class TestOrders
{
    /// <summary>Our account at the gateway.</summary>
    public const string Account = "acct_ours";

    /// <summary>What an order costs where a test does not care.</summary>
    public const long Price = 10_000;

    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly Currency Euro = Currency.Of("EUR");

    public static Order AnUnpaidOrder(long total = Price, string currency = "EUR") => AnUnpaidOrderOf(ALine(total, currency: currency));

    public static Order AnUnpaidOrderOf(params PurchaseLine[] lines) => Saved(JustPlaced(Mode.Test, lines));

    /// <summary>Its bank transfer brought 40.00 of the 100.00.</summary>
    public static Order AnUnpaidOrderWithAPart()
    {
        var order = AnUnpaidOrder();
        order.Press(PaymentMethods.BankTransfer);
        order.BankBrings(4_000);
        return Saved(order);
    }

    public static Order AnOrderWhosePaymentIsOpen()
    {
        var order = AnUnpaidOrder();
        order.PressAndOpen();
        return Saved(order);
    }

    public static Order AnOrderWhosePaymentIsProcessing()
    {
        var order = AnOrderWhosePaymentIsOpen();
        order.GatewaySays(ReportedState.Processing);
        return Saved(order);
    }

    public static Order APaidOrder(long total = Price, string currency = "EUR") => APaidOrderOf(ALine(total, currency: currency));

    public static Order APaidOrderOf(params PurchaseLine[] lines)
    {
        var order = AnUnpaidOrderOf(lines);
        order.PressAndOpen();
        order.GatewaySays(ReportedState.Succeeded);
        return Saved(order);
    }

    /// <summary>Two products of one unit each, 60.00 and 40.00.</summary>
    public static Order AnOrderWithTwoLines() => APaidOrderOf(ALine(6_000), ALine(4_000));

    /// <summary>40.00 came by bank transfer as <c>rcp_1</c>, then 60.00 by card as <c>rcp_2</c>.</summary>
    public static Order AnOrderPaidInTwoParts(params PurchaseLine[] lines)
    {
        var order = AnUnpaidOrderOf(lines.Length > 0 ? lines : [ALine()]);
        order.Press(PaymentMethods.BankTransfer);
        order.BankBrings(4_000);
        order.PressAndOpen();
        order.GatewaySays(ReportedState.Succeeded);
        return Saved(order);
    }

    /// <summary>Paid by card as <c>rcp_1</c>, and 100.00 more by bank as <c>rcp_2</c>.</summary>
    public static Order AnOrderPaidTwice()
    {
        var order = APaidOrder();
        order.BankBrings(Price);
        return Saved(order);
    }

    public static Order ADeliveredOrder(params PurchaseLine[] lines)
    {
        var order = APaidOrderOf(lines.Length > 0 ? lines : [ALine()]);
        order.DeliverEverything();
        return Saved(order);
    }

    public static Order ACancelledOrder()
    {
        var order = AnUnpaidOrder();
        order.Cancel("asked for by the customer", returnMoney: false, Noon.AddDays(1));
        return Saved(order);
    }

    /// <summary>By time, on the day it was due.</summary>
    public static Order ADeletedOrder()
    {
        var order = AnUnpaidOrder();
        order.Expire(order.ExpiresAt);
        return Saved(order);
    }

    /// <summary>Paid, delivered and wholly given back, by the refund <c>ref_1</c>.</summary>
    public static Order ARefundedOrder()
    {
        var order = ADeliveredOrder();
        order.RefundEverything();
        return Saved(order);
    }

    public static Order JustPlaced(Mode mode, params PurchaseLine[] lines) =>
        Order.Place("ord_1", "T0000000001", "token", APurchase(mode, lines), Noon);

    /// <summary>Placed with a coupon by this method.</summary>
    public static Order AnUnpaidOrderWithACoupon(string method = PaymentMethods.Sandbox) => Saved(Order.Place(
        "ord_1", "T0000000001", "token", APurchase(Mode.Test, [ALine()]) with { CouponId = "cpn_1", CouponCode = "SPRING", PaymentMethod = method }, Noon));

    public static PurchaseLine ALine(
        long total = Price, int quantity = 1, string currency = "EUR", LicensePer per = LicensePer.Unit,
        RevocationPolicy revocation = RevocationPolicy.AtOnce) => new()
        {
            ProductId = "prod_1",
            Name = "Nordlicht Editor",
            Quantity = quantity,
            UnitPrice = In(currency, total / quantity),
            Amounts = AmountsOf(total, currency),
            LicenseMethod = "key_pool",
            LicenseSettings = "{}",
            LicensePer = per,
            Revocation = revocation,
            Withdrawal = WithdrawalPolicy.Waive,
        };

    public static Iban AnIban { get; } = Iban.TryParse("DE89 3704 0044 0532 0130 00", out var iban) ? iban : throw new InvalidOperationException();

    public static Money In(string currency, long minor) => new(minor, Currency.Of(currency));

    public static Money Cents(long minor) => new(minor, Euro);

    /// <summary>As a store would: hands the events out and starts the next version.</summary>
    public static Order Saved(Order order)
    {
        order.StartNextVersion();
        return order;
    }

    public static Purchase APurchase(Mode mode, IReadOnlyList<PurchaseLine> lines) => new()
    {
        CheckoutId = "chk_1",
        VendorId = "ven_1",
        Mode = mode,
        SellerId = "seller_1",
        Buyer = Buyer.From(new BuyerForm { Email = "Ada@Example.org", FirstName = "Ada", LastName = "Lovelace", Country = "DE" }),
        Locale = "en",
        Currency = lines[0].UnitPrice.Currency,
        Lines = lines,
        Amounts = lines.Select(l => l.Amounts).Aggregate((a, b) => a + b),
        Consents = [],
        PaymentMethod = PaymentMethods.Sandbox,
        AdditionalData = new Dictionary<string, string>(),
        Utm = new Dictionary<string, string>(),
        QuoteFingerprint = "shown",
    };

    private static Amounts AmountsOf(long total, string currency)
    {
        Money whole = In(currency, total);
        Money net = whole.PortionHalfUp(100, 119);
        return new Amounts(net, Money.Zero(whole.Currency), net, whole - net, whole);
    }
}
