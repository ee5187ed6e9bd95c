using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Server.Hosting;

namespace Keytill.Server.Orders;

/// <summary>The addresses that an order has on the web, all from the public address.</summary>
public sealed class OrderLinks(PublicUrl publicUrl)
{
    public Uri Order(Order order) => publicUrl.For(Path(order.Number, order.Token));

    /// <summary>Where the method that is chosen now is paid: one press from there.</summary>
    public Uri Pay(Order order) => new(Order(order), PaymentMethods.IsOnline(order.Method) ? "#pay" : "#transfer");

    public Uri OtherMethods(Order order) => new(Order(order), "#pay");

    /// <summary>Where reminders are stopped: by one press on the page, or by a mail program's own POST (RFC 8058).</summary>
    public Uri StopReminders(Order order) => publicUrl.For(Path(order.Number, order.Token) + "/reminders");

    /// <summary>Where the customer asks for money back, and follows what became of it.</summary>
    public Uri Refund(Order order) => publicUrl.For(RefundPath(order));

    /// <summary>Where the customer writes to support, and reads its answers.</summary>
    public Uri Support(Order order) => publicUrl.For(SupportPath(order));

    /// <summary>Where whoever has lost an order's address asks for it.</summary>
    public Uri Find(string language) => publicUrl.For(FindPath(language));

    /// <summary>The rules of refunds, as they are with a vendor.</summary>
    public Uri RefundRules(string vendorSlug, string language) => publicUrl.For(RefundRulesPath(vendorSlug, language));

    /// <summary>Where a gateway leads the customer back to: a GET whose authority is the token in its path.</summary>
    public Uri Return(Order order, string paymentId) => publicUrl.For($"{Path(order.Number, order.Token)}/return/{paymentId}");

    /// <summary>Where a gateway sends its notices.</summary>
    public Uri Notices(string method) => publicUrl.For($"/notices/{method}");

    /// <summary>The sheet that asks for a transfer, for print.</summary>
    public Uri PaymentRequest(Order order) => publicUrl.For(Path(order.Number, order.Token) + "/payment-request");

    public static string RefundPath(Order order) => Path(order.Number, order.Token) + "/refund";

    public static string SupportPath(Order order) => Path(order.Number, order.Token) + "/support";

    public static string FindPath(string language) => "/orders/find?locale=" + language;

    public static string RefundRulesPath(string vendorSlug, string language) => $"/help/refunds?vendor={Uri.EscapeDataString(vendorSlug)}&locale={language}";

    public static string Path(string number, string token) => $"/order/{number}/{token}";
}
