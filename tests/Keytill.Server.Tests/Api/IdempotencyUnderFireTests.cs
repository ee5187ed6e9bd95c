using System.Net;
using Keytill.Server.Hosting;
using Keytill.Server.Orders;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Keytill.Server.Tests.Api;

/// <summary>Calls with an Idempotency-Key that come at once, and servers that die before they have answered.</summary>
public sealed class IdempotencyUnderFireTests
{
    private const string Coupons = "/v1/coupons";
    private const int Calls = 20;

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Of_twenty_equal_calls_at_once_one_acts_and_the_others_get_its_answer_or_are_told_to_wait_for_it(DatabaseKind kind)
    {
        await using var world = await ApiWorld.Open(kind);
        // The first one stands in its transaction until all others have been answered.
        var inside = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Here.Crossings.At = async crossing =>
        {
            if (crossing == "write:make coupon:before" && inside.TrySetResult())
                await open.Task;
        };
        var acting = world.Post(Coupons, IdempotencyTests.ACoupon("ONE"), once: "at once");
        await inside.Task;

        var early = await Task.WhenAll(Enumerable.Range(1, Calls - 1).Select(_ => world.Post(Coupons, IdempotencyTests.ACoupon("ONE"), once: "at once")));
        open.SetResult();
        var acted = await acting;
        var late = await world.Post(Coupons, IdempotencyTests.ACoupon("ONE"), once: "at once");

        Assert.All(early, answer =>
        {
            answer.AssertProblem(HttpStatusCode.Conflict, "idempotency_in_progress");
            Assert.Equal("1", answer.Header("Retry-After"));
        });
        Assert.Equal((HttpStatusCode.Created, acted.Text), (acted.Status, late.Text));
        Assert.Equal(1, await IdempotencyTests.CountCoupons(world, "ONE"));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Twenty_equal_calls_that_nobody_holds_make_one_thing(DatabaseKind kind)
    {
        await using var world = await ApiWorld.Open(kind);
        const string Body = """{"url":"http://127.0.0.1:9/twenty"}""";

        var answers = await Task.WhenAll(Enumerable.Range(0, Calls).Select(_ => world.Post("/v1/webhook-endpoints", Body, once: "twenty")));

        Assert.Single(answers.Where(a => a.Status == HttpStatusCode.Created).Select(a => a.Text).Distinct());
        Assert.All(answers.Where(a => a.Status != HttpStatusCode.Created), a => a.AssertProblem(HttpStatusCode.Conflict, "idempotency_in_progress"));
        Assert.Equal(2, (await world.Get("/v1/webhook-endpoints")).Ok().GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task Two_nodes_that_get_the_same_call_at_once_act_once()
    {
        await using var world = await ApiWorld.Open(DatabaseKind.Postgres);
        await using var other = KeytillServer.Build([.. world.Here.Database.ServerArguments, "--urls", "http://127.0.0.1:0", "--no-demo"], builder =>
            builder.Services.AddSingleton<TimeProvider>(world.Here.Clock));
        await other.StartAsync();
        using var http = TestHttp.Client(new Uri(other.Urls.Single()));
        http.DefaultRequestHeaders.Add("Authorization", "Bearer " + world.Here.ApiKey);
        http.DefaultRequestHeaders.Add("Idempotency-Key", "two nodes");
        // Both stand before their first statement: neither has seen the other's row.
        int there = 0;
        var both = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Func<string, Task> meet = act =>
        {
            if (act == "make coupon" && Interlocked.Increment(ref there) == 2)
                both.SetResult();
            return act == "make coupon" ? both.Task : Task.CompletedTask;
        };
        (world.Here.Crossings.AtBody, other.Services.GetRequiredService<Crossings>().AtBody) = (meet, meet);

        var here = world.Post(Coupons, IdempotencyTests.ACoupon("NODES"), once: "two nodes");
        using var there2 = await http.PostAsync(new Uri(Coupons, UriKind.Relative), ApiWorld.Json(IdempotencyTests.ACoupon("NODES")));
        var ours = await here;
        string theirs = await there2.Content.ReadAsStringAsync();

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created, ours.Text), (ours.Status, there2.StatusCode, theirs));
        Assert.Single((bool[])[ours.Header("Idempotent-Replayed") == "true", there2.Headers.Contains("Idempotent-Replayed")], replayed => replayed);
        Assert.Equal(1, await IdempotencyTests.CountCoupons(world, "NODES"));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_server_that_dies_between_the_commit_and_the_answer_gives_the_answer_to_the_repetition(DatabaseKind kind)
    {
        await using var world = await ApiWorld.Open(kind);
        CrashAt(world.Here, "write:make coupon:after", times: 1);
        string body = IdempotencyTests.ACoupon("DIED");

        Assert.Equal(HttpStatusCode.InternalServerError, (await world.Post(Coupons, body, once: "died")).Status);
        await world.Here.Crash();
        var repeated = await world.Post(Coupons, body, once: "died");

        Assert.Equal((HttpStatusCode.Created, "true"), (repeated.Status, repeated.Header("Idempotent-Replayed")));
        Assert.Equal("DIED", repeated.Ok().GetProperty("code").GetString());
        Assert.Equal(1, await IdempotencyTests.CountCoupons(world, "DIED"));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_failure_of_ours_is_not_kept_and_the_repetition_acts(DatabaseKind kind)
    {
        await using var world = await ApiWorld.Open(kind);
        world.Here.Crossings.At = crossing => crossing == "write:make coupon:before" ? throw new InvalidOperationException("A bug.") : Task.CompletedTask;
        string body = IdempotencyTests.ACoupon("AGAIN");
        (await world.Post(Coupons, body, once: "again")).AssertProblem(HttpStatusCode.InternalServerError, "internal_error");

        world.Here.Crossings.At = null;
        var repeated = await world.Post(Coupons, body, once: "again");

        Assert.Equal((HttpStatusCode.Created, null), (repeated.Status, repeated.Header("Idempotent-Replayed")));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_clock_that_was_being_moved_when_the_server_died_comes_to_where_it_was_sent_and_not_beyond(DatabaseKind kind)
    {
        await using var world = await ApiWorld.Open(kind);
        var order = await world.AnOrder();
        string path = $"/v1/test/orders/{order.Id}/clock";
        const string Body = """{"advance":"P10D"}""";
        // On the way lie two reminders: it dies in its second stride.
        CrashAt(world.Here, "write:advance clock:after", times: 2);

        Assert.Equal(HttpStatusCode.InternalServerError, (await world.Post(path, Body, once: "moving")).Status);
        await world.Here.Crash();
        Assert.NotEqual(TimeSpan.Zero, await Offset(world, order.Id));
        var first = await world.Post(path, Body, once: "moving");
        var second = await world.Post(path, Body, once: "moving");

        Assert.Equal(TimeSpan.FromDays(10), await Offset(world, order.Id));
        Assert.Equal((HttpStatusCode.OK, first.Text, "true"), (first.Status, second.Text, second.Header("Idempotent-Replayed")));
    }

    private static void CrashAt(Installation here, string crossing, int times) => here.Crossings.At = passed =>
    {
        if (passed == crossing && --times == 0)
            here.Crossings.Crash();
        return Task.CompletedTask;
    };

    private static async Task<TimeSpan> Offset(ApiWorld world, string orderId) =>
        (await world.Here.Get<OrderQueries>().ById(world.Here.Scope, orderId, CancellationToken.None))!.ClockOffset;
}
