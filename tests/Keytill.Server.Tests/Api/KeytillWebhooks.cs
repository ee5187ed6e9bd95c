using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

/// <summary>Takes Keytill's webhooks, and nobody else's.</summary>
public static class KeytillWebhooks
{
    private static readonly TimeSpan OldestTaken = TimeSpan.FromMinutes(5);

    /// <param name="secret">whsec_…, shown once when the endpoint was made.</param>
    /// <param name="take">Gets each genuine event. It may come twice: keep the ids that you have seen.</param>
    public static void MapKeytillWebhooks(this WebApplication app, string path, string secret, TimeProvider clock, Func<JsonElement, Task> take)
    {
        byte[] key = Convert.FromBase64String(secret["whsec_".Length..]);
        app.MapPost(path, async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            if (!IsGenuine(key, request.Headers, body.ToArray(), clock.GetUtcNow()))
                return Results.BadRequest();
            await take(JsonDocument.Parse(body.ToArray()).RootElement);
            return Results.NoContent();
        });
    }

    private static bool IsGenuine(byte[] key, IHeaderDictionary headers, byte[] body, DateTimeOffset now)
    {
        string timestamp = headers["webhook-timestamp"].ToString();
        if (!long.TryParse(timestamp, CultureInfo.InvariantCulture, out long seconds) || Math.Abs(now.ToUnixTimeSeconds() - seconds) > OldestTaken.TotalSeconds)
            return false;
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{headers["webhook-id"]}.{timestamp}."), .. body];
        byte[] ours = Encoding.UTF8.GetBytes("v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed)));

        // While the secret is being changed there are two signatures.
        return headers["webhook-signature"].ToString().Split(' ').Any(theirs => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(theirs), ours));
    }
}
