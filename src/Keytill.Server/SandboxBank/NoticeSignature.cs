using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Keytill.Server.SandboxBank;

/// <summary>Signs as Standard Webhooks has it: HMAC-SHA256 over id, timestamp and raw body, joined by dots.</summary>
internal static class NoticeSignature
{
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";
    private const string SecretPrefix = "whsec_";

    public static HttpRequestMessage Sign(string url, string id, byte[] body, DateTimeOffset at, string secret)
    {
        string timestamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        byte[] signature = HMACSHA256.HashData(Convert.FromBase64String(secret[SecretPrefix.Length..]), signed);
        var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new ByteArrayContent(body) { Headers = { { "Content-Type", "application/json" } } },
        };
        request.Headers.Add(IdHeader, id);
        request.Headers.Add(TimestampHeader, timestamp);
        request.Headers.Add(SignatureHeader, "v1," + Convert.ToBase64String(signature));
        return request;
    }
}
