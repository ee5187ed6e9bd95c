namespace Keytill.Server.Tests.Tidy;

/// <summary>
/// Blanks what is not code, character for character, so that places and line numbers stay. A scanner, no parser: it knows
/// comments and every kind of literal, which is what keeps the rules from tripping over words and braces in them.
/// </summary>
internal static class CSharpText
{
    /// <summary>Without comments; literals stay.</summary>
    public static string WithoutComments(string source) => new Scan(source, blankLiterals: false).Run();

    /// <summary>Without comments, and without what stands between the quotes of literals. Holes of interpolated strings go too.</summary>
    public static string CodeOnly(string source) => new Scan(source, blankLiterals: true).Run();

    private sealed class Scan(string source, bool blankLiterals)
    {
        private readonly char[] result = source.ToCharArray();
        private int at;

        public string Run()
        {
            while (at < source.Length)
                Step();
            return new string(result);
        }

        private void Step()
        {
            if (Starts("//"))
                Blank(EndOf("\n", at, exclusive: true));
            else if (Starts("/*"))
                Blank(EndOf("*/", at + 2, exclusive: false));
            else if (source[at] == '\'')
                Literal(EndOfQuoted(at + 1, '\'', verbatim: false));
            else if (source[at] is '"' or '$' or '@')
                StringOrSign();
            else
                at++;
        }

        private void StringOrSign()
        {
            int start = at;
            while (at < source.Length && source[at] is '$' or '@')
                at++;
            if (at >= source.Length || source[at] != '"')
                return;
            string signs = source[start..at];
            int quotes = Count('"', at);
            if (quotes >= 3)
                Literal(EndOf(new string('"', quotes), at + quotes, exclusive: false));
            else if (signs.Contains('$', StringComparison.Ordinal))
                Literal(EndOfInterpolated(at + 1, signs.Contains('@', StringComparison.Ordinal)));
            else
                Literal(EndOfQuoted(at + 1, '"', signs.Contains('@', StringComparison.Ordinal)));
        }

        private int EndOfQuoted(int from, char quote, bool verbatim)
        {
            for (int i = from; i < source.Length; i++)
            {
                if (source[i] == '\\' && !verbatim)
                    i++;
                else if (source[i] == quote && verbatim && i + 1 < source.Length && source[i + 1] == quote)
                    i++;
                else if (source[i] == quote)
                    return i + 1;
            }

            return source.Length;
        }

        private int EndOfInterpolated(int from, bool verbatim)
        {
            for (int i = from; i < source.Length; i++)
            {
                if (source[i] == '\\' && !verbatim)
                    i++;
                else if (source[i] == '{' && i + 1 < source.Length && source[i + 1] == '{')
                    i++;
                else if (source[i] == '{')
                    i = EndOfHole(i + 1) - 1;
                else if (source[i] == '"' && verbatim && i + 1 < source.Length && source[i + 1] == '"')
                    i++;
                else if (source[i] == '"')
                    return i + 1;
            }

            return source.Length;
        }

        private int EndOfHole(int from)
        {
            int depth = 1;
            for (int i = from; i < source.Length; i++)
            {
                if (source[i] == '"')
                {
                    bool nested = source[i - 1] is '$' || (source[i - 1] is '@' && source[i - 2] is '$');
                    i = (nested ? EndOfInterpolated(i + 1, source[i - 1] == '@') : EndOfQuoted(i + 1, '"', source[i - 1] == '@')) - 1;
                }
                else if (source[i] == '\'')
                    i = EndOfQuoted(i + 1, '\'', verbatim: false) - 1;
                else if (source[i] == '{')
                    depth++;
                else if (source[i] == '}' && --depth == 0)
                    return i + 1;
            }

            return source.Length;
        }

        private void Literal(int end)
        {
            if (!blankLiterals)
            {
                at = end;
                return;
            }

            // The quotes stay, so that an argument is still an argument.
            at++;
            Blank(end - 1);
            at = end;
        }

        private void Blank(int end)
        {
            for (; at < end; at++)
                if (source[at] != '\n')
                    result[at] = ' ';
        }

        private bool Starts(string text) => string.CompareOrdinal(source, at, text, 0, text.Length) == 0;

        private int EndOf(string text, int from, bool exclusive)
        {
            int found = source.IndexOf(text, from, StringComparison.Ordinal);
            return found < 0 ? source.Length : exclusive ? found : found + text.Length;
        }

        private int Count(char sign, int from)
        {
            int i = from;
            while (i < source.Length && source[i] == sign)
                i++;
            return i - from;
        }
    }
}
