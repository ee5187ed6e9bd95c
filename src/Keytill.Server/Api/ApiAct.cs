using Keytill.Server.Persistence;

namespace Keytill.Server.Api;

/// <summary>How a POST acts: what it answers is said and kept in the transaction of its act.</summary>
internal static class ApiAct
{
    /// <param name="act">Calls a use case with what goes alongside its write.</param>
    /// <param name="say">The answer, from what the write returns. Runs in the transaction, before it is saved.</param>
    public static Task<JsonAnswer> Act<T>(this HttpContext http, Func<Alongside<T>, Task> act, Func<T, JsonAnswer> say) =>
        http.Act<T>(act, (_, result) => Task.FromResult(say(result)));

    /// <inheritdoc cref="Act{T}(HttpContext, Func{Alongside{T}, Task}, Func{T, JsonAnswer})"/>
    public static async Task<JsonAnswer> Act<T>(this HttpContext http, Func<Alongside<T>, Task> act, Func<WriteContext, T, Task<JsonAnswer>> say)
    {
        var call = IdempotentCall.Of(http);
        // Each run of the body says it anew: what the committed one said is what is left.
        JsonAnswer? said = null;
        await act(new Alongside<T>(
            write => call?.RefuseIfAnswered(write) ?? Task.CompletedTask,
            async (write, result) =>
            {
                said = await say(write, result);
                call?.Keep(write, said);
            }));
        http.Items[typeof(KeptAnswer)] = true;
        return said ?? throw new InvalidOperationException("The use case left out what was to go alongside its write.");
    }
}
