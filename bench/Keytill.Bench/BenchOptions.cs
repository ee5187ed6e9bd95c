using System.Globalization;

namespace Keytill.Bench;

internal sealed record BenchOptions(bool Postgres, IReadOnlyList<int> Buyers, TimeSpan Warmup, TimeSpan Measured, int OrdersBefore, string? JsonFile)
{
    private const int BuyersMax = 1_000;
    private const int SecondsMax = 3_600;
    private const int OrdersBeforeMax = 10_000_000;
    private const string Usage = "Usage: [--database sqlite|postgres] [--buyers 1,8,32] [--warmup 15] [--seconds 30] [--orders-before 0] [--json FILE]";

    private static readonly BenchOptions Default = new(false, [1, 8, 32], TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30), 0, null);

    public string Database => Postgres ? "postgres" : "sqlite";

    public static BenchOptions? Parse(string[] args, out string? problem)
    {
        problem = null;
        var options = Default;
        for (int i = 0; i < args.Length && options is not null; i += 2)
            options = i + 1 < args.Length ? options.With(args[i], args[i + 1]) : null;
        if (options is null)
            problem = Usage;
        return options;
    }

    private BenchOptions? With(string name, string value) => (name, value) switch
    {
        ("--database", "sqlite") => this with { Postgres = false },
        ("--database", "postgres") => this with { Postgres = true },
        ("--buyers", _) when value.Split(',').Select(n => Number(n, BuyersMax)).ToList() is var counts && counts.All(n => n > 0) => this with { Buyers = [.. counts.Select(n => n!.Value)] },
        ("--warmup", _) when Number(value, SecondsMax) is { } seconds => this with { Warmup = TimeSpan.FromSeconds(seconds) },
        ("--seconds", _) when Number(value, SecondsMax) is > 0 and var seconds => this with { Measured = TimeSpan.FromSeconds(seconds) },
        ("--orders-before", _) when Number(value, OrdersBeforeMax) is { } orders => this with { OrdersBefore = orders },
        ("--json", _) => this with { JsonFile = value },
        _ => null,
    };

    private static int? Number(string text, int max) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= max ? number : null;
}
