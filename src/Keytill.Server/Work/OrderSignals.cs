using System.Collections.Concurrent;

namespace Keytill.Server.Work;

/// <summary>Tells those who wait for an order in this process that it has changed. Remembers nothing: who does not wait hears nothing.</summary>
public sealed class OrderSignals
{
    private readonly ConcurrentDictionary<string, Waiters> waiters = new(StringComparer.Ordinal);

    /// <summary>Told of every change that was committed on this node: the order and its new version.</summary>
    internal Action<string, long>? OnLocalChange { get; set; }

    /// <summary>After a commit on this node.</summary>
    internal void Changed(string orderId, long version)
    {
        Heard(orderId, version);
        OnLocalChange?.Invoke(orderId, version);
    }

    /// <summary>A commit on any node.</summary>
    internal void Heard(string orderId, long version)
    {
        if (waiters.TryGetValue(orderId, out var waiting)) waiting.Tell(version);
    }

    internal Subscription Subscribe(string orderId, long afterVersion)
    {
        var subscription = new Subscription(this, orderId, afterVersion);
        while (true)
        {
            var list = waiters.GetOrAdd(orderId, _ => new Waiters());
            if (list.TryAdd(subscription)) return subscription;
            // It was emptied just now: the next one takes its place.
            waiters.TryRemove(KeyValuePair.Create(orderId, list));
        }
    }

    internal sealed class Subscription(OrderSignals signals, string orderId, long afterVersion) : IDisposable
    {
        private readonly TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Changed => changed.Task;

        public void Tell(long version)
        {
            if (version > afterVersion) changed.TrySetResult();
        }

        public void Dispose()
        {
            if (signals.waiters.TryGetValue(orderId, out var list) && list.Remove(this))
                signals.waiters.TryRemove(KeyValuePair.Create(orderId, list));
        }
    }

    private sealed class Waiters
    {
        private readonly List<Subscription> waiting = [];
        private bool closed;

        public bool TryAdd(Subscription subscription)
        {
            lock (waiting)
            {
                if (closed) return false;
                waiting.Add(subscription);
                return true;
            }
        }

        /// <returns>True when it was the last one: this list is closed for good.</returns>
        public bool Remove(Subscription subscription)
        {
            lock (waiting)
            {
                waiting.Remove(subscription);
                return closed = waiting.Count == 0;
            }
        }

        public void Tell(long version)
        {
            lock (waiting)
            {
                foreach (var subscription in waiting) subscription.Tell(version);
            }
        }
    }
}
