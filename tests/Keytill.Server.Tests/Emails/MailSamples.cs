using Keytill.Core;
using Keytill.Core.Catalog;
using Keytill.Core.Checkouts;
using Keytill.Core.Emails;
using Keytill.Core.Licenses;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Refunds;
using Keytill.Core.Support;
using Keytill.Core.Vendors;
using Keytill.Server.Emails;
using Keytill.Server.Hosting;
using Keytill.Server.Orders;
using Keytill.Server.Payments;
using Microsoft.Extensions.Configuration;

namespace Keytill.Server.Tests.Emails;

/// <summary>Orders in just the state in which each mail goes out.</summary>
internal static class MailSamples
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly Currency Euro = Currency.Of("EUR");
    private static readonly OrderLinks Links = new(new PublicUrl(
        new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("PublicUrl", (string?)"https://pay.example")]).Build(), null!));
    private static readonly Money Price = new(123_456, Euro);

    /// <summary>What an attacker types wherever he may type.</summary>
    public const string Hostile = "<script>alert(1)</script>\"'&{{order.url}} \u202Eevil\u202C 🚀 עברית\r\nBcc: all@example.org";

    public static MailFacts Facts(EmailKind kind, string locale, string name = "Ada", string product = "Editor Pro", Mode mode = Mode.Test, Func<Purchase, Purchase>? change = null)
    {
        var order = AnOrder(locale, name, product, mode, change);
        string subject = Prepare(order, kind);
        string inOneLine = name.ReplaceLineEndings(" ");
        var seller = SellerOfRecord.Create(new SellerData(name + " GmbH", "Street 1\n" + inOneLine, "DE", "help@seller.example", "Europe/Berlin", Euro), Noon);
        var vendor = Vendor.Create(seller.Id, "nordlicht", new VendorData { Name = name + " Software", Email = "vendor@example.org", DefaultCurrency = Euro }, Noon);
        var terms = LegalText.Create(order.SellerId, ConsentKind.SalesTerms, locale, "2026-01", ConsentForm.Agreed, "First paragraph.\n\nSecond " + inOneLine, Noon);
        var account = BankAccount.From(new ConfigurationBuilder().Build())!;
        return new MailFacts(kind, subject, order, seller, vendor, [terms], account, Links, new MailFacts.PoolFact(name, 3),
            new MailFacts.EndpointFact("whe_1", "https://shop.example/hooks?" + inOneLine, Noon, IsGone: false, "The endpoint answered 503 " + name),
            new MailFacts.CaseFact(CaseTopic.IPaid, CaseStatus.Open, Noon.AddDays(2), "It does not run.\n\n" + name + "\nThank you"), [order], "adaa@example.org");
    }

    public static Order AnOrder(string locale, string name, string product, Mode mode = Mode.Test, Func<Purchase, Purchase>? change = null)
    {
        var purchase = APurchase(locale, name, product, mode);
        return Order.Place("ord_1", "T0000000123", "tokentokentoken", change?.Invoke(purchase) ?? purchase, Noon);
    }

    private static Purchase APurchase(string locale, string name, string product, Mode mode) => new()
    {
        CheckoutId = "chk_1",
        VendorId = "ven_1",
        Mode = mode,
        SellerId = "seller_1",
        Buyer = Buyer.From(new BuyerForm().With("email", "ada@example.org").With("first_name", name).With("last_name", "Lovelace").With("country", "DE")),
        Locale = locale,
        Currency = Euro,
        Lines =
        [
            new PurchaseLine
            {
                ProductId = "prod_1",
                Name = product,
                Quantity = 2,
                UnitPrice = new Money(Price.Minor / 2, Euro),
                Amounts = new Amounts(Price, Money.Zero(Euro), Price, Money.Zero(Euro), Price),
                LicenseMethod = "emulator",
                LicenseSettings = "{}",
                LicensePer = LicensePer.Unit,
                Revocation = RevocationPolicy.AtOnce,
                Withdrawal = WithdrawalPolicy.Waive,
            },
        ],
        Amounts = new Amounts(Price, Money.Zero(Euro), Price, Money.Zero(Euro), Price),
        Consents = [new Consent(ConsentKind.SalesTerms, ConsentForm.Agreed, "2026-01", locale, Noon), new Consent(ConsentKind.WithdrawalWaiver, ConsentForm.Agreed, "page", locale, Noon)],
        PaymentMethod = "bank_transfer",
        AdditionalData = new Dictionary<string, string>(),
        Utm = new Dictionary<string, string>(),
        QuoteFingerprint = "f",
    };

    /// <summary>Brings the order where the mail goes out, and gives the mail's subject.</summary>
    public static string Prepare(Order order, EmailKind kind)
    {
        var later = Noon.AddHours(1);
        string line = order.Lines[0].Id;
        switch (kind)
        {
            case EmailKind.OrderReceived:
                return order.StartPayment("pay_1", PaymentMethods.BankTransfer, isOnline: false, CreditorReference.For(order.Number).Electronic, later).Id;
            case EmailKind.PaymentConfirmed:
                Pay(order, later);
                return order.Id;
            case EmailKind.License:
                Deliver(order, later);
                return line;
            case EmailKind.LicenseReplaced:
                return Replace(order, later);
            case EmailKind.LicensesSoFar:
                Pay(order, later);
                order.BeginDelivery(line);
                order.Issue("lic_1", line, 1, "KEY-1-<b>&", later);
                order.BeginDelivery(line);
                order.DelayDelivery(line, "pool_empty", later.AddHours(1), later);
                return line + ":1";
            case EmailKind.PaymentFailed:
                order.StartPayment("pay_1", PaymentMethods.Sandbox, isOnline: true, null, later);
                order.PaymentRefused("pay_1", FailureCode.StolenCard, later);
                return "pay_1";
            case EmailKind.PartReceived:
                order.StartPayment("pay_1", PaymentMethods.BankTransfer, isOnline: false, CreditorReference.For(order.Number).Electronic, later);
                order.ReceiveBankMoney("rcp_1", new Money(10_000, Euro), "bank-1", later, later);
                return "rcp_1";
            case EmailKind.TooMuchReceived:
                Pay(order, later);
                order.ReceiveBankMoney("rcp_2", new Money(500, Euro), "bank-2", later, later);
                return "rcp_2";
            case EmailKind.PaymentReminder:
                order.StartPayment("pay_1", PaymentMethods.BankTransfer, isOnline: false, CreditorReference.For(order.Number).Electronic, later);
                return "offline_first";
            case EmailKind.DeletionWarning:
                return order.Id;
            case EmailKind.OrderCancelled:
                order.Cancel("asked", returnMoney: false, later);
                return "evt_1";
            case EmailKind.EmailCorrected or EmailKind.EmailCorrectedNotice:
                return "email:1";
            case EmailKind.OrderReopened:
                order.Cancel("asked", returnMoney: false, later);
                order.Reopen("asked", later);
                return "evt_1";
            case EmailKind.RefundAsked or EmailKind.RefundAskedForVendor or EmailKind.RefundDeclined or EmailKind.RefundFailed or EmailKind.RefundDone or EmailKind.LicenseRevoked:
                return PrepareRefund(order, kind, later);
            case EmailKind.DeliveryLate or EmailKind.DeliveryLateForVendor or EmailKind.DeliveryNeedsVendor:
                Pay(order, later);
                order.BeginDelivery(line);
                order.FailDelivery(line, "fatal_error", later);
                return kind == EmailKind.DeliveryNeedsVendor ? line + ":7" : line;
            case EmailKind.PoolLow:
                return "pool_1:1760000000000";
            case EmailKind.EndpointFailing or EmailKind.EndpointDisabled:
                return "whe_1:1760000000000";
            case EmailKind.CaseReceived or EmailKind.CaseAnswer:
                return "msg_1";
            case EmailKind.FoundOrders:
                return "find_1";
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, null);
        }
    }

    private static string PrepareRefund(Order order, EmailKind kind, DateTimeOffset later)
    {
        if (kind is EmailKind.RefundAsked or EmailKind.RefundAskedForVendor or EmailKind.RefundDeclined)
        {
            Deliver(order, later);
            order.RequestRefund(new RefundAsk("ref_1", "It does not run on <my> machine & never did", RefundOrigin.Customer), later);
            if (kind == EmailKind.RefundDeclined)
                order.DeclineRefund("ref_1", "anna", "The trial showed that.", later);
            return "ref_1";
        }

        Refund(order, later);
        if (kind == EmailKind.RefundFailed)
            order.Record(new RefundReport("gw_ref_1", "ref_1", ReportedRefundState.Failed, order.Total, later), later);
        return kind == EmailKind.LicenseRevoked ? "evt_1" : "ref_1";
    }

    public static void Pay(Order order, DateTimeOffset now)
    {
        order.StartPayment("pay_1", PaymentMethods.Sandbox, isOnline: true, null, now);
        order.Record(new PaymentReport("gw_1", "pay_1", ReportedState.Succeeded, order.Due, "acct", order.Mode, now), "rcp_1", "acct", now);
    }

    public static void Deliver(Order order, DateTimeOffset now)
    {
        Pay(order, now);
        foreach (int unit in new[] { 1, 2 })
        {
            order.BeginDelivery(order.Lines[0].Id);
            order.Issue($"lic_{unit}", order.Lines[0].Id, unit, $"KEY-{unit}-<b>&", now);
        }
    }

    private static string Replace(Order order, DateTimeOffset now)
    {
        Deliver(order, now);
        order.ReplaceLicense("lic_2", "lic_3", now);
        order.IssueReplacement(new UnitRequest(order.Lines[0].Id, 2, 1), "KEY-3-<b>&", now);
        return "lic_3";
    }

    private static void Refund(Order order, DateTimeOffset now)
    {
        Deliver(order, now);
        order.RequestRefund("ref_1", "rcp_1", order.Total, "asked", now);
        order.ApproveRefund("ref_1", "anna", now);
        order.ConfirmRefund("ref_1", "bert", now);
        order.Record(new RefundReport("gw_ref_1", "ref_1", ReportedRefundState.Succeeded, order.Total, now), now);
    }
}
