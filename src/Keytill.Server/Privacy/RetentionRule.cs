using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Privacy;

/// <summary>One row of the retention table.</summary>
/// <param name="What">In the plural, for logs.</param>
/// <param name="KeepFor">Counted from what the rule looks at; wall time.</param>
/// <param name="IsDue">Whether anything is older than this instant.</param>
/// <param name="Forget">Forgets some of it, at most <see cref="BatchMax"/>.</param>
internal sealed record RetentionRule(
    string What, TimeSpan KeepFor, Func<KeytillDb, DateTimeOffset, Task<bool>> IsDue, Func<KeytillDb, DateTimeOffset, Task> Forget)
{
    /// <summary>Rows in one write: others wait no longer than that for theirs.</summary>
    public const int BatchMax = 500;

    /// <param name="old">The rows that are older than an instant, the oldest first.</param>
    public static RetentionRule Delete<T>(string what, TimeSpan keepFor, Func<IQueryable<T>, DateTimeOffset, IQueryable<T>> old)
        where T : class =>
        Change(what, keepFor, old, rows => rows.ExecuteDeleteAsync());

    /// <param name="change">Makes the rows such that <paramref name="old"/> finds them no more.</param>
    public static RetentionRule Change<T>(
        string what, TimeSpan keepFor, Func<IQueryable<T>, DateTimeOffset, IQueryable<T>> old, Func<IQueryable<T>, Task<int>> change)
        where T : class => new(
            what, keepFor,
            (db, until) => old(db.Set<T>(), until).AnyAsync(),
            (db, until) => change(old(db.Set<T>(), until).Take(BatchMax)));
}
