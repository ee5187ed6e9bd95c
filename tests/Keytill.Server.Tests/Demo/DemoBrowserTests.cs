using Keytill.Server.Tests.Browser;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Demo;

/// <summary>The demo's pages as people see them, in Chromium.</summary>
public sealed class DemoBrowserTests(BrowserFixture browser)
{
    [Theory]
    [InlineData(Visitor.DesktopWithoutScript)]
    [InlineData(Visitor.Phone)]
    public async Task The_demos_pages_are_accessible_and_fit_the_window(Visitor visitor)
    {
        await using TestDatabase database = await TestDatabase.Create(DatabaseKind.Sqlite);
        await using DemoHost demo = await DemoHost.Start(database);
        await DemoStartTests.Happen(demo, "order.created");
        await using var visit = await browser.Visit(visitor);

        foreach ((string path, string name) in ((string, string)[])[("/demo", "shop"), ("/demo/vendor", "vendor"), ("/demo/mail", "mailbox")])
        {
            await visit.Page.GotoAsync(new Uri(demo.Address, path).AbsoluteUri);
            if (visitor == Visitor.Phone)
                await visit.Page.IsAccessible();
            await visit.Page.FitsTheWindow();
            await visit.Picture($"demo-{name}-{visitor}");
        }

        visit.HasNoProblems();
    }
}
