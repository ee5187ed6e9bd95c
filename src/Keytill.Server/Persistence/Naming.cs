using System.Collections.Concurrent;
using System.Text;

namespace Keytill.Server.Persistence;

/// <summary>How names of the code are written in the database.</summary>
public static class Naming
{
    private static readonly ConcurrentDictionary<Enum, string> Values = new();

    /// <summary><c>CancelledAt</c> → <c>cancelled_at</c>; <c>Buyer_Email</c> → <c>buyer_email</c>.</summary>
    public static string SnakeCase(string name)
    {
        var snake = new StringBuilder(name.Length + 8);
        for (int i = 0; i < name.Length; i++)
        {
            bool startsWord = char.IsUpper(name[i]) && i > 0 && name[i - 1] != '_' && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (startsWord) snake.Append('_');
            snake.Append(char.ToLowerInvariant(name[i]));
        }

        return snake.ToString();
    }

    /// <summary>An enum's member as it is stored and as the API says it: <c>NotPaid</c> → <c>not_paid</c>.</summary>
    public static string SnakeCase(Enum value) => Values.GetOrAdd(value, static v => SnakeCase(v.ToString()));
}
