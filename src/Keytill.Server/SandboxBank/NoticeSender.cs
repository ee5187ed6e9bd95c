using System.Text;

namespace Keytill.Server.SandboxBank;

/// <summary>Hands notices over until the merchant says 2xx. At least once, in no promised order.</summary>
internal sealed class NoticeSender(
    BankDatabase database, SandboxBankOptions options, TimeProvider clock, BankMischief mischief, Action wake, ILogger log) : IAsyncDisposable
{
    private const int InFlightMax = 32;
    private static readonly TimeSpan AnswerWait = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RetryDelayMin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryDelayMax = TimeSpan.FromHours(1);

    // The bank is its own world: it shares no connection and no guard with the server that it may be mounted in.
    private readonly HttpMessageInvoker http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    });

    private readonly Dictionary<string, Task> inFlight = [];

    /// <summary>Starts what is due, without waiting for it.</summary>
    /// <returns>When the next notice is due, wall time.</returns>
    public DateTimeOffset? SendDue(CancellationToken stop)
    {
        DateTimeOffset now = Instants.Now(clock);
        // Asked before the query: what ends between the two is read as due, and would go out a second time.
        HashSet<string> busy = InFlight();
        if (!mischief.HoldsNotices && busy.Count < InFlightMax)
            foreach (Notice notice in database.Read(sql => NoticeOutbox.DueBy(sql, now, InFlightMax)))
                if (!busy.Contains(notice.Id))
                    Start(notice, stop);

        return database.Read(sql => NoticeOutbox.NextDue(sql, now));
    }

    /// <summary>Sends everything that is due now, one after the other, in the order of making or its reverse.</summary>
    public async Task SendInOrder(bool reversed, CancellationToken stop)
    {
        List<Notice> due = database.Read(sql => NoticeOutbox.DueBy(sql, Instants.Now(clock), InFlightMax));
        if (reversed)
            due.Reverse();

        foreach (Notice notice in due)
            await Send(notice, stop);
    }

    /// <summary>A notice that the bank never made, signed with another secret. For tests of those who must refuse it.</summary>
    /// <returns>What the receiver answered.</returns>
    public async Task<int> SendForged(string url, string body)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        DateTimeOffset now = Instants.Now(clock);
        using HttpRequestMessage request = NoticeSignature.Sign(
            url, BankIds.New("sbn", now), bytes, now, "whsec_" + Convert.ToBase64String(Encoding.UTF8.GetBytes("not the bank's secret")));
        using HttpResponseMessage answer = await http.SendAsync(request, CancellationToken.None);
        return (int)answer.StatusCode;
    }

    /// <summary>Waits until what is on its way now has been answered, or given up, and recorded.</summary>
    public Task Answered()
    {
        lock (inFlight)
            return Task.WhenAll(inFlight.Values);
    }

    public async ValueTask DisposeAsync()
    {
        await Answered();
        http.Dispose();
    }

    private HashSet<string> InFlight()
    {
        lock (inFlight)
            return [.. inFlight.Keys];
    }

    private void Start(Notice notice, CancellationToken stop)
    {
        lock (inFlight)
            inFlight[notice.Id] = Task.Run(() => SendAndForget(notice, stop), CancellationToken.None);
    }

    private async Task SendAndForget(Notice notice, CancellationToken stop)
    {
        bool accepted = false;
        try
        {
            accepted = await Send(notice, stop);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            log.LogError(error, "Sandbox Bank could not record what became of notice {Notice}", notice.Id);
        }

        bool othersWait;
        lock (inFlight)
        {
            othersWait = inFlight.Count >= InFlightMax;
            inFlight.Remove(notice.Id);
        }

        if (othersWait || !accepted)
            wake();
    }

    /// <returns>Whether nothing more is owed about it.</returns>
    private async Task<bool> Send(Notice notice, CancellationToken stop)
    {
        NoticeMischief lie = mischief.TakeForNotice();
        if (lie.Delay > TimeSpan.Zero)
        {
            await database.Write(sql => NoticeOutbox.Delay(sql, notice.Id, lie.Delay));
            return false;
        }

        string? error = null;
        for (int copy = 0; copy <= lie.Repetitions; copy++)
            error = await Attempt(notice.Id, notice.Url, lie.Change is { } change ? change.TellIn(notice.Body) : notice.Body, stop);

        if (stop.IsCancellationRequested && error is not null)
            return false;

        DateTimeOffset now = Instants.Now(clock);
        await database.Write(sql =>
        {
            if (error is null)
                NoticeOutbox.Delivered(sql, notice.Id, now);
            else
                NoticeOutbox.Failed(sql, notice.Id, error, now + DelayAfter(notice.Attempts + 1));
        });
        if (error is not null)
            log.LogWarning("Sandbox Bank's notice {Notice} was not accepted: {Error}", notice.Id, error);

        return error is null;
    }

    /// <returns>Null when accepted, else why not.</returns>
    private async Task<string?> Attempt(string id, string url, string body, CancellationToken stop)
    {
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
            patience.CancelAfter(AnswerWait);
            using HttpRequestMessage request =
                NoticeSignature.Sign(url, id, Encoding.UTF8.GetBytes(body), Instants.Now(clock), options.NoticeSecret);
            using HttpResponseMessage answer = await http.SendAsync(request, patience.Token);
            return answer.IsSuccessStatusCode ? null : $"answered {(int)answer.StatusCode}";
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException or IOException)
        {
            return error is OperationCanceledException ? "no answer in time" : error.Message;
        }
    }

    /// <summary>5 s, 10 s, 20 s … up to an hour, for ever: a bank does not forget what it owes to say.</summary>
    private static TimeSpan DelayAfter(int failures) =>
        TimeSpan.FromTicks(Math.Min(RetryDelayMax.Ticks, RetryDelayMin.Ticks << Math.Min(failures - 1, 20)));
}
