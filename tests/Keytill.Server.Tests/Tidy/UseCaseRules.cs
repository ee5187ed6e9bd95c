using System.Text.RegularExpressions;

namespace Keytill.Server.Tests.Tidy;

/// <summary><c>docs/use-cases.md</c> says for each step of the way which test shows it. A step without a test, or with one that does not exist, is found.</summary>
internal static partial class UseCaseRules
{
    public static IEnumerable<string> Unproven(SourceFile table, IReadOnlySet<string> tests)
    {
        string[] rows = [.. table.Text.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !IsHead(line))];
        foreach (string row in rows)
        {
            string[] named = [.. Named().Matches(row.Split('|')[^2]).Select(m => m.Groups[1].Value)];
            if (named.Length == 0)
                yield return $"No test is named for: {row}";
            foreach (string missing in named.Where(name => !tests.Contains(name)))
                yield return $"There is no test {missing}, named for: {row}";
        }
    }

    /// <summary>Every test as <c>Class.Method</c>, read from the sources of all test projects.</summary>
    public static IReadOnlySet<string> Tests(IEnumerable<SourceFile> files) =>
        files.SelectMany(file =>
        {
            string[] classes = [.. Class().Matches(file.Code).Select(m => m.Groups[1].Value)];
            return Test().Matches(file.Code).SelectMany(m => classes.Select(c => c + "." + m.Groups[1].Value));
        }).ToHashSet(StringComparer.Ordinal);

    private static bool IsHead(string line) => line.StartsWith("| Step |", StringComparison.Ordinal) || line.StartsWith("| --- ", StringComparison.Ordinal);

    [GeneratedRegex(@"`(\w+\.\w+)`")]
    private static partial Regex Named();

    [GeneratedRegex(@"\bclass\s+(\w+)")]
    private static partial Regex Class();

    [GeneratedRegex(@"\[(?:Fact|Theory)\b[^\]]*\](?:\s*\[[^\]]*\])*\s*public\s+(?:async\s+)?[\w<>]+\s+(\w+)\s*\(")]
    private static partial Regex Test();
}
