using System.Text.RegularExpressions;

namespace Keytill.Server.Tests.Tidy;

internal static partial class SizeRules
{
    private const int FileLinesMax = 300;
    private const int MethodLinesMax = 70;
    private const int ProgramLinesMax = 50;

    public static IEnumerable<string> LongFiles(SourceFile file)
    {
        int max = file.Path.EndsWith("/Program.cs", StringComparison.Ordinal) ? ProgramLinesMax : FileLinesMax;
        if (file.Lines > max)
            yield return $"{file.Path} has {file.Lines} lines; the end is {max}. Split it by idea.";
    }

    /// <summary>Members of types that have a body in braces: methods, constructors, operators, properties.</summary>
    public static IEnumerable<string> LongMembers(SourceFile file)
    {
        var open = new Stack<(bool IsType, int HeaderStart)>();
        int headerStart = 0;
        for (int i = 0; i < file.Code.Length; i++)
        {
            switch (file.Code[i])
            {
                case '{':
                    string header = file.Code[headerStart..i];
                    open.Push((TypeHeader().IsMatch(header), headerStart + LeadingBlank(header)));
                    headerStart = i + 1;
                    break;
                case '}' when open.Count > 0:
                    var (isType, start) = open.Pop();
                    bool isMember = !isType && open.Count > 0 && open.Peek().IsType;
                    int lines = file.LineOf(i) - file.LineOf(start) + 1;
                    if (isMember && lines > MethodLinesMax && !Initializer().IsMatch(file.Code[start..i]))
                        yield return $"{file.Place(start)} goes on for {lines} lines; the end is {MethodLinesMax}.";
                    headerStart = i + 1;
                    break;
                case ';':
                    headerStart = i + 1;
                    break;
            }
        }
    }

    private static int LeadingBlank(string header) => header.Length - header.TrimStart().Length;

    [GeneratedRegex(@"\b(class|struct|interface|record|enum|namespace|extension)\b[^=;]*$")]
    private static partial Regex TypeHeader();

    // A table of data may be long: it holds no decisions.
    [GeneratedRegex(@"^[^({=]*=\s*new\b")]
    private static partial Regex Initializer();
}
