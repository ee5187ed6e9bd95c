using System.Net;
using Keytill.Core.Vendors;
using Keytill.Server.Api;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Api;

/// <summary>A program that runs away is held back, and nobody beside it.</summary>
public sealed class RateLimitTests
{
    [Fact]
    public void A_key_has_its_burst_at_once_and_then_so_many_a_second()
    {
        var clock = new TestClock();
        var limit = new RateLimit(new ApiOptions { RequestsPerSecond = 10, RequestsBurst = 20 }, clock);

        Assert.Equal(20, Taken(limit, "key_a", 100));
        Assert.Equal(TimeSpan.FromMilliseconds(100), limit.Take("key_a"));
        Assert.Equal(20, Taken(limit, "key_b", 100));
        clock.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal(2, Taken(limit, "key_a", 100));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(10, Taken(limit, "key_a", 100));
        clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(20, Taken(limit, "key_a", 100));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Beyond_it_a_call_is_told_to_wait_does_nothing_and_keeps_no_answer(DatabaseKind kind)
    {
        await using var world = await ApiWorld.Open(kind, settings: [("Api:RequestsPerSecond", "2"), ("Api:RequestsBurst", "3")]);
        string other = await world.AKey(Enum.GetValues<ApiScope>());
        const string Path = "/v1/coupons";
        for (int i = 0; i < 3; i++)
            (await world.Get(Path)).Ok();

        var refused = await world.Post(Path, IdempotencyTests.ACoupon("LATER"), once: "limited");
        refused.AssertProblem(HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.Equal("1", refused.Header("Retry-After"));
        (await world.Send(HttpMethod.Get, Path, other)).Ok();

        world.Here.Clock.Advance(TimeSpan.FromSeconds(1));
        var made = await world.Post(Path, IdempotencyTests.ACoupon("LATER"), once: "limited");
        Assert.Equal((HttpStatusCode.Created, null), (made.Status, made.Header("Idempotent-Replayed")));
    }

    private static int Taken(RateLimit limit, string key, int tries) => Enumerable.Range(0, tries).Count(_ => limit.Take(key) is null);
}
