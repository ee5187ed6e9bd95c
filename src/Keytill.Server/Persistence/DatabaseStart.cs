using Microsoft.AspNetCore.DataProtection;

namespace Keytill.Server.Persistence;

/// <summary>Makes the database ready before anything else starts, and before the first request can come.</summary>
internal sealed class DatabaseStart(Dialect dialect, FolderLock folder, Migrator migrator, IDataProtectionProvider protection) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Prepare(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>For the server, and for commands that run without one.</summary>
    /// <exception cref="InvalidOperationException">Another process serves from this folder.</exception>
    internal async Task Prepare(CancellationToken cancel)
    {
        if (!dialect.HasOtherNodes) folder.Take();
        await migrator.Run(EnsureKey, cancel);
    }

    /// <summary>
    /// The first use makes the first key: here, under the migrator's lock, so that nodes that start together share one and
    /// no request has to make it. The framework judges the age of keys by its own clock.
    /// </summary>
    private Task EnsureKey()
    {
        protection.CreateProtector("start").Protect("ready");
        return Task.CompletedTask;
    }
}
