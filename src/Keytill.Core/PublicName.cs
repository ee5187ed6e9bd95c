using System.Collections.Concurrent;
using System.Text.Json;

namespace Keytill.Core;

/// <summary>An enum's member as the world reads it, in API, texts and stored subjects: <c>NeedsPerson</c> is <c>needs_person</c>.</summary>
public static class PublicName
{
    private static readonly ConcurrentDictionary<Enum, string> Known = new();

    public static string Of(Enum member) => Known.GetOrAdd(member, m => JsonNamingPolicy.SnakeCaseLower.ConvertName(m.ToString()));

    /// <returns>Null where no member has this name.</returns>
    public static T? Find<T>(string? name)
        where T : struct, Enum
    {
        foreach (var member in Enum.GetValues<T>())
            if (Of(member) == name)
                return member;
        return null;
    }
}
