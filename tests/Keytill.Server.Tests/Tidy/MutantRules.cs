using System.Text.RegularExpressions;

namespace Keytill.Server.Tests.Tidy;

/// <summary>Planted faults, <c>tests/mutants/*.patch</c>: each says what is wrong, names the tests that find it, and still fits the product.</summary>
internal static partial class MutantRules
{
    /// <param name="textOf">A file's text by its path from the root; null where there is none.</param>
    /// <param name="isTest">Whether this <c>Class.Method</c> is a test.</param>
    public static IEnumerable<string> Unfit(SourceFile patch, Func<string, string?> textOf, Func<string, bool> isTest)
    {
        if (!Fault().IsMatch(patch.Text))
            yield return $"{patch.Path} does not begin with a sentence that says the fault.";
        string[] named = [.. FoundBy().Matches(patch.Text).Select(m => m.Groups[1].Value)];
        if (named.Length == 0)
            yield return $"{patch.Path} names no test that finds it.";
        foreach (string missing in named.Where(name => !isTest(name)))
            yield return $"{patch.Path} names {missing}, which is no test.";

        var hunks = Hunks(patch.Text);
        if (hunks.Count == 0)
            yield return $"{patch.Path} changes nothing.";
        foreach (var (path, before) in hunks)
        {
            if (!path.StartsWith("src/", StringComparison.Ordinal))
                yield return $"{patch.Path} plants its fault outside the product, in {path}.";
            int places = textOf(path) is { } text ? Places(text, before) : 0;
            if (places != 1)
                yield return $"{patch.Path} fits in {places} places of {path}. Take a new difference of the product with the fault in it.";
        }
    }

    /// <summary>Whether a test of this name exists: written in the class itself or in the one that it inherits from.</summary>
    public static Func<string, bool> TestsIn(IReadOnlyList<SourceFile> files)
    {
        var written = UseCaseRules.Tests(files);
        var parents = files.SelectMany(f => Parent().Matches(f.Code)).ToLookup(m => m.Groups[1].Value, m => m.Groups[2].Value);
        return name => name.Split('.') is [var type, var method]
            && parents[type].Prepend(type).Any(holder => written.Contains($"{holder}.{method}"));
    }

    /// <summary>The lines that each part of the patch expects to find, with the file where.</summary>
    private static List<(string Path, string Before)> Hunks(string patch)
    {
        var hunks = new List<(string Path, string Before)>();
        string path = "";
        bool isInside = false;
        foreach (string line in patch.TrimEnd('\n').Split('\n'))
        {
            if (line.StartsWith("--- a/", StringComparison.Ordinal))
                (path, isInside) = (line["--- a/".Length..], false);
            else if (line.StartsWith("@@ ", StringComparison.Ordinal))
            {
                hunks.Add((path, "\n"));
                isInside = true;
            }
            else if (isInside && !line.StartsWith('+'))
                hunks[^1] = (path, hunks[^1].Before + (line.Length == 0 ? "" : line[1..]) + "\n");
        }

        return hunks;
    }

    private static int Places(string text, string before)
    {
        int places = 0;
        string lines = "\n" + text;
        for (int at = lines.IndexOf(before, StringComparison.Ordinal); at >= 0; at = lines.IndexOf(before, at + 1, StringComparison.Ordinal))
            places++;
        return places;
    }

    [GeneratedRegex(@"\AFault: [A-Z][^\n]+\.\n")]
    private static partial Regex Fault();

    [GeneratedRegex(@"^Found by: (\S+)$", RegexOptions.Multiline)]
    private static partial Regex FoundBy();

    [GeneratedRegex(@"\bclass\s+(\w+)\s*(?:\([^)]*\))?\s*:\s*(\w+)")]
    private static partial Regex Parent();
}
