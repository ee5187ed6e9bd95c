using System.Collections.Concurrent;
using System.Text.Json;

namespace Keytill.Server.Pages.Shared;

/// <summary>An enum's member as the keys of the texts write it: <c>NeedsPerson</c> is <c>needs_person</c>.</summary>
internal static class Words
{
    private static readonly ConcurrentDictionary<Enum, string> Known = new();

    public static string Snake(Enum member) => Known.GetOrAdd(member, m => JsonNamingPolicy.SnakeCaseLower.ConvertName(m.ToString()));
}
