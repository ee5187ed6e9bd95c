using System.Globalization;
using Keytill.Core;
using Keytill.Core.Support;

namespace Keytill.Server.Support;

/// <summary>A place in an inbox, as an address carries it: <c>1767225600000.case_…</c>.</summary>
public readonly record struct CaseCursor(DateTimeOffset Since, string Id)
{
    /// <returns>Null for anything that no page has given out.</returns>
    public static CaseCursor? Parse(string? text)
    {
        string[] parts = (text ?? "").Split('.');
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long since)
            && since <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            && Ids.IsWellFormed(parts[1], Case.IdPrefix)
            ? new CaseCursor(DateTimeOffset.FromUnixTimeMilliseconds(since), parts[1])
            : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Since.ToUnixTimeMilliseconds()}.{Id}");
}
