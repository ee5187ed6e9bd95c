using System.Text.Json;
using System.Threading.Channels;
using Keytill.Server.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace Keytill.Server.Tests.SandboxBank;

/// <summary>The shop's side of the notices: a server that answers as told, and what it got in the order of its answers.</summary>
internal sealed class Merchant : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Channel<Arrived> notices = Channel.CreateUnbounded<Arrived>();
    private readonly Listener listener;

    private TaskCompletionSource? held;

    private Merchant(Listener listener) => this.listener = listener;

    /// <summary>The status of the answers to come.</summary>
    public int Answers { get; set; } = StatusCodes.Status200OK;

    public string NoticeUrl => listener.Url + "/notices/sandbox";

    public string ReturnUrl => listener.Url + "/order/T1/token/return/pay_1";

    public static async Task<Merchant> Open()
    {
        var merchant = new Merchant(await Listener.Start());
        merchant.listener.Answer = merchant.Take;
        return merchant;
    }

    public async Task<Arrived> NextNotice()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await notices.Reader.ReadAsync(patience.Token);
    }

    /// <summary>The next notice as its type and what it says of its payment or refund.</summary>
    public async Task<(string Type, JsonElement About)> NextWord()
    {
        JsonElement said = JsonDocument.Parse((await NextNotice()).Body).RootElement;
        JsonElement payment = said.GetProperty("payment");
        return (said.GetProperty("type").GetString()!, payment.ValueKind is JsonValueKind.Object ? payment : said.GetProperty("refund"));
    }

    public bool HasHeardNothingMore() => !notices.Reader.TryPeek(out _);

    public ValueTask DisposeAsync() => listener.DisposeAsync();

    /// <summary>The next request waits for its answer until the source is set.</summary>
    public TaskCompletionSource HoldNextAnswer() => held = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task Take(HttpContext http)
    {
        if (!HttpMethods.IsPost(http.Request.Method))
        {
            await Results.Text("<!doctype html><title>Your order</title>", "text/html").ExecuteAsync(http);
            return;
        }

        if (Interlocked.Exchange(ref held, null) is { } hold)
            await hold.Task;

        http.Response.StatusCode = Answers;
        string id = http.Request.Headers["webhook-id"].ToString();
        notices.Writer.TryWrite(listener.Requests.Last(request => request.Headers.GetValueOrDefault("webhook-id") == id));
    }
}
