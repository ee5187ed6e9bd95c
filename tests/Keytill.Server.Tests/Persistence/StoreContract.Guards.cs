using System.Collections.Concurrent;
using Keytill.Core.Vendors;
using Keytill.Server.Hosting;
using Keytill.Server.Persistence;
using Keytill.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Persistence;

/// <summary>What the doors refuse, whoever tries.</summary>
public abstract partial class StoreContract
{
    [Fact]
    public async Task Nothing_is_called_out_of_a_body()
    {
        await using var database = await TestDatabase.Create(kind);
        await using var host = await StoreHost.Start(database);
        foreach (var deed in new Func<Task>[]
        {
            () => host.Store.Write("inner", Scope.Everything, _ => Task.CompletedTask),
            () => host.Store.Read(Scope.Everything, _ => Task.FromResult(0)),
            () => Task.Run(() => WriteGuard.ThrowIfInside("send a mail")),
        })
        {
            var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.Store.Write("outer", Scope.Everything, async write =>
            {
                await deed();
                write.Db.Add(Row("never"));
            }));
            Assert.Contains("inside the write \"outer\"", refusal.Message, StringComparison.Ordinal);
        }

        Assert.Empty(await Rows(host));
        WriteGuard.ThrowIfInside("go on");
        await host.Store.Write("go on", Scope.Everything, _ => Task.CompletedTask);
    }

#pragma warning disable RS0030 // Saves that the store must refuse.
    [Fact]
    public async Task Nobody_saves_but_the_store()
    {
        await using var database = await TestDatabase.Create(kind);
        await using var host = await StoreHost.Start(database);
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Store.Read(Scope.Everything, async db =>
        {
            db.Add(Row("stray"));
            return await db.SaveChangesAsync();
        }));
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Store.Write("save", Scope.Everything, async write =>
        {
            write.Db.Add(Row("stray"));
            await write.Db.SaveChangesAsync();
        }));
        Assert.Empty(await Rows(host));
    }
#pragma warning restore RS0030

    [Fact]
    public async Task The_database_itself_refuses_writes_of_readers()
    {
        await using var database = await TestDatabase.Create(kind);
        await using var host = await StoreHost.Start(database);
        var refusal = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => host.Store.Read(Scope.Everything, db =>
            db.Database.ExecuteSqlRawAsync("INSERT INTO number_series (name, next) VALUES ('stray', 1)")));
        Assert.Matches("read-?only", refusal.Message);
    }

    [Fact]
    public async Task All_queries_of_one_read_see_the_same_instant()
    {
        await using var database = await TestDatabase.Create(kind);
        await using var host = await StoreHost.Start(database);
        var (before, after) = await host.Store.Read(Scope.Everything, async db =>
        {
            int first = await db.Set<StoredKey>().CountAsync();
            await Task.Run(() => StoreRow(host, "meanwhile"));
            return (first, await db.Set<StoredKey>().CountAsync());
        });
        Assert.Equal(before, after);
        Assert.Equal(["meanwhile"], await Rows(host));
    }
}
