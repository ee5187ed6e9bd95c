using System.Text;
using System.Text.RegularExpressions;

namespace Keytill.Core;

/// <summary>Text from outside made fit to be stored and shown in one line: no control characters, no broken pairs, no blanks around.</summary>
public static partial class PlainText
{
    /// <summary>
    /// Control characters (line breaks among them, which would break a mail's header) become spaces; half a surrogate pair,
    /// which no UTF-8 can carry, and what Unicode calls no character become U+FFFD; overrides of the writing direction, which
    /// can make a line read as another, are left out. Then canonical composition and trimming.
    /// </summary>
    public static string Clean(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var clean = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029)
                clean.Append(' ');
            else if ((rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF)
                clean.Append('\uFFFD');
            else if (rune.Value is not (>= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069))
                clean.Append(rune.ToString());
        }

        return clean.ToString().Normalize(NormalizationForm.FormC).Trim();
    }

    /// <summary>As <see cref="Clean"/>, for text of several lines: line breaks stay, and of empty lines in a row one.</summary>
    public static string CleanLines(string? text)
    {
        var lines = (text ?? "").ReplaceLineEndings("\n").Split('\n').Select(Clean);
        return ManyBreaks().Replace(string.Join('\n', lines), "\n\n").Trim();
    }

    /// <summary>At most this many UTF-16 units (as a form counts them), never half a character.</summary>
    public static string Cut(string text, int charsMax)
    {
        if (text.Length <= charsMax)
            return text;
        return text[..(char.IsHighSurrogate(text[charsMax - 1]) ? charsMax - 1 : charsMax)];
    }

    /// <summary>
    /// Whether 13 to 19 digits that begin as cards do (2 to 6), bare or in groups parted by blanks of any kind, line breaks and hyphens, pass
    /// the check of card numbers: such text is not kept. Groups before and after, a house number say, hide nothing.
    /// </summary>
    public static bool HoldsCardNumber(string text) =>
        DigitGroups().Matches(text)
            .Select(run => Gaps().Split(run.Value))
            .Any(groups => Enumerable.Range(0, groups.Length).Any(first => StartsCardNumber(groups, first)));

    private static bool StartsCardNumber(string[] groups, int first)
    {
        const int DigitsMin = 13;
        const int DigitsMax = 19;
        string digits = "";
        for (int next = first; next < groups.Length && digits.Length + groups[next].Length <= DigitsMax; next++)
        {
            digits += groups[next];
            if (digits.Length >= DigitsMin && digits[0] is >= '2' and <= '6' && PassesLuhn(digits))
                return true;
        }

        return false;
    }

    [GeneratedRegex(@"[0-9][0-9\s\u2010-\u2015-]{11,}[0-9]", RegexOptions.CultureInvariant)]
    private static partial Regex DigitGroups();

    [GeneratedRegex(@"[^0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Gaps();

    [GeneratedRegex(@"\n{3,}", RegexOptions.CultureInvariant)]
    private static partial Regex ManyBreaks();

    private static bool PassesLuhn(string digits)
    {
        int sum = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            int digit = digits[digits.Length - 1 - i] - '0';
            int doubled = i % 2 == 0 ? digit : digit * 2;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }

        return sum % 10 == 0;
    }
}
