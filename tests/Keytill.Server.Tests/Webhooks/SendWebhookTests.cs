using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Keytill.Core.Vendors;
using Keytill.Core.Webhooks;
using Keytill.Server.Tests.Support;
using Keytill.Server.Webhooks;
using Keytill.Server.Work;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Webhooks;

/// <summary>From the committed event to the receiver's books, through the store, the queue and the outgoing door, on both databases.</summary>
public sealed class SendWebhookTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Each_endpoint_gets_the_events_it_chose_once_and_the_log_says_so(DatabaseKind kind)
    {
        await using WebhookWorld world = await WebhookWorld.Start(kind);
        await using Listener all = await Listener.Start(), some = await Listener.Start();
        all.Answer = context => context.Response.WriteAsync("thanks");
        WebhookEndpoint everything = await world.An_endpoint(all.Url);
        WebhookEndpoint chosen = await world.An_endpoint(some.Url, "order.delivered");

        string created = await world.Happen("order.created"), delivered = await world.Happen("order.delivered");
        await world.Settle();

        Assert.Equal(new[] { created, delivered }.Order(), Ids(all).Order());
        Assert.Equal([delivered], Ids(some));
        AssertGenuine(all, everything, world);
        AssertGenuine(some, chosen, world);
        Assert.All(await world.Deliveries(), d => Assert.Equal((DeliveryStatus.Delivered, 1, 200, null), (d.Status, d.Attempts, d.LastStatus!.Value, d.LastError)));
        Assert.Contains(await world.Deliveries(), d => d.LastResponse == "thanks" && d.DeliveredAt == world.Clock.GetUtcNow());
        Assert.Null(await world.NextTry());
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_receiver_that_fails_for_two_days_gets_everything_in_the_end_each_once_by_id(DatabaseKind kind)
    {
        await using WebhookWorld world = await WebhookWorld.Start(kind);
        await using Listener receiver = await Listener.Start();
        DateTimeOffset back = world.Clock.GetUtcNow() + TimeSpan.FromDays(2);
        var taken = new ConcurrentQueue<string>();
        receiver.Answer = context =>
        {
            bool isBack = world.Clock.GetUtcNow() >= back;
            context.Response.StatusCode = isBack ? StatusCodes.Status204NoContent : StatusCodes.Status503ServiceUnavailable;
            if (isBack)
                taken.Enqueue(context.Request.Headers[WebhookSignature.IdHeader]!);
            return Task.CompletedTask;
        };
        await world.An_endpoint(receiver.Url);

        List<string> expected = [];
        foreach (string type in WebhookEventTypes.All)
        {
            expected.Add(await world.Happen(type));
            await world.Live(TimeSpan.FromHours(1));
        }

        Assert.Empty(taken);
        await world.Live(TimeSpan.FromDays(3));

        Assert.Equal(expected.Order(), taken.Order());
        Assert.All(await world.Deliveries(), d => Assert.Equal(DeliveryStatus.Delivered, d.Status));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task After_seven_days_it_is_given_up_in_the_log_and_can_be_resent_with_the_same_id(DatabaseKind kind)
    {
        await using WebhookWorld world = await WebhookWorld.Start(kind);
        await using Listener receiver = await Listener.Start();
        receiver.Answer = Answer(500);
        await world.An_endpoint(receiver.Url);
        DateTimeOffset start = world.Clock.GetUtcNow(), last = start;
        string id = await world.Happen("order.created");

        await world.Live(TimeSpan.FromDays(9));

        WebhookDelivery failed = Assert.Single(await world.Deliveries());
        Assert.Equal((DeliveryStatus.GivenUp, RetrySchedule.AttemptsMax), (failed.Status, failed.Attempts));
        Assert.Equal(RetrySchedule.AttemptsMax, receiver.Requests.Count);
        Assert.InRange(failed.LastAttemptAt!.Value - start, TimeSpan.FromDays(7), TimeSpan.FromDays(8));
        Assert.DoesNotContain(await world.Host.Queue.Buried(Mode.Test, 10), item => item.Kind == SendWebhook.JobKind);

        receiver.Answer = Answer(200);
        await world.Host.Get<ResendWebhook>().Run(world.Vendor, failed.Id);
        await world.Settle();

        Assert.Equal(DeliveryStatus.Delivered, Assert.Single(await world.Deliveries()).Status);
        Assert.Equal([id], Ids(receiver).Distinct());
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task One_whose_last_tries_were_begun_and_lost_ends_in_its_log_and_not_among_buried_work(DatabaseKind kind)
    {
        await using WebhookWorld world = await WebhookWorld.Start(kind);
        await using Listener receiver = await Listener.Start();
        receiver.Answer = Answer(500);
        await world.An_endpoint(receiver.Url);
        await world.Happen("order.created");
        await world.Settle();
        await world.Host.Store.Write("lose tries", world.Vendor, write =>
            write.Db.Set<WorkItem>().ExecuteUpdateAsync(set => set.SetProperty(w => w.Attempts, RetrySchedule.AttemptsMax + 1)));

        await world.Live(TimeSpan.FromHours(1));

        Assert.Equal((DeliveryStatus.GivenUp, 2), (Assert.Single(await world.Deliveries()).Status, receiver.Requests.Count));
        Assert.Equal(0, (await world.Host.Queue.Look()).Buried);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Resending_what_waits_for_another_try_tries_it_now_and_leaves_alone_what_is_not_the_vendors(DatabaseKind kind)
    {
        await using WebhookWorld world = await WebhookWorld.Start(kind);
        await using Listener receiver = await Listener.Start();
        receiver.Answer = Answer(500);
        await world.An_endpoint(receiver.Url);
        await world.Happen("order.created");
        await world.Settle();
        string id = Assert.Single(await world.Deliveries()).Id;

        Assert.Equal(DeliveryStatus.Failing, (await world.Host.Get<ResendWebhook>().Run(world.Vendor, id))!.Status);
        Assert.Null(await world.Host.Get<ResendWebhook>().Run(new("ven_other", Core.Vendors.Mode.Test), id));
        Assert.Null(await world.Host.Get<ResendWebhook>().Run(new(world.Vendor.VendorId!, Core.Vendors.Mode.Live), id));
        await world.Settle();
        Assert.Equal((1, 2), ((await world.Host.Queue.Look()).Waiting, Assert.Single(await world.Deliveries()).Attempts));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_endpoint_that_hangs_holds_no_other_up(DatabaseKind kind)
    {
        const int events = 40;
        await using WebhookWorld world = await WebhookWorld.Start(kind);
        await using Listener hanging = await Listener.Start(), quick = await Listener.Start();
        var release = new TaskCompletionSource();
        hanging.Answer = _ => release.Task;
        await world.An_endpoint(hanging.Url);
        await world.An_endpoint(quick.Url);

        List<string> expected = [];
        for (int i = 0; i < events; i++)
            expected.Add(await world.Happen("order.created"));

        await WebhookWorld.Until(() => quick.Requests.Count == events, "the quick endpoint has everything while the other hangs");
        Assert.Equal(expected.Order(), Ids(quick).Order());
        Assert.InRange(hanging.Requests.Count, 1, events - 1);
        release.SetResult();
        await world.Live(TimeSpan.FromMinutes(5));
        Assert.Equal(expected.Order(), Ids(hanging).Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_endpoint_that_answers_410_is_disabled_and_gets_nothing_more(DatabaseKind kind)
    {
        await using WebhookWorld world = await WebhookWorld.Start(kind);
        await using Listener leaving = await Listener.Start(), staying = await Listener.Start();
        WebhookEndpoint gone = await world.An_endpoint(leaving.Url);
        await world.An_endpoint(staying.Url);
        leaving.Answer = Answer(503);
        await world.Happen("order.created");
        await world.Settle();

        leaving.Answer = Answer(410);
        await world.Happen("payment.succeeded");
        await world.Settle();
        await world.Happen("order.delivered");
        await world.Live(TimeSpan.FromDays(8));

        Assert.Equal((EndpointStatus.Disabled, DisabledReason.Gone), ((await world.Reload(gone)).Status, (await world.Reload(gone)).DisabledReason!.Value));
        Assert.Equal(2, leaving.Requests.Count);
        Assert.Equal(3, staying.Requests.Count);
        WebhookDelivery[] left = [.. (await world.Deliveries()).Where(d => d.EndpointId == gone.Id)];
        Assert.Equal([DeliveryStatus.GivenUp, DeliveryStatus.GivenUp], left.Select(d => d.Status));
        Assert.Equal(["The endpoint is disabled.", "The endpoint answered 410 Gone: it wants no more webhooks."], left.Select(d => d.LastError!).OrderDescending());
        Assert.Null(await world.NextTry());
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_receiver_that_asks_for_an_hour_is_left_alone_for_an_hour(DatabaseKind kind)
    {
        await using WebhookWorld world = await WebhookWorld.Start(kind);
        await using Listener receiver = await Listener.Start();
        receiver.Answer = Answer(429, retryAfter: "3600");
        await world.An_endpoint(receiver.Url);
        DateTimeOffset start = world.Clock.GetUtcNow();

        await world.Happen("order.created");
        await world.Settle();

        Assert.InRange((await world.NextTry())!.Value - start, TimeSpan.FromHours(1), TimeSpan.FromHours(1.2));
        Assert.Equal(DeliveryStatus.Failing, Assert.Single(await world.Deliveries()).Status);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task While_the_secret_changes_both_sign_and_afterwards_the_new_one_alone(DatabaseKind kind)
    {
        await using WebhookWorld world = await WebhookWorld.Start(kind);
        await using Listener receiver = await Listener.Start();
        WebhookEndpoint endpoint = await world.An_endpoint(receiver.Url);
        WebhookSecret old = endpoint.Secrets.All[0].Value;
        WebhookSecret fresh = (await world.Host.Get<VendorEndpoints>().Rotate(world.Vendor, endpoint.Id))!.Value;

        await world.Happen("order.created");
        await world.Settle();
        Arrived during = receiver.Requests.Single();
        Assert.Equal((WebhookVerdict.Genuine, WebhookVerdict.Genuine), (Verify(during, old, world), Verify(during, fresh, world)));

        world.Clock.Advance(WebhookEndpoint.RotationOverlap);
        await world.Happen("order.delivered");
        await world.Settle();
        Arrived after = receiver.Requests.Last();
        Assert.Equal((WebhookVerdict.SignatureWrong, WebhookVerdict.Genuine), (Verify(after, old, world), Verify(after, fresh, world)));
    }

    private static IEnumerable<string> Ids(Listener receiver) => receiver.Requests.Select(r => r.Headers[WebhookSignature.IdHeader]);

    private static void AssertGenuine(Listener receiver, WebhookEndpoint endpoint, WebhookWorld world) =>
        Assert.All(receiver.Requests, arrived =>
        {
            Assert.Equal(WebhookVerdict.Genuine, Verify(arrived, endpoint.Secrets.All[0].Value, world));
            Assert.Contains($"\"id\":\"{arrived.Headers[WebhookSignature.IdHeader]}\"", Encoding.UTF8.GetString(arrived.Body), StringComparison.Ordinal);
        });

    private static WebhookVerdict Verify(Arrived arrived, WebhookSecret secret, WebhookWorld world) => WebhookSignature.Verify(
        [secret], arrived.Headers[WebhookSignature.IdHeader], arrived.Headers[WebhookSignature.TimestampHeader], arrived.Headers[WebhookSignature.SignatureHeader],
        arrived.Body, world.Clock.GetUtcNow());

    private static Func<HttpContext, Task> Answer(int status, string? retryAfter = null) => context =>
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null)
            context.Response.Headers.RetryAfter = retryAfter;
        return Task.CompletedTask;
    };
}
