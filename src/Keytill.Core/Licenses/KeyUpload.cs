using System.Text;

namespace Keytill.Core.Licenses;

/// <summary>
/// An uploaded list read into keys: one key a line, as the vendor's programs expect it, letter case and inner spaces kept. Only what
/// nobody sees is taken away: surrounding white space, byte order marks, zero-width characters; letters are brought to one
/// composition (NFC). What would be the same key after that is one key.
/// </summary>
/// <param name="Keys">Each once, in the order of the list.</param>
/// <param name="Repeated">How many lines said a key again.</param>
/// <param name="Refused">Lines that are no key; nothing of them is stored.</param>
public sealed record KeyUpload(IReadOnlyList<string> Keys, int Repeated, IReadOnlyList<KeyUpload.RefusedLine> Refused)
{
    public const int KeysMax = 100_000;
    public const int KeyCharsMax = 1_000;
    public const int CharsMax = 20_000_000;
    private const int RefusedShownMax = 100;

    /// <exception cref="RuleBroken"><c>upload_too_large</c></exception>
    public static KeyUpload Parse(string text)
    {
        if (text.Length > CharsMax)
            throw TooLarge($"An upload has at most {CharsMax} characters.");
        var keys = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var refused = new List<RefusedLine>();
        int repeated = 0;
        int number = 0;
        foreach (string line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            number++;
            string key = Normalize(line, out string? why);
            if (why is not null)
                Refuse(refused, number, why);
            else if (key.Length > 0 && !seen.Add(key))
                repeated++;
            else if (key.Length > 0)
                keys.Add(key);
            if (keys.Count > KeysMax)
                throw TooLarge($"An upload has at most {KeysMax} keys.");
        }

        return new KeyUpload(keys, repeated, refused);
    }

    private static string Normalize(string line, out string? why)
    {
        why = null;
        if (!IsWellFormedUtf16(line))
        {
            why = "not_text";
            return "";
        }

        string key = string.Concat(line.Where(c => !IsInvisible(c))).Trim().Normalize(NormalizationForm.FormC);
        if (key.Length > KeyCharsMax)
            why = "too_long";
        else if (key.Any(c => char.IsControl(c) && c != '\t'))
            why = "control_character";
        return key;
    }

    // A spreadsheet's export carries these, and a key that differs by one of them could be sold twice.
    private static bool IsInvisible(char c) => c is '\uFEFF' or '\u200B' or '\u2060' or '\u00AD';

    private static bool IsWellFormedUtf16(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return false;
            i++;
        }

        return true;
    }

    private static void Refuse(List<RefusedLine> refused, int number, string why)
    {
        if (refused.Count < RefusedShownMax)
            refused.Add(new RefusedLine(number, why));
    }

    private static RuleBroken TooLarge(string sentence) => new("upload_too_large", sentence);

    /// <param name="Number">Counted from 1.</param>
    /// <param name="Why"><c>too_long</c>, <c>control_character</c> or <c>not_text</c>.</param>
    public sealed record RefusedLine(int Number, string Why);
}
