using System.Globalization;

namespace Keytill.Server.Api;

/// <summary>One page of a list, and where the next one begins.</summary>
/// <param name="NextCursor">Give it back as <c>after</c>; null at the end.</param>
internal sealed record Page<T>(IReadOnlyList<T> Data, bool HasMore, string? NextCursor)
{
    public JsonAnswer Json() => JsonAnswer.Of(this);
}

internal static class Paging
{
    public const int LimitDefault = 20;
    public const int LimitMax = 100;

    /// <summary>The asked number of entries, or null where it is none from 1 to <see cref="LimitMax"/>.</summary>
    public static int? Limit(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return LimitDefault;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) && limit is >= 1 and <= LimitMax ? limit : null;
    }

    public static JsonAnswer BadLimit(HttpContext http) => Problem.Invalid(http, "limit", "out_of_range", $"limit is a number from 1 to {LimitMax}.");
}
