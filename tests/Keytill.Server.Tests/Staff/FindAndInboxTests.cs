using Keytill.Core.Catalog;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Support;
using Keytill.Core.Vendors;
using Keytill.Server.Pages.Console;
using Keytill.Server.Support;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;
using Keytill.Server.Tests.Tidy;

namespace Keytill.Server.Tests.Staff;

/// <summary>Whatever a customer reads out finds his order, and whatever waits for somebody stands on a list.</summary>
public sealed class FindAndInboxTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_order_is_found_by_all_that_a_customer_may_read_out(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await Customer.WhoOrdered(here, "editor?ref=shop-4711", method: "bank_transfer");
        await ada.Choose("bank_transfer");
        await ada.PayByCard(Customer.GoodCard);
        await here.Settle((await ada.Placed()).Id);
        var order = await ada.Placed();
        var transfer = order.Payments.Single(p => p.Method == PaymentMethods.BankTransfer);
        CreditorReference.TryParse(transfer.CustomerReference, out var reference);
        string[] readOut =
        [
            order.Number, order.Number[1..].TrimStart('0'), " " + order.Number.ToLowerInvariant() + " ", "ADA@example.org", reference!.Printed, reference.Electronic,
            order.Payments[^1].GatewayReference!, order.Payments[^1].Id, order.Id, order.Lines[0].Licenses[0].Key, "shop-4711", order.Receipts[0].Reference,
        ];
        foreach (string text in readOut)
            Assert.Equal([order.Id], (await here.Get<LookUpOrders>().Run(Scope.Operator(Mode.Test), text, default)).Select(h => h.Id));
        foreach (string text in (string[])["", "nothing of it", "ada", "@example.org", "99", new string('x', 3_000)])
            Assert.Empty(await here.Get<LookUpOrders>().Run(Scope.Operator(Mode.Test), text, default));
        Assert.Empty(await here.Get<LookUpOrders>().Run(Scope.Operator(Mode.Live), "ada@example.org", default));

        using var anna = await Colleague.SignedIn(here, "anna", StaffRole.ReadOnly);
        await anna.Visit("/console/test/orders?q=" + Uri.EscapeDataString(order.Lines[0].Licenses[0].Key));
        Assert.Equal("/console/test/orders/" + order.Number, anna.Browser.At.AbsolutePath);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_needs_somebody_stands_on_a_list_until_he_has_acted(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await WhoBoughtByEmulator(here, "fatal_error");
        var order = await ada.Placed();
        var look = Scope.Operator(Mode.Test);
        var needs = Assert.Single(await here.Get<Inboxes>().NeedsPerson(look, default));
        Assert.Equal((order.Number, AwaitedStep.DeliveryNeedsPerson, Party.Vendor), (needs.OrderNumber, needs.Step, needs.Who));

        using var anna = await Colleague.SignedIn(here, "anna", StaffRole.Support);
        await anna.Visit("/console/test");
        Assert.Contains("Longest waiting since", anna.Browser.Text, StringComparison.Ordinal);
        await anna.Open(order.Number);
        await anna.Press("retry_delivery");
        Assert.Contains("The delivery goes on.", anna.Browser.Text, StringComparison.Ordinal);
        await anna.Open(order.Number);
        await anna.Press("refund_order");
        await here.Settle(order.Id);
        Assert.Empty(await here.Get<Inboxes>().NeedsPerson(look, default));
        Assert.Equal(OrderStatus.Refunded, (await ada.Placed()).Status);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Work_that_fails_says_why_and_leads_to_its_order(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await WhoBoughtByEmulator(here, "temporary_error");
        var order = await ada.Placed();

        using var anna = await Colleague.SignedIn(here, "anna", StaffRole.ReadOnly);
        await anna.Visit("/console/test/work");
        var failing = anna.Browser.Page.QuerySelector("[aria-labelledby=failing]")!;
        Assert.Contains("temporary_error", failing.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(" 0 tries", failing.TextContent, StringComparison.Ordinal);
        await anna.Visit(failing.QuerySelector("a")!.GetAttribute("href")!);
        Assert.Equal("/console/test/orders/" + order.Number, anna.Browser.At.AbsolutePath);
        Assert.Contains("tried again", anna.Browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_line_of_a_timeline_and_every_step_has_its_words()
    {
        var kinds = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src/Keytill.Core/Orders"), "*.cs")
            .SelectMany(f => System.Text.RegularExpressions.Regex.Matches(File.ReadAllText(f), @"Note\(now, (?:[\w.]+ (?:== [\w.]+ )?\? )?""([a-z_]+)""(?: : ""([a-z_]+)"")?"))
            .SelectMany(m => m.Groups.Values.Skip(1).Where(g => g.Success).Select(g => g.Value)).Where(kind => !kind.EndsWith('_')).Distinct().ToList();
        Assert.True(kinds.Count > 40, $"Only {kinds.Count} kinds were found.");
        Assert.All(kinds, kind => Assert.True(ConsoleWords.KnowsTimeline(kind), kind));
        foreach (var step in Enum.GetValues<AwaitedStep>())
            Assert.NotEmpty(ConsoleWords.Of(step, "x", "y"));
        foreach (var party in Enum.GetValues<Party>())
            Assert.NotEmpty(ConsoleWords.Of(party));
    }

    /// <summary>Somebody who has paid for what the emulator delivers, after all that follows at once.</summary>
    private static async Task<Customer> WhoBoughtByEmulator(Installation here, string answer)
    {
        await here.Shop.Sell(here.Store, "studio", PriceList.Of(("EUR", 49_00)), data => data with { LicenseMethod = "emulator", LicenseSettings = $$"""{"script":["{{answer}}"]}""" });
        var ada = await Customer.WhoOrdered(here, "studio");
        await ada.PayByCard(Customer.GoodCard);
        await here.Settle((await ada.Placed()).Id);
        return ada;
    }
}
