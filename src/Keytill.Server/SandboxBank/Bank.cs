namespace Keytill.Server.SandboxBank;

/// <summary>
/// A little bank for test money: it has its own books, pages, clock and notices, and knows the shop over HTTP alone.
/// Mounted into a server by <see cref="BankSetup"/>, or a process of its own by <see cref="SandboxBankHost"/>.
/// </summary>
public sealed class Bank : IAsyncDisposable
{
    private readonly BankDatabase database;
    private readonly BankClockwork clockwork;
    private readonly NoticeSender sender;

    public Bank(SandboxBankOptions options, TimeProvider clock, ILogger<Bank> log)
    {
        Options = options;
        Clock = clock;
        database = new BankDatabase(options.File);
        Books = new BankBooks(database);
        Payments = new BankPayments(database, options, clock, Wake);
        Checkout = new BankCheckout(database, Payments, clock, Wake);
        Refunds = new BankRefunds(database, options, clock, Wake);
        Clocks = new OrderClocks(database, options, clock, Wake);
        sender = new NoticeSender(database, options, clock, Mischief, Wake, log);
        clockwork = new BankClockwork(Payments, sender, clock, log);
    }

    public BankBooks Books { get; }

    public BankMischief Mischief { get; } = new();

    internal SandboxBankOptions Options { get; }

    internal TimeProvider Clock { get; }

    internal BankPayments Payments { get; }

    internal BankCheckout Checkout { get; }

    internal BankRefunds Refunds { get; }

    internal OrderClocks Clocks { get; }

    /// <summary>Begins to send notices and to let things fall due. Not before the server listens: a merchant in the same process is not there yet.</summary>
    public void Start() => clockwork.Start();

    /// <summary>Stops sending; what is on its way is finished or given up. The pages still answer.</summary>
    public Task Stop() => clockwork.Stop();

    /// <summary>Waits until the notices that are on their way now have been answered and the answers recorded.</summary>
    public Task NoticesAnswered() => sender.Answered();

    /// <summary>Lets held notices go, one after the other, and is honest again.</summary>
    /// <param name="reversed">The last made goes first.</param>
    public async Task ReleaseNotices(bool reversed = false)
    {
        await sender.SendInOrder(reversed, CancellationToken.None);
        Mischief.HoldsNotices = false;
        Wake();
    }

    /// <summary>Sends the newest payment of this reference's notice with a foreign signature, as a stranger would.</summary>
    /// <param name="status">What the stranger claims.</param>
    /// <returns>The HTTP status that the merchant answered.</returns>
    public async Task<int> SendForgedNotice(string reference, BankPaymentStatus status)
    {
        BankPayment payment = (await Payments.FindByReference(reference))[0];
        return await sender.SendForged(payment.NoticeUrl, NoticeOutbox.Body(NoticeView.Of(payment with { Status = status })));
    }

    public async ValueTask DisposeAsync()
    {
        await clockwork.Stop();
        await sender.DisposeAsync();
        await database.DisposeAsync();
    }

    private void Wake() => clockwork.Wake();
}
