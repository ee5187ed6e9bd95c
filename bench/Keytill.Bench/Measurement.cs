using System.Text.Json;
using Keytill.Bench.Floors;
using Keytill.Core.Webhooks;
using Keytill.Server.SandboxBank;
using Keytill.Server.Tests.Support;
using Npgsql;

namespace Keytill.Bench;

/// <summary>One whole run on one database: the product with each number of buyers, then both floors on the same data.</summary>
internal sealed class Measurement : IAsyncDisposable
{
    /// <summary>How long after the end an order's mail and webhook may still take.</summary>
    private static readonly TimeSpan SettleMax = TimeSpan.FromSeconds(2);

    /// <summary>The first sale of a server that has just started.</summary>
    private static readonly TimeSpan FirstSaleMax = TimeSpan.FromSeconds(10);

    private const int ConnectionsMax = 12;
    private const string BankSecret = "sk_bank_of_the_bench";

    private readonly BenchOptions options;
    private readonly string folder = Directory.CreateTempSubdirectory("keytill-bench-").FullName;
    private readonly WebhookSecret noticeSecret = WebhookSecret.New();
    private PostgresCluster? cluster;
    private string? postgres;
    private SandboxBankHost bank = null!;
    private Receiver receiver = null!;
    private Books books = null!;

    private Measurement(BenchOptions options) => this.options = options;

    public static async Task<Report> Run(BenchOptions options)
    {
        await using var measurement = new Measurement(options);
        await measurement.Prepare();
        return await measurement.Measure();
    }

