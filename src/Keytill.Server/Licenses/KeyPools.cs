using System.Runtime.CompilerServices;
using Keytill.Core;
using Keytill.Core.Licenses;
using Keytill.Core.Vendors;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Licenses;

/// <summary>What a vendor does with his lists of keys.</summary>
public sealed class KeyPools(Store store, Dialect dialect)
{
    /// <summary>Rows in one transaction: an upload of a hundred thousand keys must not hold every sale for seconds.</summary>
    private const int KeysPerWrite = 1_000;
    private const int RowsPerStatement = 250;

    /// <exception cref="RuleBroken"><c>pool_name_invalid</c>, <c>low_water_mark_invalid</c></exception>
    public Task<string> Create(Scope owner, string name, int lowWaterMark = KeyPool.LowWaterMarkDefault, CancellationToken cancel = default) =>
        store.Write("create key pool", owner, write =>
        {
            string vendorId = owner.VendorId ?? throw new ArgumentException("A pool has one vendor.", nameof(owner));
            var pool = KeyPool.Create(vendorId, owner.Mode, name, lowWaterMark, write.Now);
            write.Db.Add(pool);
            return Task.FromResult(pool.Id);
        }, cancel);

    /// <summary>Adds the keys that the pool does not know yet, sold or unsold; then lines that wait for keys go on by themselves.</summary>
    /// <param name="text">One key a line; see <see cref="KeyUpload"/>.</param>
    /// <returns>Null when the scope does not see such a pool.</returns>
    /// <exception cref="RuleBroken"><c>upload_too_large</c></exception>
    public async Task<KeysUploaded?> Upload(Scope owner, string poolId, string text, CancellationToken cancel = default, Alongside<KeysUploaded?>? alongside = null)
    {
        var upload = KeyUpload.Parse(text);
        string[][] parts = [.. upload.Keys.Chunk(KeysPerWrite).DefaultIfEmpty([])];
        int before = 0;
        foreach (string[] keys in parts[..^1])
        {
            if (await store.Write("upload keys", owner, write => Add(write, poolId, keys), cancel) is not { } count)
                return null;
            before += count;
        }

        // The last part tells of all of them.
        return await store.Write("upload keys", owner, async write => await Add(write, poolId, parts[^1]) is { } count
            ? new KeysUploaded(before + count, upload.Keys.Count - before - count, upload.Repeated, upload.Refused)
            : null, cancel, alongside);
    }

    /// <summary>Takes a key out of use: a returned one, or one that must not be sold. It is never sold, nor given, from then on.</summary>
    /// <returns>False when the scope does not see such a pool, or the pool has no such key.</returns>
    public Task<bool> SetAside(Scope owner, string poolId, string key, CancellationToken cancel = default) =>
        store.Write("set key aside", owner, async write =>
        {
            if (await dialect.LockPool(write.Db, poolId).FirstOrDefaultAsync() is null)
                return false;
            var row = await write.Db.Set<PoolKey>().FirstOrDefaultAsync(k => k.PoolId == poolId && k.KeyText == key);
            row?.SetAside(write.Now);
            return row is not null;
        }, cancel);

    /// <returns>Null when the scope does not see such a pool.</returns>
    public Task<PoolState?> Look(Scope owner, string poolId, CancellationToken cancel = default) =>
        store.Read(owner, async db =>
        {
            if (await db.Set<KeyPool>().FirstOrDefaultAsync(p => p.Id == poolId, cancel) is not { } pool)
                return null;
            var keys = db.Set<PoolKey>().Where(k => k.PoolId == poolId);
            return new PoolState(
                pool,
                await keys.CountAsync(k => k.RequestId == null && k.SetAsideAt == null, cancel),
                await keys.CountAsync(k => k.RequestId != null, cancel),
                await keys.CountAsync(k => k.SetAsideAt != null, cancel),
                await db.Set<PoolWait>().CountAsync(w => w.PoolId == poolId, cancel));
        }, cancel);

    private async Task<int?> Add(WriteContext write, string poolId, string[] keys)
    {
        if (await dialect.LockPool(write.Db, poolId).FirstOrDefaultAsync() is not { } pool)
            return null;
        int added = 0;
        foreach (string[] rows in keys.Chunk(RowsPerStatement))
            added += await Insert(write, poolId, rows);
        pool.Refill(await PoolCount.Unused(write.Db, poolId, pool.LowWaterMark + 1));
        if (await write.Db.Set<PoolWait>().AnyAsync(w => w.PoolId == poolId))
            write.Enqueue(RefillPool.Item(pool, write.Now));
        return added;
    }

    private static Task<int> Insert(WriteContext write, string poolId, string[] keys)
    {
        string rows = string.Join(", ", keys.Select((_, i) => $"({{0}}, {{1}}, {{{i + 2}}})"));
        object[] values = [poolId, write.Now.ToUnixTimeMilliseconds(), .. keys];
        // Every value is a parameter; only their number differs from one statement to the next.
        return write.Db.Database.ExecuteSqlAsync(FormattableStringFactory.Create(
            "INSERT INTO license_keys (pool_id, added_at, key_text) VALUES " + rows + " ON CONFLICT (pool_id, key_text) DO NOTHING", values));
    }
}

/// <param name="Added">New keys that can be sold now.</param>
/// <param name="Known">Keys that the pool had already, sold or unsold: left as they are.</param>
/// <param name="Repeated">Lines of the upload that said a key again.</param>
/// <param name="Refused">Lines that are no key; at most 100 are named.</param>
public sealed record KeysUploaded(int Added, int Known, int Repeated, IReadOnlyList<KeyUpload.RefusedLine> Refused);

/// <param name="LinesWaiting">Paid lines that wait for keys of this pool.</param>
public sealed record PoolState(KeyPool Pool, int Unused, int Sold, int SetAside, int LinesWaiting);
