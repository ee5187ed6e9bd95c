namespace Keytill.Bench;

/// <summary>What a number of orders has cost the server and its database.</summary>
internal sealed record Spent(ServerFigures Server, long? WalBytes, double? DatabaseCpuMs)
{
    public int Complaints => Server.Complaints;

    public static async Task<Spent> Now(ChildProcess server, Books books) =>
        new(await server.Ask<ServerFigures>(MeasuredServer.FiguresPath), await books.WalBytes(), await books.CpuMs());

    public Spent Since(Spent before) => new(
        new ServerFigures(
            Server.Writes - before.Server.Writes, Server.Commits - before.Server.Commits, Server.Reads - before.Server.Reads, Server.Statements - before.Server.Statements,
            Server.CpuMs - before.Server.CpuMs, Server.DiskBytes - before.Server.DiskBytes, Server.Complaints - before.Server.Complaints,
            Server.WritesByAct.ToDictionary(act => act.Key, act => act.Value - before.Server.WritesByAct.GetValueOrDefault(act.Key))),
        WalBytes - before.WalBytes, DatabaseCpuMs - before.DatabaseCpuMs);
}

/// <summary>Milliseconds.</summary>
internal sealed record Quantiles(double P50, double P95, double P99)
{
    public static Quantiles Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return new Quantiles(At(sorted, 0.50), At(sorted, 0.95), At(sorted, 0.99));
    }

    private static double At(double[] sorted, double share) => sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling(share * sorted.Length) - 1)];
}

/// <summary>The product under one number of buyers.</summary>
/// <param name="Problems">Anything here makes the run invalid.</param>
internal sealed record LoadFigures(
    int Buyers, int Orders, double PerSecond, IReadOnlyDictionary<Step, Quantiles> Steps, Quantiles WholeSale, Quantiles PaidToMail, double LooksPerOrder, Cost? PerOrder, IReadOnlyList<string> Problems)
{
    public static LoadFigures Of(int buyers, WindowResult window, Quantiles paidToMail, Spent spent, IReadOnlyList<string> problems)
    {
        var sales = window.Counted;
        return new LoadFigures(
            buyers, sales.Count, window.PerSecond, Enum.GetValues<Step>().ToDictionary(step => step, step => Quantiles.Of(sales.Select(sale => sale.Ms(step)))),
            Quantiles.Of(sales.Select(sale => sale.TotalMs)), paidToMail, sales.Count == 0 ? double.NaN : sales.Average(sale => sale.Looks),
            sales.Count == 0 ? null : Cost.Of(spent, sales.Count), sales.Count == 0 ? [.. problems, "No order was delivered."] : problems);
    }
}

/// <summary>Of one order, averaged over the measured time.</summary>
/// <param name="DatabaseCpuMs">Null where the database runs inside the server.</param>
/// <param name="WalBytes">Null where the database does not count them.</param>
/// <param name="DiskBytes">What the server's own process gave to the disk: on SQLite the log, and the pages that it is folded into.</param>
internal sealed record Cost(double CpuMs, double? DatabaseCpuMs, double Writes, double Commits, double Reads, double Statements, double? WalBytes, double DiskBytes, IReadOnlyDictionary<string, double> WritesByAct)
{
    public static Cost Of(Spent spent, int orders) => new(
        spent.Server.CpuMs / orders, spent.DatabaseCpuMs / orders, (double)spent.Server.Writes / orders, (double)spent.Server.Commits / orders, (double)spent.Server.Reads / orders,
        (double)spent.Server.Statements / orders, (double?)spent.WalBytes / orders, (double)spent.Server.DiskBytes / orders,
        spent.Server.WritesByAct.Where(act => act.Value > 0).ToDictionary(act => act.Key, act => (double)act.Value / orders));
}

internal sealed record ConversationFigures(int Buyers, double PerSecond, IReadOnlyList<string> Problems);
