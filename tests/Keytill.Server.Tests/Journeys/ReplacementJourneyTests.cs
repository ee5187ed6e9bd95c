using System.Buffers.Text;
using System.Text;
using Keytill.Core.Catalog;
using Keytill.Core.Licenses;
using Keytill.Core.Orders;
using Keytill.Core.Support;
using Keytill.Core.Vendors;
using Keytill.Server.Licenses;
using Keytill.Server.Support;
using Keytill.Server.Tests.Staff;
using Keytill.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Journeys;

/// <summary>A licence is of no use to its customer any more, and support replaces it: by each method, from the press in the console to the new key on the page.</summary>
public sealed class ReplacementJourneyTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_licence_of_an_empty_pool_stays_until_keys_come_and_is_never_sold_again(DatabaseKind kind)
    {
        await using var here = await Installation.Start(kind);
        string pool = await SellKeys(here, "FONT-0001");
        using var ada = await Delivered(here, "fonts");
        var order = await ada.Placed();
        using var anna = await Colleague.SignedIn(here, "anna", StaffRole.Support);
        using var program = new VendorProgram(here);

        await anna.Open(order.Number);
        await anna.Press("replace_license");
        Assert.Null(anna.Problem);
        await here.Settle(order.Id);
        await anna.Open(order.Number);
        Assert.Contains("A new licence of fonts in English in the place of another", anna.Browser.Text, StringComparison.Ordinal);
        await ada.Browser.Visit(ada.OrderPage!);
        Assert.Contains("The one that you have stays valid until then.", ada.Browser.Text, StringComparison.Ordinal);
        Assert.Equal("FONT-0001", ada.Browser.Page.QuerySelector(".keys")!.TextContent.Trim());

        // Told as a delivery that waits is.
        await program.Advance(order.Id, "PT2H");
        Assert.Superset(new HashSet<string> { "delivery_late", "delivery_late_for_vendor" }, (await program.Mails(order.Id)).ToHashSet());
        Assert.Contains(here.Mailbox.Accepted, m => m.Text.Contains("The new licence for fonts in English", StringComparison.Ordinal));

        await here.Get<KeyPools>().Upload(here.Scope, pool, "FONT-0001\nFONT-0002");
        await Installation.Until(async () => (await ada.Placed()).Licenses.Any(l => l.Status == LicenseStatus.Replaced), "the licence is replaced");
        await here.Settle(order.Id);
        await IsReplaced(here, ada, program, "FONT-0001", "FONT-0002");
        var state = await here.Get<KeyPools>().Look(here.Scope, pool);
        Assert.Equal((2, 0, 0), (state!.Sold, state.Unused, state.LinesWaiting));
        Assert.Equal("because of replace_license", (await Audit(here)).Single(a => a.Act == StaffAct.ReplaceLicense).Reason);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_signed_licence_is_replaced_once_however_often_it_is_pressed_by_one_with_an_id_of_its_own(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await Delivered(here, "editor?quantity=2");
        var order = await ada.Placed();
        var second = order.Lines[0].Licenses[1];
        using var anna = await Colleague.SignedIn(here, "anna", StaffRole.Support);
        using var program = new VendorProgram(here);

        await anna.Visit("/console/test/orders/" + order.Number);
        await anna.Browser.PressTwice($"[id='replace_license-{second.Id}'] button", ("reason", "was published"));
        await here.Settle(order.Id);
        var after = await ada.Placed();
        Assert.Equal([LicenseStatus.Active, LicenseStatus.Replaced, LicenseStatus.Active], after.Lines[0].Licenses.Select(l => l.Status));
        Assert.Single(await Audit(here));
        await IsReplaced(here, ada, program, second.Key, after.Lines[0].Licenses[2].Key);
        Assert.Equal(2, ada.Browser.Page.QuerySelectorAll(".keys code").Length);
        Assert.Contains($"\"{order.Lines[0].Id}:2:1\"", Claims(after.Lines[0].Licenses[2].Key), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_method_that_fails_needs_a_person_who_stands_on_the_list_until_he_has_acted(DatabaseKind kind)
    {
        await using var here = await Installation.Start(kind);
        await here.Shop.Sell(here.Store, "studio", PriceList.Of(("EUR", 49_00)), p => p with { LicenseMethod = "emulator", LicenseSettings = """{"script": ["fatal_error", "slow PT2H", "key"]}""" });
        using var ada = await Customer.WhoOrdered(here, "studio");
        await ada.PayByCard(Customer.GoodCard);
        var order = await ada.Placed();
        await here.Settle(order.Id);
        using var anna = await Colleague.SignedIn(here, "anna", StaffRole.Support);
        using var program = new VendorProgram(here);
        await anna.Open(order.Number);
        await anna.Press("retry_delivery");
        await program.Advance(order.Id, "PT3H");
        string key = Assert.Single((await ada.Placed()).Licenses).Key;

        await anna.Open(order.Number);
        await anna.Press("replace_license");
        await here.Settle(order.Id);
        var needs = Assert.Single(await here.Get<Inboxes>().NeedsPerson(Scope.Operator(Mode.Test), default));
        Assert.Equal((order.Number, AwaitedStep.ReplacementNeedsPerson, Party.Vendor), (needs.OrderNumber, needs.Step, needs.Who));
        Assert.Equal(2, (await program.Mails(order.Id)).Count(mail => mail == "delivery_needs_vendor"));
        var failed = (await program.Get($"/v1/events?order={order.Id}&limit=100")).GetProperty("data").EnumerateArray().Last();
        Assert.Equal(("product.delivery_failed", key), (failed.GetProperty("type").GetString(), failed.GetProperty("data").GetProperty("licenses")[0].GetProperty("key").GetString()));

        await anna.Open(order.Number);
        await anna.Press("retry_delivery");
        await here.Settle(order.Id);
        Assert.Equal("method_slow", Assert.Single((await ada.Placed()).Licenses).ReplacementWaitsFor);
        Assert.Empty(await here.Get<Inboxes>().NeedsPerson(Scope.Operator(Mode.Test), default));
        await program.Advance(order.Id, "PT3H");
        await IsReplaced(here, ada, program, key, (await ada.Placed()).Licenses.Last().Key);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_approved_refund_calls_a_waiting_replacement_off_and_no_key_is_taken_for_it(DatabaseKind kind)
    {
        await using var here = await Installation.Start(kind);
        string pool = await SellKeys(here, "FONT-0001");
        using var ada = await Delivered(here, "fonts");
        var order = await ada.Placed();
        using var anna = await Colleague.SignedIn(here, "anna", StaffRole.Support);
        await anna.Open(order.Number);
        await anna.Press("replace_license");
        await here.Settle(order.Id);
        await anna.Open(order.Number);
        await anna.Press("refund_order");
        await here.Settle(order.Id);

        await here.Get<KeyPools>().Upload(here.Scope, pool, "FONT-0002");
        await here.UntilInTime(async () => (await here.Get<KeyPools>().Look(here.Scope, pool))!.LinesWaiting == 0, "nobody waits for keys");
        await here.Settle(order.Id);
        var license = Assert.Single((await ada.Placed()).Licenses);
        Assert.Equal((LicenseStatus.Revoked, ReplacementStatus.CalledOff), (license.Status, license.Replacement));
        Assert.Equal(1, (await here.Get<KeyPools>().Look(here.Scope, pool))!.Unused);
        await anna.Open(order.Number);
        Assert.False(anna.Sees("replace_license"));
    }

    /// <summary>The customer's page, his mail, the vendor's API and webhooks, and support's search all say the same.</summary>
    private static async Task IsReplaced(Installation here, Customer ada, VendorProgram program, string before, string after)
    {
        var order = await ada.Placed();
        await ada.Browser.Visit(ada.OrderPage!);
        Assert.Contains(after, ada.Browser.Page.QuerySelector(".keys")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(before, ada.Browser.Page.QuerySelector(".keys")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(before, ada.Browser.Page.QuerySelector("s")!.TextContent);
        Assert.Contains("this key is no longer valid", ada.Browser.Text, StringComparison.Ordinal);

        Assert.Equal("license.replaced", (await program.Events(order.Id))[^1]);
        var mail = here.Mailbox.Accepted.Single(m => m.Subject.StartsWith("Your new licence", StringComparison.Ordinal));
        Assert.Equal("ada@example.org", mail.To);
        foreach (string body in (string[])[mail.Text, mail.Html])
        {
            Assert.Contains(after, body, StringComparison.Ordinal);
            Assert.Contains("The old one is no longer valid", body, StringComparison.Ordinal);
        }

        var licenses = (await program.Get("/v1/orders/" + order.Id)).GetProperty("lines")[0].GetProperty("licenses").EnumerateArray().ToDictionary(l => l.GetProperty("key").GetString()!);
        Assert.Equal(("replaced", "active"), (licenses[before].GetProperty("status").GetString(), licenses[after].GetProperty("status").GetString()));
        Assert.Equal(licenses[after].GetProperty("id").GetString(), licenses[before].GetProperty("replaced_by").GetString());
        foreach (string key in (string[])[before, after])
            Assert.Equal([order.Id], (await here.Get<LookUpOrders>().Run(Scope.Operator(Mode.Test), key, default)).Select(h => h.Id));
    }

    private static async Task<Customer> Delivered(Installation here, string link)
    {
        var ada = await Customer.WhoHasPaid(here, Customer.GoodCard, link);
        Assert.Equal(OrderDelivery.Delivered, (await ada.Placed()).Delivery);
        return ada;
    }

    private static async Task<string> SellKeys(Installation here, string keys)
    {
        string pool = await here.Get<KeyPools>().Create(here.Scope, "fonts");
        await here.Get<KeyPools>().Upload(here.Scope, pool, keys);
        await here.Shop.Sell(here.Store, "fonts", PriceList.Of(("EUR", 12_50)), p => p with { LicenseMethod = "key_pool", LicenseSettings = $$"""{"pool": "{{pool}}"}""" });
        return pool;
    }

    /// <summary>The middle part of a compact JWS, as it is written.</summary>
    private static string Claims(string token) => Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token.Split('.')[1]));

    private static Task<List<AuditEntry>> Audit(Installation here) => here.Store.Read(Scope.Everything, db => db.Set<AuditEntry>().OrderBy(a => a.At).ToListAsync());
}
