using Keytill.Core.Vendors;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Vendors;

/// <summary>Makes a new key for a vendor's program.</summary>
public sealed class IssueApiKey(Store store)
{
    /// <returns>The secret: this is the only time that it can be seen.</returns>
    public async Task<string> Run(Scope owner, string name, IReadOnlyList<ApiScope> scopes, CancellationToken cancel)
    {
        string secret = ApiKey.NewSecret(owner.Mode);
        string hash = ApiKey.HashOf(secret);
        await store.Write("issue api key", owner, async write =>
        {
            if (!await write.Db.Set<ApiKey>().AnyAsync(k => k.SecretHash == hash))
                write.Db.Add(ApiKey.Issue(owner, name, secret, scopes, write.Now));
        }, cancel);
        return secret;
    }
}
