using System.Security.Cryptography;
using System.Text;
using Keytill.Core.Vendors;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Api;

/// <summary>A POST with an Idempotency-Key on its way: finds what it was answered before, and keeps what it is answered now.</summary>
internal sealed class IdempotentCall
{
    private readonly string key;
    private readonly string fingerprint;

    private IdempotentCall(Scope scope, string id, string key, string fingerprint) => (Scope, Id, this.key, this.fingerprint) = (scope, id, key, fingerprint);

    public Scope Scope { get; }

    public string Id { get; }

    /// <summary>The call of this request; null where it carries no key.</summary>
    public static IdempotentCall? Of(HttpContext http) => http.Items[typeof(IdempotentCall)] as IdempotentCall;

    /// <summary>Reads the request's body to its end, and winds it back.</summary>
    public static async Task<IdempotentCall> Begin(HttpContext http, string key)
    {
        var scope = ApiCaller.Of(http).Scope;
        int bytesMax = ApiBody.Limit(http);
        // All of it in memory: what a vendor sends us is not left lying in a temporary file.
        http.Request.EnableBuffering(bytesMax, bytesMax);
        byte[] body = await SHA256.HashDataAsync(http.Request.Body, http.RequestAborted);
        http.Request.Body.Position = 0;
        string id = Hash(string.Join('\n', scope.VendorId, scope.Mode, http.Request.Method, http.Request.Path, key));
        var call = new IdempotentCall(scope, id, key, Convert.ToHexStringLower(body));
        http.Items[typeof(IdempotentCall)] = call;
        return call;
    }

    /// <returns>The answer of a call before this one; null where there was none, or none that has ended.</returns>
    /// <exception cref="ApiRefusal"><c>idempotency_key_reused</c></exception>
    public async Task<JsonAnswer?> Find(Store store, CancellationToken cancel) =>
        await store.Read(Scope, Row, cancel) is { } row ? AnswerOf(row) : null;

    /// <summary>
    /// The first statement of the act's transaction, and what makes it the only one: another node's call with the same key, or our own whose
    /// commit we never heard of, has left its row, or will collide with ours.
    /// </summary>
    /// <exception cref="AnsweredBefore">There is its answer.</exception>
    /// <exception cref="ApiRefusal"><c>idempotency_key_reused</c></exception>
    public async Task RefuseIfAnswered(WriteContext write)
    {
        if (await Row(write.Db) is { } row && AnswerOf(row) is { } answer)
            throw new AnsweredBefore(answer);
    }

    /// <summary>Adds the answer to the transaction that it is about.</summary>
    public void Keep(WriteContext write, JsonAnswer answer)
    {
        var row = write.Db.Set<KeptAnswer>().Local.SingleOrDefault(r => r.Id == Id);
        if (row is null)
            write.Db.Add(row = NewRow(write, plan: null));
        row.Answer(answer.Status, answer.ContentType, AnswerSeal.Seal(key, Id, answer.Body.Span));
    }

    /// <summary>Keeps an answer that no act has kept in its own transaction: nothing was done, or an act of many writes has come to its end.</summary>
    /// <exception cref="AnsweredBefore">Another node's call was first.</exception>
    public Task KeepAfterwards(Store store, JsonAnswer answer) => store.Write("keep answer", Scope, async write =>
    {
        await RefuseIfAnswered(write);
        Keep(write, answer);
    });

    /// <summary>Fixes where an act of many writes is to end. A repetition after a crash gets what was fixed, and goes on to there.</summary>
    /// <exception cref="AnsweredBefore">It has come to its end.</exception>
    public Task<string> Fix(Store store, string plan) => store.Write("begin call", Scope, async write =>
    {
        await RefuseIfAnswered(write);
        if (write.Db.Set<KeptAnswer>().Local.SingleOrDefault(r => r.Id == Id) is { } begun)
            return begun.Plan!;
        write.Db.Add(NewRow(write, plan));
        return plan;
    });

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private Task<KeptAnswer?> Row(KeytillDb db) => db.Set<KeptAnswer>().FirstOrDefaultAsync(r => r.Id == Id);

    private KeptAnswer NewRow(WriteContext write, string? plan) => new()
    {
        Id = Id,
        VendorId = Scope.VendorId!,
        Mode = Scope.Mode,
        Fingerprint = fingerprint,
        CreatedAt = write.Now,
        Plan = plan,
    };

    private JsonAnswer? AnswerOf(KeptAnswer row)
    {
        if (row.Fingerprint != fingerprint)
            throw new ApiRefusal(StatusCodes.Status422UnprocessableEntity, "idempotency_key_reused", "This Idempotency-Key came with another body before. Take a new key for another call.");
        return row.Status is { } status ? new JsonAnswer(status, row.ContentType!, AnswerSeal.Open(key, Id, row.SealedBody!)) : null;
    }
}

/// <summary>The call was answered before: here is the answer.</summary>
internal sealed class AnsweredBefore(JsonAnswer answer) : Exception("The call was answered before.")
{
    public JsonAnswer Answer => answer;
}
