using Keytill.Core.Vendors;
using Keytill.Server.Hosting;
using Keytill.Server.Persistence;
using Keytill.Server.Tests.Support;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Work;

/// <summary>What fails comes again, and is buried in the end.</summary>
public abstract partial class QueueContract
{
    [Fact]
    public async Task A_failed_try_comes_again_later_and_later_until_the_item_is_buried()
    {
        await using var database = await TestDatabase.Create(kind);
        var job = new ScriptedJob("fail", item => throw new InvalidTimeZoneException($"try {item.Attempts}"));
        await using var host = await StoreHost.Start(database, add: job.Added);
        await Enqueue(host, host.Item("fail", "it"));
        await host.Worker.WhenIdle();
        for (int tries = 1; tries < ScriptedJob.Retry.TriesMax; tries++)
        {
            Assert.Equal(tries, job.Tries.Count);
            var item = await Only(host);
            var delay = item.DueAt - host.Clock.GetUtcNow();
            var least = TimeSpan.FromMinutes(1 << (tries - 1));
            Assert.InRange(delay, least, least * 1.1);
            Assert.Contains($"try {tries}", item.LastError, StringComparison.Ordinal);
            host.Clock.AdvanceTo(item.DueAt + Worker.PollEvery);
            await host.Worker.WhenIdle();
        }

        Assert.NotNull((await Only(host)).BuriedAt);
        host.Clock.Advance(TimeSpan.FromDays(1));
        await host.Worker.WhenIdle();
        Assert.Equal(ScriptedJob.Retry.TriesMax, job.Tries.Count);
        Assert.Single(await host.Queue.Buried(Mode.Test, 10));
        Assert.Equal(1, (await host.Queue.Look()).Buried);
    }

    [Fact]
    public async Task A_buried_item_can_be_run_again()
    {
        await using var database = await TestDatabase.Create(kind);
        bool mended = false;
        var job = new ScriptedJob("mend", _ => mended ? new JobResult.Finished() : new JobResult.Bury("broken"));
        await using var host = await StoreHost.Start(database, add: job.Added);
        var item = host.Item("mend", "it");
        string id = item.Id;
        await host.Store.Write("enqueue", Scope.Everything, write =>
        {
            write.Enqueue(item.Copy());
            return Task.CompletedTask;
        });
        await host.Worker.WhenIdle();
        Assert.False(await host.Store.Write("run work again", Scope.Everything, write => host.Queue.RunAgain(write, "work_unknown")));
        Assert.False(await host.Store.Write("run work again", Scope.Operator(Mode.Live), write => host.Queue.RunAgain(write, id)));
        mended = true;
        Assert.True(await host.Store.Write("run work again", Scope.Everything, write => host.Queue.RunAgain(write, id)));
        await host.Worker.WhenIdle();
        Assert.Equal(0, await Count(host));
        Assert.Equal(2, job.Tries.Count);
    }

    [Fact]
    public async Task Not_yet_is_no_failure()
    {
        await using var database = await TestDatabase.Create(kind);
        var job = new ScriptedJob("wait", item => item.Attempts == 1 ? new JobResult.Again(TimeSpan.FromMinutes(5), "not yet") : new JobResult.Finished());
        await using var host = await StoreHost.Start(database, add: job.Added);
        await Enqueue(host, host.Item("wait", "it"));
        for (int look = 0; look < 10; look++)
        {
            await host.Worker.WhenIdle();
            host.Clock.Advance(TimeSpan.FromMinutes(6));
        }

        Assert.InRange(job.Tries.Count, 10, 11);
        Assert.Null((await Only(host)).BuriedAt);
    }

    [Fact]
    public async Task The_other_side_may_ask_for_more_time_but_not_for_ever()
    {
        await using var database = await TestDatabase.Create(kind);
        var job = new ScriptedJob("ask", item => new JobResult.Failed("busy", NotBefore: item.Attempts == 1 ? TimeSpan.FromHours(2) : TimeSpan.FromDays(900)));
        await using var host = await StoreHost.Start(database, add: job.Added);
        await Enqueue(host, host.Item("ask", "it"));
        await host.Worker.WhenIdle();
        var item = await Only(host);
        Assert.InRange(item.DueAt - host.Clock.GetUtcNow(), TimeSpan.FromHours(2), TimeSpan.FromHours(2.2));
        host.Clock.AdvanceTo(item.DueAt + Worker.PollEvery);
        await host.Worker.WhenIdle();
        Assert.InRange((await Only(host)).DueAt - host.Clock.GetUtcNow(), TimeSpan.FromDays(1), TimeSpan.FromDays(1.1));
    }
}
