using System.Globalization;

namespace Keytill.Core.Checkouts;

/// <summary>The form of addresses that mail can be sent to without further ado; whether a mailbox is there only mail can tell.</summary>
public static class EmailAddress
{
    public const int CharsMax = 254;
    private const int LocalCharsMax = 64;
    private const string LocalSpecials = "!#$%&'*+/=?^_`{|}~-.";

    public static bool IsWellFormed(string text) => Normalize(text) is not null;

    /// <summary>Small letters, the host in its ASCII form: what orders are found and grouped by. Null where the form is wrong.</summary>
    public static string? Normalize(string text)
    {
        int at = text.LastIndexOf('@');
        if (text.Length > CharsMax || at is < 1 or > LocalCharsMax || !IsLocalPart(text[..at]))
            return null;
        string? host = AsciiHost(text[(at + 1)..]);
        return host is null || at + 1 + host.Length > CharsMax ? null : $"{text[..at].ToLowerInvariant()}@{host}";
    }

    private static bool IsLocalPart(string local) =>
        local.All(c => char.IsAsciiLetterOrDigit(c) || LocalSpecials.Contains(c, StringComparison.Ordinal))
        && local[0] != '.' && local[^1] != '.' && !local.Contains("..", StringComparison.Ordinal);

    private static string? AsciiHost(string host)
    {
        try
        {
            string ascii = new IdnMapping { UseStd3AsciiRules = true, AllowUnassigned = false }.GetAscii(host).ToLowerInvariant();
            string[] labels = ascii.Split('.');
            return labels.Length >= 2 && labels.All(IsLabel) && !labels[^1].All(char.IsAsciiDigit) ? ascii : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-' && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
