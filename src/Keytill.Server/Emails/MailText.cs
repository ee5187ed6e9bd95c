using System.Text.Json;
using Keytill.Core;

namespace Keytill.Server.Emails;

/// <summary>Texts from outside, made fit for a mail.</summary>
internal static class MailText
{
    /// <summary>One line, without control characters and without those that turn the direction of what follows them.</summary>
    public static string Line(string? text) => string.Concat(PlainText.Clean(text).Where(c => !TurnsDirection(c)));

    /// <summary>The lines of a text that are not empty.</summary>
    public static IEnumerable<string> Lines(string text) => text.ReplaceLineEndings("\n").Split('\n').Select(line => Line(line)).Where(line => line.Length > 0);

    /// <summary>A key or a text of several lines, whose line breaks mean something.</summary>
    public static string Block(string text) => string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => Line(line)));

    /// <summary>
    /// A name to greet by, or nothing. Anybody can order in anybody's name and to anybody's address: what looks like an address of
    /// the web would make our mail carry a stranger's message.
    /// </summary>
    public static string Greeting(string name)
    {
        string line = Line(name);
        return line.Contains("://", StringComparison.Ordinal) || line.Contains("www.", StringComparison.OrdinalIgnoreCase) ? "" : line;
    }

    private static bool TurnsDirection(char c) => c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u200E' or '\u200F' or '\u061C';
}
