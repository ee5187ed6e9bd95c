using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Keytill.Core.Vendors;

namespace Keytill.Core.Licenses;

/// <summary>
/// A licence that carries its own proof: the vendor's program verifies it offline with the vendor's public key. On the wire a
/// compact JWS whose claims have the names of RFC 7519 where it has names for them. Holds no e-mail address: keys get shared.
/// </summary>
/// <param name="Id">Claim <c>jti</c>: what the licence was made for; the same when it is made again.</param>
/// <param name="VendorId">Claim <c>iss</c>.</param>
/// <param name="ProductId">Claim <c>sub</c>; the product's name is the claim <c>product</c>.</param>
/// <param name="Holder">Name or company of who may use it.</param>
/// <param name="IssuedAt">Claim <c>iat</c>, whole seconds, in order time.</param>
/// <param name="ExpiresAt">Claim <c>exp</c>, whole seconds; null is a licence without end, and no claim.</param>
/// <param name="Unit">1 to <paramref name="Quantity"/>; 0 where one licence serves all units.</param>
public sealed record SignedKey(
    string Id, string VendorId, Mode Mode, string ProductId, string ProductName, string OrderNumber, string Holder, DateTimeOffset IssuedAt,
    DateTimeOffset? ExpiresAt, IReadOnlyList<string> Features, int Unit, int Quantity)
{
    /// <summary>The header's <c>typ</c>: nothing else that is signed with this key may be taken for a licence.</summary>
    public const string Type = "license+jwt";

    public bool IsValidAt(DateTimeOffset instant) => ExpiresAt is not { } end || instant < end;

    public string Sign(ECDsa privateKey, string keyId)
    {
        var claims = new JsonObject
        {
            ["iss"] = VendorId,
            ["sub"] = ProductId,
            ["jti"] = Id,
            ["iat"] = IssuedAt.ToUnixTimeSeconds(),
            ["mode"] = Mode == Mode.Live ? "live" : "test",
            ["product"] = ProductName,
            ["order"] = OrderNumber,
            ["holder"] = Holder,
            ["unit"] = Unit,
            ["quantity"] = Quantity,
            ["features"] = new JsonArray([.. Features.Select(feature => (JsonNode)feature)]),
        };
        if (ExpiresAt is { } end)
            claims["exp"] = end.ToUnixTimeSeconds();
        return CompactJws.Sign(JsonSerializer.SerializeToUtf8Bytes(claims), privateKey, Type, keyId);
    }

    /// <summary>The licence, when it was signed with this key; else null. Whether it has expired is <see cref="IsValidAt"/>.</summary>
    public static SignedKey? Read(string token, ECDsa publicKey)
    {
        if (CompactJws.Read(token, publicKey) is not { Type: Type } signed)
            return null;
        try
        {
            var claims = JsonNode.Parse(signed.Payload)!.AsObject();
            return new SignedKey(
                Text("jti"), Text("iss"), Text("mode") == "live" ? Mode.Live : Mode.Test, Text("sub"), Text("product"), Text("order"), Text("holder"),
                Seconds("iat"), claims.ContainsKey("exp") ? Seconds("exp") : null, [.. claims["features"]!.AsArray().Select(f => f!.GetValue<string>())],
                claims["unit"]!.GetValue<int>(), claims["quantity"]!.GetValue<int>());

            string Text(string name) => claims[name]!.GetValue<string>();
            DateTimeOffset Seconds(string name) => DateTimeOffset.FromUnixTimeSeconds(claims[name]!.GetValue<long>());
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or NullReferenceException or FormatException)
        {
            return null;
        }
    }
}
