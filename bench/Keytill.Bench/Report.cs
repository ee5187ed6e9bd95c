using System.Globalization;
using System.Text.Json;
using Keytill.Bench.Floors;

namespace Keytill.Bench;

/// <summary>A run's figures, as a table for people and as JSON for whoever compares runs.</summary>
internal sealed record Report(
    BenchOptions Options, Machine Machine, BeforeFigures? Before, IReadOnlyList<LoadFigures> Product, DatabaseFloor? DatabaseFloor, IReadOnlyList<ConversationFigures> ConversationFloor)
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public IReadOnlyList<string> Problems =>
    [
        .. Product.SelectMany(load => load.Problems.Select(problem => $"{load.Buyers} buyers: {problem}")),
        .. ConversationFloor.SelectMany(floor => floor.Problems.Select(problem => $"conversation floor, {floor.Buyers} buyers: {problem}")),
        .. Machine.IsRelease ? (string[])[] : ["This is not a Release build."],
    ];

    /// <summary>Every counted order was mailed and told of in time, and nothing failed.</summary>
    public bool IsValid => Problems.Count == 0 && DatabaseFloor is not null;

    public string Json() => JsonSerializer.Serialize(
        new
        {
            IsValid,
            Problems,
            Options.Database,
            WarmupSeconds = Options.Warmup.TotalSeconds,
            MeasuredSeconds = Options.Measured.TotalSeconds,
            Machine,
            Before,
            Product,
            DatabaseFloor,
            ConversationFloor,
            Ratios = Product.Select(load => new { load.Buyers, ToDatabaseFloor = OfDatabase(load), ToConversationFloor = OfConversation(load) }),
        }, Form);

    public void Print(TextWriter to)
    {
        to.WriteLine($"Keytill on {Options.Database}: {Options.Warmup.TotalSeconds:0} s of warm-up, {Options.Measured.TotalSeconds:0} s measured");
        to.WriteLine($"{Machine.Processor}, {Machine.Cores} cores shared with the load, {Machine.MemoryGiB:0.0} GiB, {Machine.Disk}, {Machine.System}, {Machine.Runtime}, load before {Machine.LoadBefore:0.0}");
        if (Before is { } before)
            to.WriteLine($"{before.Orders} orders of {before.RowsPerOrder} rows were there before: {before.Bytes / (double)(1L << 30):0.00} GiB, written in {before.Seconds:0} s");
        to.WriteLine();
        Row(to, "buyers", load => load.Buyers.ToString(CultureInfo.InvariantCulture));
        Row(to, "delivered orders/s", load => Number(load.PerSecond));
        Row(to, "  of the conversation floor", load => $"{Number(OfConversation(load), "0.000")} of {Number(ConversationOf(load)?.PerSecond)}");
        Row(to, "  of the database floor", load => $"{Number(OfDatabase(load), "0.000")} of {Number(DatabaseFloor?.OrdersPerSecond)}");
        to.WriteLine("ms: p50 / p95 / p99");
        foreach (var step in Enum.GetValues<Step>())
            Row(to, "  " + JsonNamingPolicy.SnakeCaseLower.ConvertName(step.ToString()).Replace('_', ' '), load => Text(load.Steps[step]));
        Row(to, "  whole sale", load => Text(load.WholeSale));
        Row(to, "  paid → licence mail", load => Text(load.PaidToMail));
        to.WriteLine("per order");
        Row(to, "  server CPU ms", load => Number(load.PerOrder?.CpuMs));
        Row(to, "  database CPU ms", load => Number(load.PerOrder?.DatabaseCpuMs));
        Row(to, "  writes", load => Number(load.PerOrder?.Writes));
        Row(to, "  commits", load => Number(load.PerOrder?.Commits));
        Row(to, "  reads", load => Number(load.PerOrder?.Reads));
        Row(to, "  statements", load => Number(load.PerOrder?.Statements));
        Row(to, "  WAL bytes", load => Number(load.PerOrder?.WalBytes, "0"));
        Row(to, "  bytes the server wrote to disk", load => Number(load.PerOrder?.DiskBytes, "0"));
        Row(to, "  looks at the order page", load => Number(load.LooksPerOrder));
        foreach (string act in Product.SelectMany(load => load.PerOrder?.WritesByAct.Keys ?? []).Distinct().Order(StringComparer.Ordinal))
            Row(to, "    write: " + act, load => Number(load.PerOrder?.WritesByAct.GetValueOrDefault(act), "0.00"));
        to.WriteLine();
        to.WriteLine(IsValid ? "valid: every counted order had its licence mail and its verified order.delivered in time, and nothing failed" : "NOT VALID");
        foreach (string problem in Problems)
            to.WriteLine("  " + problem);
    }

    private void Row(TextWriter to, string name, Func<LoadFigures, string> cell) =>
        to.WriteLine(name.PadRight(34) + string.Concat(Product.Select(load => cell(load).PadLeft(28))));

    private ConversationFigures? ConversationOf(LoadFigures load) => ConversationFloor.FirstOrDefault(floor => floor.Buyers == load.Buyers);

    private double? OfConversation(LoadFigures load) => load.PerSecond / ConversationOf(load)?.PerSecond;

    private double? OfDatabase(LoadFigures load) => load.PerSecond / DatabaseFloor?.OrdersPerSecond;

    private static string Text(Quantiles q) => string.Create(CultureInfo.InvariantCulture, $"{q.P50:0.0} / {q.P95:0.0} / {q.P99:0.0}");

    private static string Number(double? value, string format = "0.0") => value?.ToString(format, CultureInfo.InvariantCulture) ?? "–";
}
