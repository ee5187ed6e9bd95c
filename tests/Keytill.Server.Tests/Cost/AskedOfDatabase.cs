using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Keytill.Server.Tests.Cost;

/// <summary>Lists what one database is asked, as it is asked: where a figure has changed, this says by what.</summary>
internal sealed class AskedOfDatabase : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly string connectionString;
    private readonly ConcurrentQueue<string> statements = new();
    private readonly ConcurrentQueue<IDisposable> subscriptions = new();

    /// <param name="connectionString">A part of it that no other test's database has.</param>
    public AskedOfDatabase(string connectionString)
    {
        this.connectionString = connectionString;
        subscriptions.Enqueue(DiagnosticListener.AllListeners.Subscribe(this));
    }

    /// <summary>Since the last time.</summary>
    public IReadOnlyList<string> Take()
    {
        string[] taken = [.. statements];
        statements.Clear();
        return taken;
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == DbLoggerCategory.Name)
            subscriptions.Enqueue(value.Subscribe(this));
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is CommandEventData { Command: { Connection: { } connection } command } && value.Key == RelationalEventId.CommandExecuting.Name
            && connection.ConnectionString.Contains(connectionString, StringComparison.Ordinal))
            statements.Enqueue(command.CommandText);
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose()
    {
        foreach (var subscription in subscriptions)
            subscription.Dispose();
    }
}
