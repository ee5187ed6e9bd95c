using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Keytill.Server.Orders;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

namespace Keytill.Server.Api;

/// <summary>
/// Reads a request's JSON, strictly: a member that the call does not know, one that comes twice or a number in quotes is refused
/// by name, so that a slip of the pen is not taken for a wish.
/// </summary>
internal static class ApiBody
{
    public const int BytesMax = 64 * 1024;
    private const int DepthMax = 16;
    private const int NameCharsMax = 100;

    internal static readonly JsonSerializerOptions Strict = new(OrderJson.Options)
    {
        PropertyNameCaseInsensitive = false,
        NumberHandling = JsonNumberHandling.Strict,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        MaxDepth = DepthMax,
    };

    /// <summary>Holds the request's body to what its route takes.</summary>
    /// <returns>Bytes.</returns>
    public static int Limit(HttpContext http)
    {
        int bytesMax = (int)(http.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize ?? BytesMax);
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = bytesMax;
        return bytesMax;
    }

    /// <exception cref="ApiRefusal">415 where it is no JSON, 400 where it is not this call's.</exception>
    /// <exception cref="BadHttpRequestException">Larger than <see cref="BytesMax"/>, or broken off.</exception>
    public static async Task<T> Read<T>(HttpContext http)
        where T : class
    {
        if (!http.Request.HasJsonContentType())
            throw new ApiRefusal(StatusCodes.Status415UnsupportedMediaType, "not_json", "Send JSON: Content-Type: application/json.");
        Limit(http);
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(http.Request.Body, Strict, http.RequestAborted)
                ?? throw new ApiRefusal(StatusCodes.Status400BadRequest, "invalid_json", "The body is a JSON object.");
        }
        catch (JsonException wrong)
        {
            throw Refusal(wrong);
        }
    }

    /// <summary>What there is, with the request's members in place of its own (RFC 7396): a member that is left out stays, a null takes it away.</summary>
    /// <inheritdoc cref="Read"/>
    public static async Task<T> Merge<T>(HttpContext http, T present)
        where T : class =>
        Merged(await Read<JsonObject>(http), present);

    /// <inheritdoc cref="Merge"/>
    public static T Merged<T>(JsonObject patch, T present)
        where T : class
    {
        var merged = JsonSerializer.SerializeToNode(present, Strict)!.AsObject();
        foreach (var (name, value) in patch) merged[name] = value?.DeepClone();
        try
        {
            return merged.Deserialize<T>(Strict)!;
        }
        catch (JsonException wrong)
        {
            throw Refusal(wrong);
        }
    }

    // The reader's own sentences name our classes: only the place is passed on.
    private static ApiRefusal Refusal(JsonException wrong)
    {
        string place = $"line {wrong.LineNumber + 1}, byte {wrong.BytePositionInLine + 1}";
        string? field = wrong.Path switch
        {
            ['$', '.', .. var name] => name,
            ['$', '[', '\'', .. var name, '\'', ']'] => name,
            _ => null,
        };
        return field is null
            ? new ApiRefusal(StatusCodes.Status400BadRequest, "invalid_json", $"The body is not the JSON that this call takes ({place}).")
            : ApiRefusal.Of([new ProblemField(Short(field), "invalid_request", $"This call does not take {Short(field)} as it was sent ({place}).")]);
    }

    private static string Short(string name) => Core.PlainText.Cut(Core.PlainText.Clean(name), NameCharsMax);
}
