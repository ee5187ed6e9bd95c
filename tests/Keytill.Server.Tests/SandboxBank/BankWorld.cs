using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Keytill.Core.Webhooks;
using Keytill.Server.SandboxBank;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.SandboxBank;

/// <summary>A bank on its own host, a merchant that hears its notices, and a customer with a browser that shows each answer as it is.</summary>
internal sealed class BankWorld : IAsyncDisposable
{
    public const string Secret = "sk_bank_of_the_tests";
    public const string GoodCard = "4242 4242 4242 4242";

    private readonly string folder = TempFolder.Create();
    private int made;

    private BankWorld(Merchant merchant) => Merchant = merchant;

    public TestClock Clock { get; } = new();

    public WebhookSecret NoticeSecret { get; } = WebhookSecret.New();

    public Merchant Merchant { get; }

    public SandboxBankHost Bank { get; private set; } = null!;

    public HttpClient Customer { get; private set; } = null!;

    public static async Task<BankWorld> Open()
    {
        var world = new BankWorld(await Merchant.Open());
        await world.StartBank();
        return world;
    }

    /// <summary>Ends the bank and starts another on the same books and another port.</summary>
    public async Task RestartBank(Action? meanwhile = null)
    {
        await Bank.DisposeAsync();
        Customer.Dispose();
        meanwhile?.Invoke();
        await StartBank();
    }

    /// <summary>All that is in the bank's files, letter by letter.</summary>
    public async Task<string> StoredBytes()
    {
        var all = new StringBuilder();
        foreach (string file in Directory.GetFiles(folder))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            all.Append(await reader.ReadToEndAsync());
        }

        return all.ToString();
    }

    public async Task<HttpResponseMessage> Api(HttpMethod method, string path, object? body = null, string? key = null, string secret = Secret)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new("Bearer", secret);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        return await Customer.SendAsync(request);
    }

    public static async Task<JsonElement> Json(HttpResponseMessage answer)
    {
        using (answer)
            return JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync()).RootElement;
    }

    public Dictionary<string, object> NewPayment(string reference, long amount = 1_900, string currency = "EUR", string locale = "en") => new()
    {
        ["reference"] = reference, ["amount"] = amount, ["currency"] = currency, ["mode"] = "test", ["order_number"] = "T0000000123",
        ["return_url"] = Merchant.ReturnUrl, ["notice_url"] = Merchant.NoticeUrl, ["locale"] = locale, ["order_time"] = Clock.GetUtcNow(),
    };

    /// <summary>A payment whose page waits for the customer.</summary>
    public async Task<BankPage> AnOpenPayment(long amount = 1_900, string currency = "EUR", string locale = "en")
    {
        string reference = $"pay_{++made}";
        JsonElement payment = await Json(await Api(HttpMethod.Post, "/v1/payments", NewPayment(reference, amount, currency, locale), "key_" + reference));
        return new BankPage(reference, payment.GetProperty("id").GetString()!, payment.GetProperty("url").GetString()!);
    }

    /// <summary>A payment that a good card has paid and whose notice has been heard.</summary>
    public async Task<BankPage> APaidPayment(long amount = 1_900)
    {
        BankPage page = await AnOpenPayment(amount);
        await AssertReturned(await Pay(page, GoodCard));
        await Merchant.NextNotice();
        return page;
    }

    public async Task<JsonElement> Status(BankPage page) => await Json(await Api(HttpMethod.Get, "/v1/payments/" + page.Id));

    public async Task<(string Status, string? Failure)> Standing(BankPage page)
    {
        JsonElement payment = await Status(page);
        return (payment.GetProperty("status").GetString()!, payment.GetProperty("failure_code").GetString());
    }

    public Task<HttpResponseMessage> Pay(BankPage page, string card, string expiry = "12/34", string code = "123") =>
        Post(page.Url, ("card_number", card), ("expiry", expiry), ("security_code", code));

    public Task<HttpResponseMessage> AnswerAuthentication(BankPage page, string answer) => Post(page.Url + "/authenticate", ("answer", answer));

    public async Task<HttpResponseMessage> Post(string url, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await Customer.PostAsync(url, form);
    }

    public async Task<IHtmlDocument> See(string url, HttpStatusCode expected = HttpStatusCode.OK) => await Read(await Customer.GetAsync(url), expected);

    public static async Task<IHtmlDocument> Read(HttpResponseMessage answer, HttpStatusCode expected)
    {
        using (answer)
        {
            Assert.Equal(expected, answer.StatusCode);
            return new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());
        }
    }

    public Task AssertReturned(HttpResponseMessage answer)
    {
        using (answer)
        {
            Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
            Assert.Equal(Merchant.ReturnUrl, answer.Headers.Location!.ToString());
        }

        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        Customer.Dispose();
        await Bank.DisposeAsync();
        await Merchant.DisposeAsync();
        TempFolder.Remove(folder);
    }

    private async Task StartBank()
    {
        var options = new SandboxBankOptions(Path.Combine(folder, "bank.db"), Secret, NoticeSecret.Reveal(), "keytill");
        Bank = await SandboxBankHost.Build(options, Clock).Start();
        Customer = TestHttp.Client(Bank.BaseUrl);
    }
}

/// <param name="Reference">The merchant's own id of the payment.</param>
internal sealed record BankPage(string Reference, string Id, string Url);
