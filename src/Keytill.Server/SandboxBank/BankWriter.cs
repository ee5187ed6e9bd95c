using System.Threading.Channels;

namespace Keytill.Server.SandboxBank;

/// <summary>
/// The only one who writes. Bodies that wait together share one transaction and so one fsync, each inside its own savepoint:
/// what one of them throws undoes that one alone.
/// </summary>
internal sealed class BankWriter : IAsyncDisposable
{
    private const int GroupMax = 32;
    private const int WaitingMax = 1_000;

    private readonly BankSql sql;
    private readonly Channel<Body> waiting = Channel.CreateBounded<Body>(new BoundedChannelOptions(WaitingMax) { SingleReader = true });
    private readonly Task loop;

    public BankWriter(BankSql sql)
    {
        this.sql = sql;
        loop = Task.Run(Run);
    }

    public async Task<T> Write<T>(Func<BankSql, T> act)
    {
        var body = new Body<T>(act);
        await waiting.Writer.WriteAsync(body);
        return await body.Outcome;
    }

    /// <summary>Finishes what was handed in, then closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await loop;
        sql.Dispose();
    }

    private async Task Run()
    {
        var group = new List<Body>(GroupMax);
        while (await waiting.Reader.WaitToReadAsync())
        {
            group.Clear();
            while (group.Count < GroupMax && waiting.Reader.TryRead(out Body? next))
                group.Add(next);

            if (!TryTogether(group))
                foreach (Body body in group)
                    Alone(body);

            foreach (Body body in group)
                body.Complete();
        }
    }

    /// <returns>False when the transaction as a whole was lost: none of the group is stored.</returns>
    private bool TryTogether(List<Body> group)
    {
        try
        {
            sql.Execute("begin immediate");
            foreach (Body body in group)
            {
                sql.Execute("savepoint body");
                body.Run(sql);
                if (!sql.InTransaction)
                    return false;

                if (body.Failed)
                    sql.Execute("rollback to body");

                sql.Execute("release body");
            }

            sql.Execute("commit");
            return true;
        }
        catch (Exception lost) when (lost is not OutOfMemoryException)
        {
            RollBack();
            return false;
        }
    }

    private void Alone(Body body)
    {
        try
        {
            sql.Execute("begin immediate");
            body.Run(sql);
            if (body.Failed)
                RollBack();
            else
                sql.Execute("commit");
        }
        catch (Exception lost) when (lost is not OutOfMemoryException)
        {
            RollBack();
            body.Fail(lost);
        }
    }

    private void RollBack()
    {
        if (sql.InTransaction)
            sql.Execute("rollback");
    }

    private abstract class Body
    {
        public Exception? Error { get; protected set; }

        public bool Failed => Error is not null;

        public void Fail(Exception error) => Error = error;

        /// <summary>Keeps what the act returned or threw; a second run replaces the first one's outcome.</summary>
        public abstract void Run(BankSql sql);

        /// <summary>Tells the caller, after the commit.</summary>
        public abstract void Complete();
    }

    private sealed class Body<T>(Func<BankSql, T> act) : Body
    {
        // The caller goes on elsewhere: the writer's thread is for writing.
        private readonly TaskCompletionSource<T> outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? result;

        public Task<T> Outcome => outcome.Task;

        public override void Run(BankSql sql)
        {
            Error = null;
            try
            {
                result = act(sql);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                Error = error;
            }
        }

        public override void Complete()
        {
            if (Error is null)
                outcome.SetResult(result!);
            else
                outcome.SetException(Error);
        }
    }
}