    public async ValueTask DisposeAsync()
    {
        if (bank is not null)
            await bank.DisposeAsync();
        if (receiver is not null)
            await receiver.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        if (cluster is not null)
            await cluster.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private async Task Prepare()
    {
        if (options.Postgres)
        {
            cluster = await PostgresCluster.Start(durable: true);
            postgres = new NpgsqlConnectionStringBuilder(cluster.ConnectionString(await cluster.CreateDatabase("bench"))) { MaxPoolSize = ConnectionsMax, IncludeErrorDetail = false }.ConnectionString;
        }

        books = new Books(postgres, folder);
        bank = await SandboxBankHost.Build(new SandboxBankOptions(Path.Combine(folder, "bank.db"), BankSecret, noticeSecret.Reveal(), "keytill")).Start();
        receiver = await Receiver.Start();
    }

    private async Task<Report> Measure()
    {
        var machine = Machine.Look();
        var product = new List<LoadFigures>();
        BeforeFigures? before = null;
        FloorOrder? sample = null;
        await using (var server = await StartServer())
        {
            receiver.Secret = WebhookSecret.Parse(server.Listening.EndpointSecret!);
            if (options.OrdersBefore > 0)
                before = await SellBefore(server);
            foreach (int buyers in options.Buyers)
            {
                Console.Error.WriteLine($"{options.Database}: {buyers} buyers …");
                var (figures, last) = await Load(server, buyers, options);
                product.Add(figures);
                sample = last ?? sample;
            }
        }

        if (sample is null)
            return new Report(options, machine, before, product, null, []);
        string file = Path.Combine(folder, "sample.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(sample));
        await using var floor = await ChildProcess.Start(FloorServer.Command, [file], new Dictionary<string, string>());
        Console.Error.WriteLine($"{options.Database}: database floor …");
        var rows = await floor.Ask<DatabaseFloor>($"{FloorServer.DatabasePath}?seconds={(int)Math.Max(1, options.Measured.TotalSeconds / 2)}");
        var floors = new List<ConversationFigures>();
        foreach (int buyers in options.Buyers)
        {
            Console.Error.WriteLine($"{options.Database}: conversation floor, {buyers} buyers …");
            var window = await Window.Run(floor.Listening.Url, buyers, options, () => Task.CompletedTask, _ => Task.CompletedTask);
            floors.Add(new ConversationFigures(buyers, window.PerSecond, window.Failures));
        }

        return new Report(options, machine, before, product, rows, floors);
    }

    private Task<ChildProcess> StartServer() => ChildProcess.Start(
        MeasuredServer.Command,
        ["--data", folder, .. postgres is null ? [] : (string[])["--database", postgres], "--urls", "http://127.0.0.1:0", "--no-demo", $"--{MeasuredServer.HookSetting}={new Uri(receiver.Url, "/webhooks")}"],
        new Dictionary<string, string>
        {
            ["KEYTILL_Sandbox__BaseUrl"] = bank.BaseUrl.AbsoluteUri,
            ["KEYTILL_Sandbox__Secret"] = BankSecret,
            ["KEYTILL_Sandbox__NoticeSecret"] = noticeSecret.Reveal(),
        });

    private async Task<BeforeFigures> SellBefore(ChildProcess server)
    {
        Console.Error.WriteLine($"{options.Database}: {options.OrdersBefore} orders before …");
        var (_, model) = await Load(server, buyers: 1, options with { Warmup = TimeSpan.Zero, Measured = FirstSaleMax });
        if (model is null || (await Settle([model.Number], since: 0)).Unsettled > 0)
            throw new InvalidOperationException("Not even one order was delivered.");
        return await OrdersBefore.Make(books, postgres, model.Number, options.OrdersBefore);
    }

    private async Task<(LoadFigures, FloorOrder?)> Load(ChildProcess server, int buyers, BenchOptions times)
    {
        long since = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        int refusedBefore = receiver.Refused;
        Spent before = null!, spent = null!;
        Dictionary<string, (long PaidAt, long MailedAt)> mailed = [];
        int unsettled = 0;
        var window = await Window.Run(
            server.Listening.Url, buyers, times,
            async () => before = await Spent.Now(server, books),
            async counted =>
            {
                spent = (await Spent.Now(server, books)).Since(before);
                (unsettled, mailed) = await Settle([.. counted.Select(sale => sale.Number)], since);
            });
        var mailMs = window.Counted.Where(sale => mailed.ContainsKey(sale.Number)).Select(sale => (double)(mailed[sale.Number].MailedAt - mailed[sale.Number].PaidAt));
        var problems = window.Failures.ToList();
        if (unsettled > 0)
            problems.Add($"{unsettled} orders had no licence mail or no verified order.delivered {SettleMax.TotalSeconds:0} s after the end.");
        if (receiver.Refused > refusedBefore)
            problems.Add($"{receiver.Refused - refusedBefore} webhooks were not genuine.");
        if (spent.Complaints > 0)
            problems.Add($"The server complained {spent.Complaints} times.");
        return (LoadFigures.Of(buyers, window, Quantiles.Of(mailMs), spent, problems), window.Sample is { } sale ? Sample(sale) : null);
    }

    /// <returns>How many of the counted orders lack something when the time is over, and when the mails of the others left.</returns>
    private async Task<(int Unsettled, Dictionary<string, (long PaidAt, long MailedAt)> Mailed)> Settle(IReadOnlyList<string> counted, long since)
    {
        using var patience = new CancellationTokenSource(SettleMax);
        while (true)
        {
            bool isLast = patience.IsCancellationRequested;
            var mailed = await books.Mailed(since);
            int open = counted.Count(number => !mailed.ContainsKey(number) || !receiver.HasDelivered(number));
            if (open == 0 || isLast)
                return (open, mailed);
            await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, patience.Token));
        }
    }

    private FloorOrder Sample(Sale sale)
    {
        const string checkout = "action=\"/checkout/";
        int start = sale.CheckoutPage.IndexOf(checkout, StringComparison.Ordinal) + checkout.Length;
        string token = sale.CheckoutPage[start..sale.CheckoutPage.IndexOf('"', start)];
        return new FloorOrder(
            postgres, folder, sale.Number, sale.Token, token, sale.CheckoutPage, sale.UnpaidPage, sale.DeliveredPage, sale.Looks,
            receiver.BodiesOf(sale.Number), receiver.Secret.Reveal(), bank.BaseUrl, BankSecret, receiver.Url);
    }
}
