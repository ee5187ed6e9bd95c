using System.Globalization;

namespace Keytill.Server.Tests.Support;

/// <summary>
/// Long proofs run small and seeded with all other tests, and in full by <c>./prove</c>, which picks the tests that carry
/// <c>[Trait(Proof.Trait, Proof.InFull)]</c>.
/// </summary>
internal static class Proof
{
    public const string Trait = "proof";
    public const string InFull = "full";
    private static readonly Lock Writing = new();

    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("KEYTILL_PROOF") == InFull;

    /// <summary>How many runs: the first number with all other tests, the second in the full proof.</summary>
    public static int Runs(int small, int full) => IsFull ? full : small;

    /// <summary>The seed of a proof that draws: fixed, unless <c>KEYTILL_SEED</c> asks for another. Say it in every failure.</summary>
    public static int Seed { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("KEYTILL_SEED"), CultureInfo.InvariantCulture, out int seed) ? seed : 20_261;

    /// <summary>Prints a figure of the proof beside the test's output, and keeps it where <c>./prove</c> collects them.</summary>
    public static void Say(string figure)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(figure);
        if (Environment.GetEnvironmentVariable("KEYTILL_PROOF_LOG") is not { Length: > 0 } log)
            return;
        lock (Writing)
            File.AppendAllText(log, figure + "\n");
    }
}
