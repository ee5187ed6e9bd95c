using System.Net;
using System.Text.Json;
using AngleSharp.Html.Dom;
using Keytill.Server.SandboxBank;

namespace Keytill.Server.Tests.SandboxBank;

/// <summary>The merchant's own view of its payments, where its people send money back past its server.</summary>
public sealed class MerchantPagesTests : IAsyncLifetime
{
    private BankWorld world = null!;

    public async ValueTask InitializeAsync() => world = await BankWorld.Open();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task A_part_and_then_the_rest_go_back_and_the_shop_is_told_without_an_id_of_its_own()
    {
        BankPage paid = await world.APaidPayment(amount: 1_900);
        IHtmlDocument page = await world.See(Address(paid));
        Assert.Equal("19.00", page.QuerySelector("#amount")!.GetAttribute("value"));
        await Send(page, paid, "7,5");
        (string type, JsonElement about) = await world.Merchant.NextWord();
        Assert.Equal(("refund.succeeded", paid.Reference, JsonValueKind.Null, 750), (
            type, about.GetProperty("payment_reference").GetString(), about.GetProperty("reference").ValueKind, about.GetProperty("amount").GetInt32()));

        page = await world.See(Address(paid));
        Assert.Equal("11.50", page.QuerySelector("#amount")!.GetAttribute("value"));
        await Send(page, paid, "11.50");
        page = await world.See(Address(paid));
        Assert.Null(page.QuerySelector("form"));
        Assert.Equal(["EUR\u00a07.50: made here, done", "EUR\u00a011.50: made here, done"], page.QuerySelectorAll("li").Select(li => li.TextContent));
        Assert.Equal([750L, 1_150L], world.Bank.Books.Charges().Single().Refunds.Select(refund => refund.Amount));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("19.001")]
    [InlineData("19.01")]
    [InlineData("1.000,00")]
    [InlineData("9999999999999")]
    [InlineData("<b>")]
    public async Task What_is_no_amount_or_more_than_is_left_is_shown_again_and_sends_nothing(string typed)
    {
        BankPage paid = await world.APaidPayment(amount: 1_900);
        IHtmlDocument page = await BankWorld.Read(await Press(await world.See(Address(paid)), paid, typed), HttpStatusCode.UnprocessableEntity);
        Assert.Equal((typed, "true"), (page.QuerySelector("#amount")!.GetAttribute("value"), page.QuerySelector("#amount")!.GetAttribute("aria-invalid")));
        Assert.Empty(world.Bank.Books.Charges().Single().Refunds);
    }

    [Fact]
    public async Task A_form_pressed_twice_is_one_refund()
    {
        BankPage paid = await world.APaidPayment(amount: 1_900);
        IHtmlDocument page = await world.See(Address(paid));
        await Send(page, paid, "5");
        await Send(page, paid, "5");
        Assert.Equal(500, Assert.Single(world.Bank.Books.Charges().Single().Refunds).Amount);
    }

    [Fact]
    public async Task All_payments_are_listed_with_what_has_gone_back_and_unpaid_ones_are_not()
    {
        Assert.Contains("Nothing has been charged yet.", (await world.See(Root)).Body!.TextContent, StringComparison.Ordinal);
        BankPage paid = await world.APaidPayment(amount: 1_900);
        BankPage open = await world.AnOpenPayment();
        await Send(await world.See(Address(paid)), paid, "5");
        IHtmlDocument page = await world.See(Root + "?lang=de");
        Assert.Equal("T0000000123 19,00\u00a0EUR – Zurückgeschickt: 5,00\u00a0EUR", page.QuerySelectorAll("li").Single().TextContent);
        await BankWorld.Read(await world.Customer.GetAsync(Address(open)), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Who_does_not_know_the_address_sees_nothing_and_sends_nothing()
    {
        BankPage paid = await world.APaidPayment();
        foreach (string address in (string[])["/merchant/" + new string('0', 64), $"/merchant/{new string('0', 64)}/{paid.Id}", Root + "/sbp_nothing"])
            await BankWorld.Read(await world.Customer.GetAsync(address), HttpStatusCode.NotFound);
        using HttpResponseMessage answer = await world.Post($"/merchant/{new string('0', 64)}/{paid.Id}", ("key", "k"), ("amount", "1"));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        using HttpResponseMessage withoutKey = await world.Post(Address(paid), ("amount", "1"));
        Assert.Equal(HttpStatusCode.BadRequest, withoutKey.StatusCode);
        Assert.Empty(world.Bank.Books.Charges().Single().Refunds);
    }

    [Fact]
    public async Task A_program_that_plays_its_people_sends_all_that_is_left_unless_it_names_an_amount()
    {
        BankPage paid = await world.APaidPayment(amount: 1_900);
        using (HttpResponseMessage first = await SendByApi(paid, new { amount = 400 }, "a"))
            Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        using (HttpResponseMessage again = await SendByApi(paid, new { amount = 400 }, "a"))
            Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        using (HttpResponseMessage rest = await SendByApi(paid, new { }, "b"))
            Assert.Equal(HttpStatusCode.Created, rest.StatusCode);
        using (HttpResponseMessage more = await SendByApi(paid, new { }, "c"))
            Assert.Equal(HttpStatusCode.UnprocessableEntity, more.StatusCode);
        using (HttpResponseMessage none = await SendByApi(paid, new { amount = 0 }, "d"))
            Assert.Equal(HttpStatusCode.BadRequest, none.StatusCode);
        Assert.Equal([400L, 1_500L], world.Bank.Books.Charges().Single().Refunds.Select(refund => refund.Amount));
    }

    private static string Root => "/merchant/" + SandboxBankOptions.MerchantKey(BankWorld.Secret, "keytill");

    private static string Address(BankPage page) => $"{Root}/{page.Id}";

    private Task<HttpResponseMessage> SendByApi(BankPage page, object body, string key) =>
        world.Api(HttpMethod.Post, $"/v1/payments/{page.Id}/staff-refunds", body, key);

    private Task<HttpResponseMessage> Press(IHtmlDocument page, BankPage paid, string amount) =>
        world.Post(Address(paid), ("key", page.QuerySelector("[name=key]")!.GetAttribute("value")!), ("amount", amount));

    private async Task Send(IHtmlDocument page, BankPage paid, string amount)
    {
        using HttpResponseMessage answer = await Press(page, paid, amount);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }
}
