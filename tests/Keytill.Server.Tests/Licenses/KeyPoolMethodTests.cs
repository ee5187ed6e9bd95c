using Keytill.Server.Licenses;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Licenses;

public sealed class KeyPoolMethodTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Each_key_is_sold_once_and_its_buyer_gets_the_same_one_again(DatabaseKind kind)
    {
        await using var database = await TestDatabase.Create(kind);
        await using var host = await StoreHost.Start(database);
        string pool = await APoolOf(host, "KEY-0001\nKEY-0002");

        Assert.Equal("KEY-0001", await Claim(host, pool, "line_1:1"));
        Assert.Equal("KEY-0002", await Claim(host, pool, "line_2:1"));
        Assert.Equal("KEY-0001", await Claim(host, pool, "line_1:1"));
        Assert.Equal("pool_empty", await Claim(host, pool, "line_3:1"));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Many_who_buy_at_once_share_no_key_and_leave_none_behind(DatabaseKind kind)
    {
        await using var database = await TestDatabase.Create(kind);
        await using var host = await StoreHost.Start(database, rehearses: false);
        const int keys = 20;
        string pool = await APoolOf(host, string.Join('\n', Enumerable.Range(1, keys).Select(i => $"KEY-{i:D4}")));

        string[] answers = await Task.WhenAll(Enumerable.Range(1, keys + 10).Select(i => Claim(host, pool, $"line_{i}:1")));
        for (int i = 0; i < answers.Length; i++)
            if (answers[i] == "pool_busy")
                answers[i] = await Claim(host, pool, $"line_{i + 1}:1");
        string[] sold = [.. answers.Where(answer => answer.StartsWith("KEY-", StringComparison.Ordinal))];
        Assert.Equal((keys, keys), (sold.Length, sold.Distinct().Count()));
        Assert.All(answers.Except(sold), answer => Assert.Equal("pool_empty", answer));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_key_that_was_set_aside_is_never_sold_nor_given_again(DatabaseKind kind)
    {
        await using var database = await TestDatabase.Create(kind);
        await using var host = await StoreHost.Start(database);
        string pool = await APoolOf(host, "KEY-0001\nKEY-0002\nKEY-0003");
        var pools = host.Get<KeyPools>();

        Assert.True(await pools.SetAside(StoreHost.Somebody, pool, "KEY-0001"));
        Assert.Equal("KEY-0002", await Claim(host, pool, "line_1:1"));
        Assert.True(await pools.SetAside(StoreHost.Somebody, pool, "KEY-0002"));
        Assert.Equal("key_returned", await Claim(host, pool, "line_1:1"));
        await pools.Upload(StoreHost.Somebody, pool, "KEY-0001\nKEY-0002");
        Assert.Equal("KEY-0003", await Claim(host, pool, "line_2:1"));
        Assert.Equal("pool_empty", await Claim(host, pool, "line_3:1"));
    }

    private static async Task<string> APoolOf(StoreHost host, string keys)
    {
        string pool = await host.Get<KeyPools>().Create(StoreHost.Somebody, "keys");
        await host.Get<KeyPools>().Upload(StoreHost.Somebody, pool, keys);
        return pool;
    }

    /// <returns>The key, or the code of why there is none.</returns>
    private static async Task<string> Claim(StoreHost host, string pool, string requestId)
    {
        var method = host.Get<IEnumerable<ILocalLicenseMethod>>().Single(m => m.Name == "key_pool");
        var request = Requests.One($$"""{"pool": "{{pool}}"}""", requestId);
        return await host.Store.Write("claim key", StoreHost.Somebody, write => method.Claim(request, write)) switch
        {
            LicenseAnswer.Given given => given.Key,
            LicenseAnswer.Later later => later.Reason,
            LicenseAnswer.NeedsPerson person => person.Reason,
            _ => throw new InvalidOperationException("An answer without a case."),
        };
    }
}
