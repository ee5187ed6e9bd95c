using Keytill.Server.Support;

namespace Keytill.Server.Tests.Browser;

/// <summary>Where customers ask support, ask for their money back, and look for orders.</summary>
public sealed partial class EveryPageTests
{
    private async Task AskingSupport()
    {
        await ada.Goto("/orders/find?locale=" + locale);
        await Look("49-find");
        await ada.Page.Locator("#email").FillAsync("ada@example.org");
        await ada.Page.Locator("button[name=find]").ClickAsync();
        await ada.Page.Locator("p.lead").WaitForAsync();
        await Look("49-find-sent");

        await ada.OrderOf($"nordlicht-editor?clear=1&locale={locale}");
        await ada.PayByCard(Shopper.GoodCard);
        await ada.Keys();
        string id = (await Placed()).Id;
        await ada.Page.Locator("a[href$='/support']").First.ClickAsync();
        await Look("47-support");
        await ada.Page.Locator("select[name=topic]").SelectOptionAsync("license_does_not_work");
        await ada.Page.Locator("textarea").FillAsync("4242 4242 4242 4242");
        await ada.Page.Locator("button[name=ask]").ClickAsync();
        await ada.Page.Locator("#problems").WaitForAsync();
        await Look("47-support-problems");
        await ada.Page.Locator("textarea").FillAsync("It says that my key is not known.\n\nWhat can I do?");
        await ada.Page.Locator("button[name=ask]").ClickAsync();
        await ada.Page.Locator("details.more").WaitForAsync();
        await Look("48-support-asked");
        string caseId = (await demo.Get<CaseQueries>().OfOrder(demo.Owner, id))[0].Id;
        await demo.Get<AnswerCase>().Run(demo.Owner, caseId, "answer", "Please copy it without blanks.\n\nDoes that help?", "anna");
        await ada.Page.Locator("main p a").Last.ClickAsync();
        await ada.Page.Locator("#support").WaitForAsync();
        await Look("48-order-with-a-question");
    }

    private async Task AskingForMoney()
    {
        await ada.Buy($"nordlicht-editor?clear=1&locale={locale}");
        await ada.OrderOf("nordlicht-fonts");
        await ada.PayByCard(Shopper.GoodCard);
        await ada.Keys(2);
        await ada.Page.Locator("a[href$='/refund']").ClickAsync();
        await Look("44-refund");
        await ada.Page.Locator("textarea").FillAsync("4242 4242 4242 4242");
        await ada.Page.Locator("button[name=ask]").ClickAsync();
        await ada.Page.Locator("#problems").WaitForAsync();
        await Look("45-refund-problems");
        await ada.Page.Locator("input[name=line]").First.CheckAsync();
        await ada.Page.Locator("textarea").FillAsync("It does not run here.");
        await ada.Page.Locator("button[name=ask]").ClickAsync();
        await ada.Page.Locator("button[name=withdraw]").WaitForAsync();
        await Look("46-refund-asked");
    }
}
