using Keytill.Core.Vendors;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Api;

/// <summary>Who calls: a vendor in one mode, by the key that he showed.</summary>
public sealed record ApiCaller(Scope Scope, ApiKey Key)
{
    private const string Scheme = "Bearer ";

    /// <summary>The caller of this request, whom its route's filter has found.</summary>
    public static ApiCaller Of(HttpContext http) => (ApiCaller)http.Items[typeof(ApiCaller)]!;

    internal static async Task<ApiCaller?> Find(HttpContext http, Store store)
    {
        string header = http.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return null;
        string hash = ApiKey.HashOf(header[Scheme.Length..].Trim());
        var key = await store.Read(Scope.Everything, db => db.Set<ApiKey>().FirstOrDefaultAsync(k => k.SecretHash == hash && k.RevokedAt == null), http.RequestAborted);
        if (key is null)
            return null;
        var caller = new ApiCaller(new Scope(key.VendorId, key.Mode), key);
        http.Items[typeof(ApiCaller)] = caller;
        return caller;
    }
}
