using Keytill.Core.Catalog;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Pages;

public sealed class HostileNamesTests
{
    private const string Evil = "<x-evil onload=\"alert(1)\">Editor</x-evil>";

    [Fact]
    public async Task Names_stay_text_on_every_page_of_a_sale()
    {
        await using var here = await Installation.Start(DatabaseKind.Sqlite);
        await here.Shop.Sell(here.Store, "editor", PriceList.Of(("EUR", 29_00)), product => product with { Name = LocalizedText.Of(Evil, Evil) });
        using var ada = new Customer(here);

        await ada.Buy("editor?first_name=" + Uri.EscapeDataString(Evil) + "&coupon=" + Uri.EscapeDataString(Evil));
        ShowsText(ada);
        await ada.Order("sandbox", ("first_name", Evil), ("company", Evil));
        ShowsText(ada);
        await ada.PayByCard(Customer.GoodCard);
        await here.Settle((await ada.Placed()).Id);
        await ada.Browser.Visit(ada.OrderPage!);
        ShowsText(ada);
        Assert.Single((await ada.Placed()).Lines[0].Licenses);
    }

    private static void ShowsText(Customer customer)
    {
        Assert.Contains(Evil, customer.Browser.Text, StringComparison.Ordinal);
        Assert.Null(customer.Browser.Page.QuerySelector("x-evil"));
    }
}
