using System.Text.RegularExpressions;

namespace Keytill.Server.Tests.Tidy;

internal static partial class DocRules
{
    /// <param name="exists">Whether a path from the repository's root is there.</param>
    public static IEnumerable<string> DeadLinks(SourceFile file, Func<string, bool> exists) =>
        Link().Matches(file.Text)
            .Where(link => !exists(Path.GetRelativePath("/", Path.GetFullPath(Path.Combine("/", Path.GetDirectoryName(file.Path)!, link.Groups["path"].Value)))))
            .Select(link => $"{file.Place(link.Index)}: there is no {link.Groups["path"].Value}.");

    /// <summary>Whoever writes another implementation of a port works from its documentation alone.</summary>
    public static IEnumerable<string> PortsWithoutDocs(SourceFile file)
    {
        foreach (Match port in Interface().Matches(file.Code))
        {
            if (!IsDocumented(file, port.Index))
                yield return $"{file.Place(port.Index)}: {port.Groups["name"].Value} says not what it is for.";
            int open = file.Code.IndexOf('{', port.Index);
            if (open < 0)
                continue;
            foreach (Match method in Method().Matches(file.Code, open))
            {
                if (method.Index > EndOfBlock(file.Code, open))
                    break;
                if (!IsDocumented(file, method.Groups["type"].Index))
                    yield return $"{file.Place(method.Groups["type"].Index)}: {port.Groups["name"].Value}.{method.Groups["name"].Value} says not when it is called and what it may do.";
            }
        }
    }

    private static bool IsDocumented(SourceFile file, int position)
    {
        string[] above = file.Text[..position].Split('\n');
        return above.Reverse().Skip(1).SkipWhile(line => line.TrimStart().StartsWith('[')).FirstOrDefault("").TrimStart().StartsWith("///", StringComparison.Ordinal);
    }

    private static int EndOfBlock(string code, int open)
    {
        int depth = 0;
        for (int i = open; i < code.Length; i++)
        {
            if (code[i] == '{')
                depth++;
            else if (code[i] == '}' && --depth == 0)
                return i;
        }

        return code.Length;
    }

    [GeneratedRegex(@"\]\((?!\w+:)(?<path>[^)#\s]+)(#[^)]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<=^|\n)[ \t]*(public |internal )?(partial )?interface (?<name>\w+)")]
    private static partial Regex Interface();

    [GeneratedRegex(@"(?<=\n)[ \t]*(?<type>[\w<>?\[\], ]+) (?<name>\w+)(<\w+>)?\([^;{]*\)\s*;")]
    private static partial Regex Method();
}
