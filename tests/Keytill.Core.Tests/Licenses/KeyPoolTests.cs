using Keytill.Core.Licenses;
using Keytill.Core.Vendors;

namespace Keytill.Core.Tests.Licenses;

public sealed class KeyPoolTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Falling_low_is_told_once_until_the_pool_was_refilled_above_its_mark()
    {
        var pool = KeyPool.Create("ven_1", Mode.Test, " Keys ", lowWaterMark: 5, Now);
        Assert.Equal("Keys", pool.Name);
        Assert.True(pool.FallLow(Now));
        Assert.False(pool.FallLow(Now.AddDays(1)));
        pool.Refill(unusedKeys: 5);
        Assert.False(pool.FallLow(Now.AddDays(1)));
        pool.Refill(unusedKeys: 6);
        Assert.Null(pool.LowSinceAt);
        Assert.True(pool.FallLow(Now.AddDays(2)));
    }

    [Theory]
    [InlineData(" ", 1, "pool_name_invalid")]
    [InlineData("Keys", -1, "low_water_mark_invalid")]
    [InlineData("Keys", 10_001, "low_water_mark_invalid")]
    public void A_pool_has_a_name_and_a_mark_within_bounds(string name, int mark, string code) =>
        Assert.Equal(code, Assert.Throws<RuleBroken>(() => KeyPool.Create("ven_1", Mode.Test, name, mark, Now)).Code);
}
