namespace Keytill.Server.SandboxBank;

/// <summary>
/// Who repeats an act under its key gets what the first one made. Like a real bank, this one forgets: after
/// <see cref="Memory"/> the same key is a new act.
/// </summary>
internal static class IdempotencyKeys
{
    /// <summary>By the bank's wall time, whatever the orders' clocks say.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromHours(24);

    /// <returns>The id of what this key made: <paramref name="resourceId"/> when it is new.</returns>
    /// <exception cref="BankRefusal">The key was used for something else.</exception>
    public static string Claim(BankSql sql, string account, string key, string requestHash, string resourceId, DateTimeOffset now)
    {
        (string Hash, string Resource)? known = sql.Single(
            "select request_hash, resource_id from idempotency_keys where account = @account and key = @key and created_at > @forgotten",
            row => ((string, string)?)(row.Text(0), row.Text(1)),
            ("@account", account), ("@key", key), ("@forgotten", Instants.Ms(now - Memory)));
        if (known is { } before)
            return before.Hash == requestHash
                ? before.Resource
                : throw new BankRefusal(422, "idempotency_key_reused", "This Idempotency-Key came before with another request.");

        sql.Execute(
            "insert or replace into idempotency_keys (account, key, request_hash, resource_id, created_at) values (@account, @key, @hash, @id, @now)",
            ("@account", account), ("@key", key), ("@hash", requestHash), ("@id", resourceId), ("@now", Instants.Ms(now)));
        return resourceId;
    }
}
