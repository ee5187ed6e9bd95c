using Keytill.Core;
using Keytill.Core.Emails;
using Keytill.Core.Licenses;
using Keytill.Core.Vendors;
using Keytill.Server.Emails;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Licenses;

/// <summary>
/// Sells the next unused key of the product's pool. The same request always gets the same key. An empty pool notes who waits,
/// under the pool's lock, which an upload takes too: no line can fall asleep beside keys that have just come.
/// </summary>
internal sealed class KeyPoolMethod(Dialect dialect) : ILocalLicenseMethod
{
    /// <summary>The only key left is in the hands of another sale that may yet come to nothing.</summary>
    private static readonly TimeSpan BusyWait = TimeSpan.FromSeconds(2);

    public string Name => "key_pool";

    /// <summary>A product that names no pool yet is given one as it is saved.</summary>
    public void Check(string settings)
    {
        if (LicenseSettings.Parse(settings).TryGetProperty("pool", out _))
            KeyPoolSettings.Parse(settings);
    }

    public Task Prepare(string vendorId, Mode mode, CancellationToken cancel) => Task.CompletedTask;

    public async Task<LicenseAnswer> Claim(LicenseRequest request, WriteContext write)
    {
        if (PoolOf(request) is not { } poolId)
            return new LicenseAnswer.NeedsPerson("settings_unreadable");
        var known = await write.Db.Set<PoolKey>().AsNoTracking().FirstOrDefaultAsync(k => k.RequestId == request.RequestId);
        if (known is not null)
            return known.SetAsideAt is null ? new LicenseAnswer.Given(known.KeyText) : new LicenseAnswer.NeedsPerson("key_returned");

        // Whose pool it is, is asked here and not believed from the product's settings.
        var pool = await write.Db.Set<KeyPool>().AsNoTracking()
            .Where(p => p.Id == poolId && p.VendorId == request.VendorId && p.Mode == request.Mode)
            .Select(p => new { p.LowWaterMark, p.LowSinceAt })
            .FirstOrDefaultAsync();
        if (pool is null)
            return new LicenseAnswer.NeedsPerson("pool_unknown");
        var key = await dialect.ClaimKey(write.Db, poolId, request.RequestId, request.OrderId, write.Now);
        if (key is null)
            return await Wait(poolId, request, write);
        if (pool.LowSinceAt is null && await PoolCount.Unused(write.Db, poolId, pool.LowWaterMark + 1) <= pool.LowWaterMark)
            await TellLow(poolId, request, write);
        return new LicenseAnswer.Given(key);
    }

    private async Task<LicenseAnswer> Wait(string poolId, LicenseRequest request, WriteContext write)
    {
        await dialect.LockPool(write.Db, poolId).SingleAsync();
        if (await dialect.ClaimKey(write.Db, poolId, request.RequestId, request.OrderId, write.Now) is { } key)
            return new LicenseAnswer.Given(key);
        if (await PoolCount.Unused(write.Db, poolId, atMost: 1) > 0)
            return new LicenseAnswer.Later(BusyWait, "pool_busy");
        await TellLow(poolId, request, write);
        if (!await write.Db.Set<PoolWait>().AnyAsync(w => w.LineId == request.LineId))
            write.Db.Add(new PoolWait { LineId = request.LineId, PoolId = poolId, OrderId = request.OrderId, SinceAt = write.Now });
        return new LicenseAnswer.Later(null, "pool_empty");
    }

    /// <summary>Once per falling, whoever notices.</summary>
    private async Task TellLow(string poolId, LicenseRequest request, WriteContext write)
    {
        var pool = await dialect.LockPool(write.Db, poolId).SingleAsync();
        if (!pool.FallLow(write.Now) || await write.LockOrder(request.OrderId) is not { } order)
            return;
        string subject = $"{poolId}:{write.Now.ToUnixTimeMilliseconds()}";
        var mail = MailRow.For(order, EmailKind.PoolLow, subject, write.Now);
        write.Db.Add(mail);
        write.Enqueue(mail.WorkItem(write.Now, write.Now));
    }

    private static string? PoolOf(LicenseRequest request)
    {
        try
        {
            return KeyPoolSettings.Parse(request.Settings).PoolId;
        }
        catch (RuleBroken)
        {
            return null;
        }
    }
}

internal static class PoolCount
{
    /// <summary>Counted only as far as it matters: a pool may hold a million keys.</summary>
    public static Task<int> Unused(KeytillDb db, string poolId, int atMost) =>
        db.Set<PoolKey>().Where(k => k.PoolId == poolId && k.RequestId == null && k.SetAsideAt == null).Select(k => k.Position).Take(atMost).CountAsync();
}
