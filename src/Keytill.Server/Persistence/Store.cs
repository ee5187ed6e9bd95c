using Keytill.Core.Vendors;

namespace Keytill.Server.Persistence;

/// <summary>The one door to the database: many readers that cannot write, and one way to write.</summary>
public sealed class Store
{
    /// <summary>Runs a query on a read-only context that sees what <paramref name="scope"/> may see. At most 5 s.</summary>
    public Task<T> Read<T>(Scope scope, Func<KeytillDb, Task<T>> query, CancellationToken cancel = default) =>
        throw new NotSupportedException();

    /// <summary>
    /// Runs <paramref name="body"/> in a transaction and saves once, after it. The body loads and creates everything inside,
    /// changes nothing captured, catches no database error, calls nothing outside and never nests: it may run again.
    /// Its first act asks whether it is already done, by a unique key fixed outside it.
    /// </summary>
    /// <param name="act">Names the write in traces and crash tests: imperative, as the use case.</param>
    /// <param name="cancel">May stop the queueing of the body, never a body that has begun.</param>
    public Task<T> Write<T>(string act, Scope scope, Func<WriteContext, Task<T>> body, CancellationToken cancel = default) =>
        throw new NotSupportedException();

    public Task Write(string act, Scope scope, Func<WriteContext, Task> body, CancellationToken cancel = default) =>
        Write(act, scope, async write =>
        {
            await body(write);
            return true;
        }, cancel);
}
