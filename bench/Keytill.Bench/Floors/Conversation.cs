using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Keytill.Core.Webhooks;
using Microsoft.AspNetCore.Http;

namespace Keytill.Bench.Floors;

/// <summary>
/// The sale as a conversation alone: the same requests, answered with the stored pages; the same calls to the same bank and the
/// vendor's server; two commits of an order's rows. No product could sell with less.
/// </summary>
internal sealed class Conversation(FloorOrder order, OrderRows rows, RowWriter writer, Copies copies, Func<Uri> self)
{
    private static readonly JsonSerializerOptions BankForm = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly WebhookSecret secret = WebhookSecret.Parse(order.WebhookSecret);
    private readonly HttpClient bank = Browsing.Client(order.Bank);
    private readonly HttpClient vendor = Browsing.Client(order.Receiver);
    private readonly ConcurrentDictionary<string, Paid> paid = new(StringComparer.Ordinal);

    public Task Answer(HttpContext http)
    {
        string[] path = (http.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        bool isPost = HttpMethods.IsPost(http.Request.Method);
        return path switch
        {
            ["buy", _] => Lead(http, "/checkout/" + copies.Next()),
            ["checkout", var copy] when isPost => Place(http, copy),
            ["checkout", var copy] => Show(http, order.CheckoutPage.Replace(order.CheckoutToken, copy, StringComparison.Ordinal)),
            ["order", _, var copy, "pay"] => Open(http, copy),
            ["order", _, var copy, "return"] => Return(http, copy),
            ["order", _, _, "changes"] => http.Response.WriteAsync("{\"changed\":true}"),
            ["order", _, var copy] => Order(http, copy),
            ["notices"] => TakeNotice(http),
            _ => Refuse(http),
        };
    }

    private async Task Place(HttpContext http, string copy)
    {
        await http.Request.ReadFormAsync();
        await writer.Commit(rows.First, copy);
        await Lead(http, $"/order/{order.Number}/{copy}");
    }

    private Task Order(HttpContext http, string copy)
    {
        bool isDelivered = paid.TryGetValue(copy, out var known) && known.Looked() >= order.Looks;
        return Show(http, (isDelivered ? order.DeliveredPage : order.UnpaidPage).Replace(order.Token, copy, StringComparison.Ordinal));
    }

    private async Task Open(HttpContext http, string copy)
    {
        await http.Request.ReadFormAsync();
        using var request = Ask(HttpMethod.Post, "v1/payments");
        request.Headers.Add("Idempotency-Key", copy);
        request.Content = JsonContent.Create(new
        {
            reference = copy,
            amount = 1900,
            currency = "EUR",
            mode = "test",
            orderNumber = order.Number,
            returnUrl = new Uri(self(), $"/order/{order.Number}/{copy}/return"),
            noticeUrl = new Uri(self(), "/notices"),
            locale = "en",
            orderTime = TimeProvider.System.GetUtcNow(),
        }, options: BankForm);
        var opened = await Read(request);
        await Lead(http, opened.GetProperty("url").GetString()!);
    }

    private async Task Return(HttpContext http, string copy)
    {
        using (var ask = Ask(HttpMethod.Get, "v1/payments?reference=" + copy))
            await Read(ask);
        await writer.Commit(rows.Second, copy);
        paid[copy] = new Paid();
        foreach (string webhook in order.Webhooks)
            _ = Task.Run(() => Tell(webhook));
        await Lead(http, $"/order/{order.Number}/{copy}");
    }

    private async Task Tell(string webhook)
    {
        byte[] body = Encoding.UTF8.GetBytes(webhook);
        string id = copies.Next();
        var now = TimeProvider.System.GetUtcNow();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks") { Content = new ByteArrayContent(body) };
        request.Headers.Add(WebhookSignature.IdHeader, id);
        request.Headers.Add(WebhookSignature.TimestampHeader, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(WebhookSignature.SignatureHeader, WebhookSignature.Sign([secret], id, now, body));
        using var answer = await vendor.SendAsync(request);
    }

    private async Task TakeNotice(HttpContext http)
    {
        using var notice = await JsonDocument.ParseAsync(http.Request.Body);
        string reference = notice.RootElement.GetProperty("payment").GetProperty("reference").GetString()!;
        _ = Task.Run(async () =>
        {
            using var ask = Ask(HttpMethod.Get, "v1/payments?reference=" + reference);
            await Read(ask);
        });
    }

    private HttpRequestMessage Ask(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", order.BankSecret);
        return request;
    }

    private async Task<JsonElement> Read(HttpRequestMessage request)
    {
        using var answer = await bank.SendAsync(request);
        string text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonSerializer.Deserialize<JsonElement>(text) : throw new HttpRequestException($"The bank answered {(int)answer.StatusCode}: {text}");
    }

    private static Task Show(HttpContext http, string page)
    {
        http.Response.ContentType = "text/html; charset=utf-8";
        return http.Response.WriteAsync(page);
    }

    private static Task Lead(HttpContext http, string address)
    {
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = address;
        return Task.CompletedTask;
    }

    private static Task Refuse(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private sealed class Paid
    {
        private int looks;

        public int Looked() => Interlocked.Increment(ref looks);
    }
}
