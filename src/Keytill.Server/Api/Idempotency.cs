using System.Collections.Concurrent;
using Keytill.Server.Persistence;

namespace Keytill.Server.Api;

/// <summary>
/// A POST that carries an <c>Idempotency-Key</c> is done once, however often it comes: its answer is kept for a month in the transaction of
/// its act, and a repetition gets that answer. PATCH and DELETE come to the same end by themselves, and ignore the header.
/// </summary>
internal sealed class Idempotency(Store store)
{
    public const string Header = "Idempotency-Key";
    public const string ReplayedHeader = "Idempotent-Replayed";
    public const int KeyCharsMax = 255;

    /// <summary>Seconds. Most calls end within a fraction of one.</summary>
    private const string RetryAfter = "1";

    /// <summary>
    /// The calls that this node is working on. Another node's are seen by their rows: the transaction that comes second waits for the
    /// first one's end, and finds its answer.
    /// </summary>
    private readonly ConcurrentDictionary<string, bool> running = new(StringComparer.Ordinal);

    /// <summary>The filter of every route. Comes after the caller is known.</summary>
    public static ValueTask<object?> Filter(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var http = call.HttpContext;
        return HttpMethods.IsPost(http.Request.Method) && http.Request.Headers.TryGetValue(Header, out var keys)
            ? new(http.RequestServices.GetRequiredService<Idempotency>().Run(http, keys, () => next(call)))
            : next(call);
    }

    private async Task<object?> Run(HttpContext http, IReadOnlyList<string?> keys, Func<ValueTask<object?>> act)
    {
        if (keys is not [{ Length: > 0 and <= KeyCharsMax } key])
            return Problem.Invalid(http, Header, "idempotency_key_invalid", $"{Header} is one value of 1 to {KeyCharsMax} characters.");
        var call = await IdempotentCall.Begin(http, key);
        if (!running.TryAdd(call.Id, true))
        {
            http.Response.Headers.RetryAfter = RetryAfter;
            return Problem.Of(http, StatusCodes.Status409Conflict, "idempotency_in_progress", "A call with this Idempotency-Key is still being worked on. Ask again.");
        }

        try
        {
            return await call.Find(store, http.RequestAborted) is { } known ? Replayed(http, known) : await Act(http, call, act);
        }
        catch (AnsweredBefore before)
        {
            return Replayed(http, before.Answer);
        }
        finally
        {
            running.TryRemove(call.Id, out _);
        }
    }

    private async Task<JsonAnswer> Act(HttpContext http, IdempotentCall call, Func<ValueTask<object?>> act)
    {
        JsonAnswer answer;
        try
        {
            object? said = await act();
            answer = said as JsonAnswer ?? throw new InvalidOperationException($"A POST answers what can be kept, and not {said?.GetType().Name ?? "nothing"}.");
        }
        catch (Exception e) when (ApiProblems.RefusalOf(http, e) is { } refusal)
        {
            answer = refusal;
        }

        if (!http.Items.ContainsKey(typeof(KeptAnswer)) && IsFinal(http, answer))
            await call.KeepAfterwards(store, answer);
        return answer;
    }

    /// <summary>What asks to be tried again, or is our own fault, is no answer to hold on to.</summary>
    private static bool IsFinal(HttpContext http, JsonAnswer answer) =>
        answer.Status < StatusCodes.Status500InternalServerError
        && answer.Status != StatusCodes.Status429TooManyRequests
        && http.Response.Headers.RetryAfter.Count == 0;

    private static JsonAnswer Replayed(HttpContext http, JsonAnswer answer)
    {
        http.Response.Headers[ReplayedHeader] = "true";
        return answer;
    }
}
