using System.Globalization;
using System.Net;
using System.Text;
using Keytill.Core.Vendors;
using Keytill.Core.Webhooks;
using Keytill.Server.Outgoing;
using Keytill.Server.Tests.Support;
using Keytill.Server.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Keytill.Server.Tests.Webhooks;

/// <summary>One try, at a receiver on a real socket.</summary>
public sealed class WebhookPostTests : IAsyncLifetime
{
    private const string EventId = "evt_01k5z3n9f8e7d6c5b4a3928170";
    private const string Body = """{"id":"evt_01k5z3n9f8e7d6c5b4a3928170","type":"order.created","data":{"name":"Jürgen 🎈"}}""";
    private readonly TestClock clock = new();
    private readonly WebhookSecret secret = WebhookSecret.New();
    private ServiceProvider world = null!;
    private Listener receiver = null!;

    public async ValueTask InitializeAsync()
    {
        var services = new ServiceCollection();
        services.AddLogging().AddSingleton<TimeProvider>(clock).AddSingleton<WebhookPost>();
        services.AddOutgoing(new ConfigurationBuilder().AddInMemoryCollection([new("Outgoing:AllowedNetworks:0", "127.0.0.1/32")]).Build());
        world = services.BuildServiceProvider();
        receiver = await Listener.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await receiver.DisposeAsync();
        await world.DisposeAsync();
    }

    [Fact]
    public async Task The_receiver_gets_the_stored_bytes_and_can_verify_them()
    {
        WebhookAttempt attempt = await Send();

        Arrived arrived = Assert.Single(receiver.Requests);
        Assert.True(attempt.IsSuccess);
        Assert.Equal(Encoding.UTF8.GetBytes(Body), arrived.Body);
        Assert.Equal(("POST", "application/json", EventId), (arrived.Method, arrived.Headers["Content-Type"], arrived.Headers["webhook-id"]));
        Assert.Equal(clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), arrived.Headers["webhook-timestamp"]);
        Assert.Equal(WebhookVerdict.Genuine, WebhookSignature.Verify(
            [secret], arrived.Headers["webhook-id"], arrived.Headers["webhook-timestamp"], arrived.Headers["webhook-signature"], arrived.Body, clock.GetUtcNow()));
        Assert.DoesNotContain("traceparent", arrived.Headers.Keys);
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(204, true)]
    [InlineData(299, true)]
    [InlineData(304, false)]
    [InlineData(400, false)]
    [InlineData(404, false)]
    [InlineData(410, false)]
    [InlineData(429, false)]
    [InlineData(500, false)]
    public async Task Only_2xx_is_a_success(int status, bool isSuccess)
    {
        Answer(status);

        WebhookAttempt attempt = await Send();

        Assert.Equal((status, isSuccess, status == 410), (attempt.Status!.Value, attempt.IsSuccess, attempt.IsGone));
        Assert.Equal(isSuccess, attempt.Error is null);
    }

    [Fact]
    public async Task A_redirect_is_a_failure_and_is_not_followed()
    {
        await using Listener elsewhere = await Listener.Start();
        receiver.Answer = context =>
        {
            context.Response.Redirect(elsewhere.Url, permanent: true, preserveMethod: true);
            return Task.CompletedTask;
        };

        WebhookAttempt attempt = await Send();

        Assert.Equal(308, attempt.Status);
        Assert.Contains("redirect", attempt.Error, StringComparison.Ordinal);
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task The_answers_first_4_KiB_are_kept_and_an_endless_one_does_no_harm()
    {
        receiver.Answer = async context =>
        {
            byte[] block = Encoding.UTF8.GetBytes(new string('x', 1023) + "\0");
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(block);
        };

        WebhookAttempt attempt = await Send();

        Assert.True(attempt.IsSuccess);
        Assert.Equal(WebhookPost.ResponseBytesMax, attempt.Response!.Length);
        Assert.DoesNotContain('\0', attempt.Response);
    }

    [Theory]
    [InlineData("120", 120)]
    [InlineData("0", null)]
    [InlineData("-5", null)]
    [InlineData("soon", null)]
    [InlineData("31536000", 86_400)]
    [InlineData("99999999999999999999", null)]
    public async Task Retry_after_in_seconds_is_heard_up_to_a_day(string header, int? seconds)
    {
        Answer(503, header);

        Assert.Equal(seconds, (int?)(await Send()).RetryAfter?.TotalSeconds);
    }

    [Theory]
    [InlineData(90, 90)]
    [InlineData(-90, null)]
    [InlineData(864_000, 86_400)]
    public async Task Retry_after_as_a_date_is_heard_by_our_own_clock(int secondsAway, int? seconds)
    {
        Answer(429, clock.GetUtcNow().AddSeconds(secondsAway).ToString("R", CultureInfo.InvariantCulture));

        Assert.Equal(seconds, (int?)(await Send()).RetryAfter?.TotalSeconds);
    }

    [Fact]
    public async Task A_receiver_that_nobody_answers_at_is_a_failure_with_a_reason()
    {
        string url = receiver.Url;
        await receiver.DisposeAsync();

        WebhookAttempt attempt = await Send(url);

        Assert.Null(attempt.Status);
        Assert.StartsWith("No connection", attempt.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receiver_that_hangs_up_is_a_failure_with_a_reason()
    {
        receiver.Answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };

        WebhookAttempt attempt = await Send();

        Assert.Null(attempt.Status);
        Assert.StartsWith("No answer", attempt.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receiver_that_does_not_answer_in_time_has_failed()
    {
        receiver.Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        var impatient = new WebhookPost(world.GetRequiredService<IHttpClientFactory>(), clock) { AnswerWait = TimeSpan.FromMilliseconds(200) };

        WebhookAttempt attempt = await impatient.Send(receiver.Url, Mode.Test, [secret], EventId, "order.created", Body, CancellationToken.None);

        Assert.Null(attempt.Status);
        Assert.StartsWith("No answer within", attempt.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_never_ends_does_not_undo_a_yes()
    {
        receiver.Answer = async context =>
        {
            await context.Response.WriteAsync("thanks, and");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        };
        var impatient = new WebhookPost(world.GetRequiredService<IHttpClientFactory>(), clock) { AnswerWait = TimeSpan.FromSeconds(3) };

        WebhookAttempt attempt = await impatient.Send(receiver.Url, Mode.Test, [secret], EventId, "order.created", Body, CancellationToken.None);

        Assert.True(attempt.IsSuccess);
    }

    [Fact]
    public async Task A_private_address_and_plain_http_in_live_mode_are_failures_that_say_so()
    {
        Assert.Contains("not public", (await Send("http://10.0.0.1/hooks")).Error, StringComparison.Ordinal);
        Assert.Contains("https", (await Send(mode: Mode.Live)).Error, StringComparison.Ordinal);
        Assert.Empty(receiver.Requests);
    }

    [Fact]
    public async Task A_shutdown_is_no_failure_of_the_receivers()
    {
        using var stop = new CancellationTokenSource();
        receiver.Answer = async context =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Send(cancel: stop.Token));
    }

    private Task<WebhookAttempt> Send(string? url = null, Mode mode = Mode.Test, CancellationToken cancel = default) =>
        world.GetRequiredService<WebhookPost>().Send(url ?? receiver.Url, mode, [secret], EventId, "order.created", Body, cancel);

    private void Answer(int status, string? retryAfter = null) => receiver.Answer = context =>
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null)
            context.Response.Headers.RetryAfter = retryAfter;
        return Task.CompletedTask;
    };
}
