using Keytill.Core.Orders;
using Keytill.Core.Support;
using Keytill.Core.Vendors;
using Keytill.Server.Orders;
using Keytill.Server.Support;

namespace Keytill.Server.Tests.Browser;

// What the operator's people see. It speaks one language.
public sealed partial class EveryPageTests
{
    private const string AdminPassword = "a long password of the look";

    private async Task InTheConsole()
    {
        await ada.OrderOf($"nordlicht-editor?clear=1&locale={locale}", "bank_transfer");
        await ada.Pay("bank_transfer");
        string number = (await Placed()).Number;
        await demo.Get<OrderActs>().ReceiveBankMoney(demo.Owner, (await Placed()).Id, new(10_00, (await Placed()).Currency), "bank-look", null);
        await ada.Goto("/console");
        await Look("70-console-sign-in");
        await SignIn("support@keytill.example", "not his password");
        await ada.Page.Locator("#problem").WaitForAsync();
        await Look("70-console-sign-in-problem");
        await demo.Get<KeepStaff>().Join(Scope.Everything, "look@keytill.example", "Lou Look", AdminPassword, [StaffRole.Admin]);
        await SignIn("look@keytill.example", AdminPassword);
        await ada.Page.Locator(".tiles").WaitForAsync();
        await Look("71-console-start");

        await ada.Page.Locator("#q").FillAsync("ada@example.org");
        await ada.Page.Locator(".search button").ClickAsync();
        await ada.Page.Locator("table.list").WaitForAsync();
        await Look("72-console-found");
        await ada.Goto("/console/test/orders?q=nothing");
        await Look("72-console-nothing-found");
        await AtAnOrder(number);
        foreach (string page in (string[])["inbox/cases", "inbox/refunds", "inbox/deliveries", "inbox/money", "inbox/duplicates", "work", "audit", "staff"])
        {
            await ada.Goto("/console/test/" + page);
            await Look("75-console-" + page.Replace('/', '-'));
        }

        await ada.Goto("/console/test/orders/T0000099999");
        await Look("76-console-unknown");
        await AtTheBanksDashboard();
    }

    /// <summary>Where the console leads to, and what somebody does there comes back to.</summary>
    private async Task AtTheBanksDashboard()
    {
        await ada.OrderOf($"nordlicht-editor?clear=1&locale={locale}");
        await ada.PayByCard(Shopper.GoodCard);
        await ada.Keys();
        string console = "/console/test/orders/" + (await Placed()).Number;
        await ada.Goto(console);
        string bank = (await ada.Page.Locator("a[rel=noreferrer]").First.GetAttributeAsync("href"))!;
        await ada.Page.GotoAsync($"{bank}?lang={locale}");
        await Look("77-bank-payment");
        await ada.Page.Locator("#amount").FillAsync("0");
        await ada.Page.Locator("[name=refund]").ClickAsync();
        await ada.Page.Locator(".error").WaitForAsync();
        await Look("77-bank-payment-problem");
        await ada.Page.GotoAsync($"{bank}?lang={locale}");
        await ada.Page.Locator("[name=refund]").ClickAsync();
        await ada.Page.Locator("main ul").WaitForAsync();
        await Look("77-bank-payment-sent-back");
        await ada.Page.Locator("a.button").ClickAsync();
        await ada.Page.Locator("main ul").WaitForAsync();
        await Look("78-bank-payments");
        await Journeys.Installation.Until(async () => (await demo.Get<OrderQueries>().ByNumber(demo.Owner, console[^11..], default))!.Status == OrderStatus.Refunded, "the notice is heard");
        await ada.Goto(console);
        await Look("79-console-order-sent-back");
        await ada.Goto("/console/test/inbox/refunds");
        await Look("79-console-inbox-decide-licences");
    }

    private async Task AtAnOrder(string number)
    {
        await ada.Goto("/console/test/orders/" + number);
        foreach (string deed in (string[])["record_receipt", "write_off", "extend_order", "cancel_order", "correct_email", "add_note"])
            await ada.Page.Locator($"#{deed} summary").ClickAsync();
        await Look("73-console-order-every-form");
        await ada.Page.Locator("#record_receipt [name=amount]").FillAsync("nineteen");
        await ada.Page.Locator("#record_receipt [name=bank_reference]").FillAsync("bank-2");
        await ada.Page.Locator("#record_receipt textarea").FillAsync("Seen on the account.");
        await ada.Page.Locator("#record_receipt button").ClickAsync();
        await ada.Page.Locator(".problems").WaitForAsync();
        await Look("73-console-order-problem");
        await ada.Page.Locator("#record_receipt [name=amount]").FillAsync("19.00");
        await ada.Page.Locator("#record_receipt button").ClickAsync();
        await ada.Page.Locator(".done").WaitForAsync();
        await Journeys.Installation.Until(async () => (await Placed()).Delivery == OrderDelivery.Delivered, "the paid order is delivered");
        await ada.Page.ReloadAsync();
        await Look("74-console-order-paid");
        await ada.Page.Locator("a[href*='/mails/']").First.ClickAsync();
        await ada.Page.Locator(".letter").WaitForAsync();
        await Look("74-console-mail");

        Task<Order> Placed() => demo.Get<OrderQueries>().ByNumber(demo.Owner, number, default)!;
    }

    private async Task SignIn(string email, string password)
    {
        await ada.Page.Locator("#email").FillAsync(email);
        await ada.Page.Locator("#password").FillAsync(password);
        await ada.Page.Locator("form button").ClickAsync();
    }
}
