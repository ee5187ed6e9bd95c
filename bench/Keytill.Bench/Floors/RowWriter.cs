using System.Data.Common;
using System.Globalization;
using System.Threading.Channels;
using Npgsql;

namespace Keytill.Bench.Floors;

/// <summary>Commits sets of rows as fast as this database lets anybody: nothing is read, tracked or decided.</summary>
internal abstract class RowWriter : IAsyncDisposable
{
    public static async Task<RowWriter> Open(Books books, string? postgres) =>
        postgres is null ? new GroupedRowWriter(await books.Connect()) : new PooledRowWriter(postgres);

    /// <summary>Ends when the rows of this copy are on the disk.</summary>
    public abstract Task Commit(IReadOnlyList<Insert> rows, string copy);

    public abstract ValueTask DisposeAsync();
}

/// <summary>PostgreSQL: each set one round trip and one transaction, on twelve connections.</summary>
internal sealed class PooledRowWriter : RowWriter
{
    private const int ConnectionsMax = 12;
    private readonly NpgsqlDataSource source;

    public PooledRowWriter(string connectionString) => source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString)
    {
        MaxPoolSize = ConnectionsMax,
        MaxAutoPrepare = 100,
        AutoPrepareMinUsages = 2,
        NoResetOnClose = true,
    }.ConnectionString);

    public override async Task Commit(IReadOnlyList<Insert> rows, string copy)
    {
        await using var connection = await source.OpenConnectionAsync();

        // A batch without a transaction of its own is one transaction.
        await using var batch = new NpgsqlBatch(connection);
        foreach (var insert in rows)
        {
            var command = new NpgsqlBatchCommand(insert.Sql);
            for (int i = 0; i < insert.Values.Count; i++)
                command.Parameters.Add(new NpgsqlParameter(string.Create(CultureInfo.InvariantCulture, $"p{i + 1}"), OrderRows.Of(insert.Values[i], copy)));
            batch.BatchCommands.Add(command);
        }

        await batch.ExecuteNonQueryAsync();
    }

    public override ValueTask DisposeAsync() => source.DisposeAsync();
}

/// <summary>SQLite: up to 32 sets that wait together share one transaction, with prepared statements on the one connection that writes.</summary>
internal sealed class GroupedRowWriter : RowWriter
{
    private const int GroupMax = 32;
    private readonly DbConnection connection;
    private readonly Channel<Pending> queue = Channel.CreateUnbounded<Pending>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Dictionary<string, DbCommand> prepared = new(StringComparer.Ordinal);
    private readonly Task serving;

    public GroupedRowWriter(DbConnection connection)
    {
        this.connection = connection;
        serving = Task.Run(Serve);
    }

    public override Task Commit(IReadOnlyList<Insert> rows, string copy)
    {
        var pending = new Pending(rows, copy, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        queue.Writer.TryWrite(pending);
        return pending.Done.Task;
    }

    public override async ValueTask DisposeAsync()
    {
        queue.Writer.Complete();
        await serving;
        foreach (var command in prepared.Values)
            await command.DisposeAsync();
        await connection.DisposeAsync();
    }

    private async Task Serve()
    {
        var group = new List<Pending>(GroupMax);
        while (await queue.Reader.WaitToReadAsync())
        {
            group.Clear();
            while (group.Count < GroupMax && queue.Reader.TryRead(out var next))
                group.Add(next);
            try
            {
                CommitAll(group);
                group.ForEach(pending => pending.Done.SetResult());
            }
            catch (DbException e)
            {
                group.ForEach(pending => pending.Done.SetException(e));
            }
        }
    }

    private void CommitAll(List<Pending> group)
    {
        using var transaction = connection.BeginTransaction();
        foreach (var (rows, copy, _) in group)
        {
            foreach (var insert in rows)
            {
                var command = Prepared(insert);
                command.Transaction = transaction;
                for (int i = 0; i < insert.Values.Count; i++)
                    command.Parameters[i].Value = OrderRows.Of(insert.Values[i], copy);
                command.ExecuteNonQuery();
            }
        }

        transaction.Commit();
    }

    private DbCommand Prepared(Insert insert)
    {
        if (prepared.TryGetValue(insert.Sql, out var known))
            return known;
        var command = connection.CreateCommand();
        command.CommandText = insert.Sql;
        for (int i = 0; i < insert.Values.Count; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"@p{i + 1}");
            command.Parameters.Add(parameter);
        }

        return prepared[insert.Sql] = command;
    }

    private sealed record Pending(IReadOnlyList<Insert> Rows, string Copy, TaskCompletionSource Done);
}
