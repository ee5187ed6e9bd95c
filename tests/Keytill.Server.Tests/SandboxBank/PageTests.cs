using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Keytill.Server.Tests.SandboxBank;

/// <summary>What the customer sees of the bank, without script.</summary>
public sealed class PageTests : IAsyncLifetime
{
    // Valid by its check digit, and in nobody's list: as a real card would be.
    private const string RealLookingCard = "4111 1111 1111 1111";
    private BankWorld world = null!;

    public async ValueTask InitializeAsync() => world = await BankWorld.Open();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Theory]
    [InlineData("en", "en", "Pay EUR\u00a019.00", "Cancel and go back")]
    [InlineData("en-GB", "en", "Pay EUR\u00a019.00", "Cancel and go back")]
    [InlineData("de", "de", "Bezahlen 19,00\u00a0EUR", "Abbrechen und zurück")]
    [InlineData("de-AT", "de", "Bezahlen 19,00\u00a0EUR", "Abbrechen und zurück")]
    [InlineData("ja", "en", "Pay EUR\u00a019.00", "Cancel and go back")]
    public async Task The_page_speaks_the_orders_language_where_it_can(string locale, string language, string pay, string cancel)
    {
        IHtmlDocument page = await world.See((await world.AnOpenPayment(locale: locale)).Url);

        Assert.Equal(language, page.DocumentElement.GetAttribute("lang"));
        Assert.Equal(pay, page.QuerySelector("form button")!.TextContent);
        Assert.Equal((cancel, world.Merchant.ReturnUrl), (page.QuerySelector("a.button")!.TextContent, page.QuerySelector("a.button")!.GetAttribute("href")));
        Assert.Equal(language == "en" ? "?lang=de" : "?lang=en", page.QuerySelector("footer a")!.GetAttribute("href"));
    }

    [Theory]
    [InlineData(1, "EUR", "EUR\u00a00.01")]
    [InlineData(123_456_789, "USD", "USD\u00a01,234,567.89")]
    [InlineData(1_900, "JPY", "JPY\u00a01,900")]
    [InlineData(1_900, "KWD", "KWD\u00a01.900")]
    public async Task Amounts_have_their_currencys_own_decimals(long amount, string currency, string shown) =>
        Assert.Equal(shown, (await world.See((await world.AnOpenPayment(amount, currency)).Url)).QuerySelector("dd")!.TextContent);

    [Fact]
    public async Task Browsers_can_fill_the_form_and_everybody_can_read_it()
    {
        IHtmlDocument page = await world.See((await world.AnOpenPayment()).Url);

        Assert.Equal(["cc-number", "cc-exp", "cc-csc"], page.QuerySelectorAll("input").Select(input => input.GetAttribute("autocomplete")));
        foreach (IElement input in page.QuerySelectorAll("input"))
        {
            Assert.NotNull(page.QuerySelector($"label[for={input.Id}]"));
            Assert.NotNull(page.GetElementById(input.GetAttribute("aria-describedby")!));
        }

        Assert.Empty(page.QuerySelectorAll("script, img, iframe"));
    }

    [Theory]
    [InlineData("en", "It was neither stored nor used")]
    [InlineData("de", "weder gespeichert noch benutzt")]
    public async Task A_card_that_was_not_published_is_refused_kept_nowhere_and_not_shown_again(string locale, string says)
    {
        BankPage payment = await world.AnOpenPayment(locale: locale);

        using HttpResponseMessage answer = await world.Pay(payment, RealLookingCard, "11/31", "987");
        string html = await answer.Content.ReadAsStringAsync();
        IHtmlDocument page = await BankWorld.Read(answer, HttpStatusCode.UnprocessableEntity);

        Assert.Contains(says, page.GetElementById("card_number_error")!.TextContent, StringComparison.Ordinal);
        Assert.All(page.QuerySelectorAll("input"), input => Assert.Equal("", input.GetAttribute("value")));
        Assert.Equal(("open", null), await world.Standing(payment));
        foreach (string typed in new[] { RealLookingCard, "4111111111111111", "11/31" })
        {
            Assert.DoesNotContain(typed, html, StringComparison.Ordinal);
            Assert.DoesNotContain(typed, await world.StoredBytes(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("", "12/34", "123", "card_number")]
    [InlineData("4242", "12/34", "123", "card_number")]
    [InlineData("4242 4242 4242 424x", "12/34", "123", "card_number")]
    [InlineData("<script>alert(1)</script>", "12/34", "123", "card_number")]
    [InlineData(BankWorld.GoodCard, "", "123", "expiry")]
    [InlineData(BankWorld.GoodCard, "13/34", "123", "expiry")]
    [InlineData(BankWorld.GoodCard, "00/34", "123", "expiry")]
    [InlineData(BankWorld.GoodCard, "soon", "123", "expiry")]
    [InlineData(BankWorld.GoodCard, "1/2/34", "123", "expiry")]
    [InlineData(BankWorld.GoodCard, "12/-4", "123", "expiry")]
    [InlineData(BankWorld.GoodCard, "02/26", "123", "expiry")]
    [InlineData(BankWorld.GoodCard, "12/34", "", "security_code")]
    [InlineData(BankWorld.GoodCard, "12/34", "12", "security_code")]
    [InlineData(BankWorld.GoodCard, "12/34", "12345", "security_code")]
    [InlineData(BankWorld.GoodCard, "12/34", "abc", "security_code")]
    public async Task A_problem_is_shown_beside_its_field_and_nothing_is_charged(string card, string expiry, string code, string field)
    {
        BankPage payment = await world.AnOpenPayment();

        IHtmlDocument page = await BankWorld.Read(await world.Pay(payment, card, expiry, code), HttpStatusCode.UnprocessableEntity);

        IElement marked = Assert.Single(page.QuerySelectorAll("[aria-invalid]"));
        Assert.Equal(field, marked.Id);
        Assert.Contains(field + "_error", marked.GetAttribute("aria-describedby"), StringComparison.Ordinal);
        Assert.NotNull(page.QuerySelector("[role=alert]"));
        Assert.StartsWith("Error: ", page.Title, StringComparison.Ordinal);
        Assert.Equal("", page.GetElementById("security_code")!.GetAttribute("value"));
        Assert.Equal(("open", null), await world.Standing(payment));
    }

    [Theory]
    [InlineData("03/26")]
    [InlineData("12/2034")]
    [InlineData("12 / 34")]
    [InlineData("1234")]
    [InlineData("122034")]
    public async Task A_date_is_read_however_it_is_written(string expiry) =>
        await world.AssertReturned(await world.Pay(await world.AnOpenPayment(), BankWorld.GoodCard, expiry));

    [Fact]
    public async Task A_published_card_stays_in_the_form_when_something_else_was_wrong()
    {
        IHtmlDocument page = await BankWorld.Read(
            await world.Pay(await world.AnOpenPayment(), "4242424242424242", "13/34", "123"), HttpStatusCode.UnprocessableEntity);

        Assert.Equal(
            [BankWorld.GoodCard, "13/34", ""], page.QuerySelectorAll("input").Select(input => input.GetAttribute("value")));
    }

    [Fact]
    public async Task Each_listed_card_fills_the_form_by_its_link()
    {
        BankPage payment = await world.AnOpenPayment();
        IHtmlDocument page = await world.See(payment.Url);
        IElement[] links = [.. page.QuerySelectorAll("details a")];
        Assert.Equal(17, links.Length);

        foreach (IElement link in links)
        {
            IHtmlDocument filled = await world.See(payment.Url + link.GetAttribute("href"));
            Assert.Equal(link.TextContent, filled.GetElementById("card_number")!.GetAttribute("value"));
            Assert.NotEqual("", filled.GetElementById("expiry")!.GetAttribute("value"));
        }

        Assert.Equal("", (await world.See(payment.Url + "?card=4111111111111111")).GetElementById("card_number")!.GetAttribute("value"));
    }

    [Fact]
    public async Task The_page_lets_its_form_lead_to_the_shop_and_nothing_else_in()
    {
        using HttpResponseMessage answer = await world.Customer.GetAsync((await world.AnOpenPayment()).Url);

        string policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("form-action 'self' " + new Uri(world.Merchant.ReturnUrl).GetLeftPart(UriPartial.Authority) + ";", policy, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Equal("same-origin", answer.Headers.GetValues("Referrer-Policy").Single());
    }

    [Fact]
    public async Task What_the_shop_sends_is_shown_as_text()
    {
        Dictionary<string, object> asked = world.NewPayment("pay_x");
        asked["order_number"] = "<b onclick=\"x\">&'";
        string url = (await BankWorld.Json(await world.Api(HttpMethod.Post, "/v1/payments", asked, "key_x"))).GetProperty("url").GetString()!;

        IHtmlDocument page = await world.See(url);

        Assert.Empty(page.QuerySelectorAll("b"));
        Assert.Equal("<b onclick=\"x\">&'", page.QuerySelectorAll("dd")[1].TextContent);
    }

    [Fact]
    public async Task An_unknown_page_says_so_and_a_form_that_is_none_is_refused()
    {
        BankPage payment = await world.AnOpenPayment();

        await world.See("/pay/nobody", HttpStatusCode.NotFound);
        await BankWorld.Read(await world.Post("/pay/nobody", ("pay", "1")), HttpStatusCode.NotFound);
        await BankWorld.Read(await world.Post(payment.Url + "/authenticate", ("answer", "perhaps")), HttpStatusCode.BadRequest);
        await BankWorld.Read(await world.Post(payment.Url, ("card_number", new string('4', 12_000))), HttpStatusCode.BadRequest);
        await BankWorld.Read(await world.Customer.PostAsync(payment.Url, new StringContent("{}")), HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_language_that_was_chosen_stays_when_the_form_comes_back()
    {
        BankPage payment = await world.AnOpenPayment();
        IHtmlDocument german = await world.See(payment.Url + "?lang=de");

        string action = new Uri(world.Bank.BaseUrl, german.Forms[0].GetAttribute("action")).AbsoluteUri;
        IHtmlDocument again = await BankWorld.Read(await world.Post(action, ("card_number", "")), HttpStatusCode.UnprocessableEntity);

        Assert.Equal("de", again.DocumentElement.GetAttribute("lang"));
    }

    [Fact]
    public async Task A_finished_payments_page_leads_back_at_once()
    {
        BankPage payment = await world.APaidPayment();

        await world.AssertReturned(await world.Customer.GetAsync(payment.Url));
        await world.AssertReturned(await world.AnswerAuthentication(payment, "refuse"));
        Assert.Equal(("succeeded", null), await world.Standing(payment));
    }
}
