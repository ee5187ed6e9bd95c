using System.ComponentModel.DataAnnotations;
using System.Text;
using Keytill.Core;
using Keytill.Core.Catalog;
using Keytill.Core.Licenses;
using Keytill.Core.Vendors;
using Keytill.Server.Api.Description;
using Keytill.Server.Licenses;
using Keytill.Server.Persistence;
using Microsoft.AspNetCore.Mvc;

namespace Keytill.Server.Api;

/// <summary><c>/v1/products/{id}/keys</c>: the list of ready-made keys that a product is delivered from.</summary>
internal static class ProductKeysApi
{
    /// <summary>A hundred thousand keys of two hundred bytes.</summary>
    private const int UploadBytesMax = 20 * 1024 * 1024;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/products/{idOrSlug}/keys", Upload).Needs(ApiScope.ProductsWrite).WithMetadata(new RequestSizeLimitAttribute(UploadBytesMax))
            .Says("Adds keys to the product's pool, as JSON or one a line; then lines that wait for keys go on.", typeof(KeysView), takes: typeof(KeysRequest), takesText: true);
        api.MapGet("/products/{idOrSlug}/keys", Look).Needs(ApiScope.ProductsRead)
            .Says("Counts the keys of the product's pool.", typeof(PoolView));
    }

    private static async Task<IResult> Upload(string idOrSlug, HttpContext http, Store store, KeyPools pools)
    {
        string text = await ReadKeys(http);
        if (await ProductsApi.Find(http, store, idOrSlug) is not { } product)
            return Problem.NotFound(http);
        string pool = PoolOf(product);
        return await http.Act<KeysUploaded?>(
            alongside => pools.Upload(ApiCaller.Of(http).Scope, pool, text, http.RequestAborted, alongside),
            uploaded => uploaded is null ? Problem.NotFound(http) : JsonAnswer.Of(KeysView.Of(uploaded)));
    }

    private static async Task<IResult> Look(string idOrSlug, HttpContext http, Store store, KeyPools pools) =>
        await ProductsApi.Find(http, store, idOrSlug) is { } product && await pools.Look(ApiCaller.Of(http).Scope, PoolOf(product), http.RequestAborted) is { } state
            ? JsonAnswer.Of(PoolView.Of(state))
            : Problem.NotFound(http);

    /// <summary>Plain text with one key a line, as vendors' programs write it, or JSON.</summary>
    private static async Task<string> ReadKeys(HttpContext http)
    {
        if (http.Request.ContentType?.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase) != true)
            return OneALine((await ApiBody.Read<KeysRequest>(http)).Keys);
        ApiBody.Limit(http);
        // No guessing by the first bytes: what is not UTF-8 is refused, and a byte order mark is taken off with the other invisible characters.
        using var reader = new StreamReader(http.Request.Body, new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: false);
        try
        {
            return await reader.ReadToEndAsync(http.RequestAborted);
        }
        catch (DecoderFallbackException)
        {
            throw new ApiRefusal(StatusCodes.Status400BadRequest, "not_text", "The keys are text in UTF-8, one a line.");
        }
    }

    private static string OneALine(IReadOnlyList<string?>? keys)
    {
        if (keys is null or { Count: 0 })
            throw ApiRefusal.Of([new ProblemField("keys", "required", "keys are the texts that are to be sold, each once.")]);
        if (keys.Any(k => string.IsNullOrWhiteSpace(k) || k.AsSpan().IndexOfAny('\r', '\n') >= 0))
            throw ApiRefusal.Of([new ProblemField("keys", "key_invalid", "A key is one line of text, and not empty.")]);
        return string.Join('\n', keys);
    }

    /// <exception cref="RuleBroken"><c>no_key_pool</c></exception>
    private static string PoolOf(Product product) => product.LicenseMethod == "key_pool"
        ? KeyPoolSettings.Parse(product.LicenseSettings).PoolId
        : throw new RuleBroken("no_key_pool", $"Licences of this product come by {product.LicenseMethod}, and not from a list of keys.");
}

internal sealed record KeysRequest([property: Required] IReadOnlyList<string?>? Keys);
