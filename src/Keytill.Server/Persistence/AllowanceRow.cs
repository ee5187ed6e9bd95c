using System.Globalization;
using Keytill.Core;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Persistence;

/// <summary>When something was done of late that may be done so often only. In the database, so that it outlives the node and counts on all of them.</summary>
public sealed class AllowanceRow
{
    /// <summary>What it is that may be done, and by whom or to whom. Never an e-mail address as it is.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Instants in Unix milliseconds, parted by commas, the oldest first.</summary>
    public string Taken { get; private set; } = "";

    /// <summary>When it was asked for last; nothing of the row counts after the longest span that there is.</summary>
    public DateTimeOffset LastAt { get; private set; }

    /// <summary>
    /// Takes one of the times, if there is one left. The row stays locked until the commit, so that of many who ask at once none
    /// counts beside the others.
    /// </summary>
    /// <returns>False where it has been done often enough.</returns>
    internal static async Task<bool> Take(WriteContext write, string name, Allowance allowance)
    {
        long now = write.Now.ToUnixTimeMilliseconds();
        string before = (await write.Db.Database.SqlQuery<string>($"""
            INSERT INTO allowances (name, taken, last_at) VALUES ({name}, '', {now})
            ON CONFLICT (name) DO UPDATE SET last_at = {now}
            RETURNING taken AS "Value"
            """).ToListAsync()).Single();
        if (allowance.Take(Read(before), write.Now) is not { } left)
            return false;
        string after = string.Join(',', left.Select(at => at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)));
        await write.Db.Set<AllowanceRow>().Where(a => a.Name == name).ExecuteUpdateAsync(set => set.SetProperty(a => a.Taken, after));
        return true;
    }

    private static IEnumerable<DateTimeOffset> Read(string taken) => taken
        .Split(',', StringSplitOptions.RemoveEmptyEntries)
        .Select(at => DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(at, CultureInfo.InvariantCulture)));
}
