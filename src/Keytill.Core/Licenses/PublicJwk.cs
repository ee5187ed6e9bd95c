using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Keytill.Core.Licenses;

/// <summary>The public half of a P-256 key as RFC 7517 writes it, named by its thumbprint (RFC 7638), so that one key has one name everywhere.</summary>
/// <param name="X">32 bytes as base64url.</param>
/// <param name="Y">32 bytes as base64url.</param>
public sealed record PublicJwk(string X, string Y)
{
    /// <summary>SHA-256 over the required members in alphabetical order, as base64url: 43 characters.</summary>
    public string Thumbprint { get; } = CompactJws.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(
        $$"""{"crv":"P-256","kty":"EC","x":"{{X}}","y":"{{Y}}"}""")));

    public static PublicJwk Of(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return new PublicJwk(CompactJws.Encode(point.X), CompactJws.Encode(point.Y));
    }

    public JsonObject ToJson() => new()
    {
        ["kty"] = "EC", ["crv"] = "P-256", ["x"] = X, ["y"] = Y, ["use"] = "sig", ["alg"] = CompactJws.Algorithm, ["kid"] = Thumbprint,
    };
}
