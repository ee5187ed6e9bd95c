using System.Collections.Concurrent;
using Keytill.Server.Persistence;
using Keytill.Server.Work;
using Microsoft.Extensions.DependencyInjection;

namespace Keytill.Server.Tests.Work;

/// <summary>A job that does what the test says, and remembers its tries.</summary>
internal sealed class ScriptedJob(string kind, Func<WorkItem, CancellationToken, Task<JobResult>> run) : IJob
{
    public static readonly Backoff Retry = new(TimeSpan.FromMinutes(1), Factor: 2, Cap: TimeSpan.FromHours(1), TriesMax: 4);

    private readonly ConcurrentQueue<string> tries = new();

    public ScriptedJob(string kind, Func<WorkItem, JobResult> run)
        : this(kind, (item, _) => Task.FromResult(run(item)))
    {
    }

    /// <summary>Payloads in the order in which their tries began.</summary>
    public IReadOnlyList<string> Tries => [.. tries];

    public string Kind => kind;

    public TimeSpan? RetryAfter(int attempts) => Retry.After(attempts);

    public Task<JobResult> Run(WorkItem item, CancellationToken cancel)
    {
        tries.Enqueue(item.Payload);
        return run(item, cancel);
    }

    public Action<IServiceCollection> Added => services => services.AddSingleton<IJob>(this);
}

/// <summary>Leaves a row, so that a test can see which endings were written.</summary>
internal sealed class Note(string name, bool spoilt = false) : ISending
{
    public Task Record(WriteContext write)
    {
        if (spoilt) throw new InvalidTimeZoneException("This one cannot be written.");
        write.Db.Add(new StoredKey { Name = name, Xml = "<key/>", CreatedAt = write.Now });
        return Task.CompletedTask;
    }
}
