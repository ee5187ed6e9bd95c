using Microsoft.AspNetCore.DataProtection.KeyManagement;

namespace Keytill.Server.Persistence;

/// <summary>Makes the database ready before anything else starts, and before the first request can come.</summary>
internal sealed class DatabaseStart(Dialect dialect, FolderLock folder, Migrator migrator, IKeyManager keys, TimeProvider clock) : IHostedLifecycleService
{
    private static readonly TimeSpan KeyLifetime = TimeSpan.FromDays(90);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (!dialect.HasOtherNodes) folder.Take();
        await migrator.Run(EnsureKey, cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Under the migrator's lock, so that nodes that start together share one key.</summary>
    private Task EnsureKey()
    {
        var now = clock.GetUtcNow();
        if (!keys.GetAllKeys().Any(key => !key.IsRevoked && key.ExpirationDate > now)) keys.CreateNewKey(now, now + KeyLifetime);
        return Task.CompletedTask;
    }
}
