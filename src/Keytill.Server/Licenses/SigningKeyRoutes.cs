using System.Text.Json.Nodes;
using Keytill.Core.Vendors;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Licenses;

/// <summary>The public halves of signing keys, for vendors to build into their programs. Public by nature: no key to ask with.</summary>
internal static class SigningKeyRoutes
{
    public static void MapSigningKeys(this WebApplication app)
    {
        app.MapGet("/licenses/{vendorId}/{mode}/keys.json", async (string vendorId, string mode, SigningKeys keys, Store store, HttpContext context) =>
            await Find(vendorId, mode, keys, store, context.RequestAborted) is { } key
                ? Results.Text(new JsonObject { ["keys"] = new JsonArray(key.PublicKey.ToJson()) }.ToJsonString(), "application/jwk-set+json")
                : Results.NotFound());
        app.MapGet("/licenses/{vendorId}/{mode}/key.pem", async (string vendorId, string mode, SigningKeys keys, Store store, HttpContext context) =>
            await Find(vendorId, mode, keys, store, context.RequestAborted) is { } key
                ? Results.Text(key.PublicPem + "\n", "application/x-pem-file")
                : Results.NotFound());
    }

    private static async Task<SigningKey?> Find(string vendorId, string mode, SigningKeys keys, Store store, CancellationToken cancel)
    {
        Mode? asked = mode switch
        {
            "test" => Mode.Test,
            "live" => Mode.Live,
            _ => null,
        };
        if (asked is not { } known || !await store.Read(new Scope(vendorId, known), db => db.Set<Vendor>().AnyAsync(v => v.Id == vendorId, cancel), cancel))
            return null;
        return await keys.Open(vendorId, known, cancel);
    }
}
