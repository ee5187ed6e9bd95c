using System.Collections.Frozen;
using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Keytill.Server.Pages.Shared;

/// <summary>
/// The pages' style sheets, scripts and pictures, out of the assembly itself: the same wherever it runs from. Each address carries a hash
/// of its content and may be kept for ever; the compressed form is made once.
/// </summary>
public static class Assets
{
    private const int HashChars = 10;

    private static readonly FrozenDictionary<string, Asset> ByName = LoadAll();

    /// <exception cref="KeyNotFoundException">There is no such file in <c>wwwroot</c>.</exception>
    public static string Url(string name) => ByName[name].Url;

    public static void MapAssets(this WebApplication app) => app.MapMethods("/assets/{hash}/{**name}", [HttpMethods.Get, HttpMethods.Head], Serve);

    private static IResult Serve(string hash, string name, HttpContext context)
    {
        if (!ByName.TryGetValue(name, out var asset))
            return Results.NotFound();

        var headers = context.Response.Headers;

        // An address of another version shows this one's content, and must not be kept for it.
        headers.CacheControl = hash == asset.Hash ? "public, max-age=31536000, immutable" : "no-cache";
        headers.Vary = HeaderNames.AcceptEncoding;
        bool compressed = context.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal);
        if (compressed)
            headers.ContentEncoding = "br";
        return Results.Bytes(compressed ? asset.Compressed : asset.Content, asset.ContentType);
    }

    private static FrozenDictionary<string, Asset> LoadAll()
    {
        var assembly = Assembly.GetExecutingAssembly();
        const string folder = "wwwroot/";
        return assembly.GetManifestResourceNames()
            .Where(resource => resource.StartsWith(folder, StringComparison.Ordinal))
            .ToFrozenDictionary(resource => resource[folder.Length..], resource => Load(assembly, resource, resource[folder.Length..]), StringComparer.Ordinal);
    }

    private static Asset Load(Assembly assembly, string resource, string name)
    {
        using var file = assembly.GetManifestResourceStream(resource)!;
        using var copy = new MemoryStream();
        file.CopyTo(copy);
        byte[] content = copy.ToArray();
        string hash = Convert.ToHexStringLower(SHA256.HashData(content))[..HashChars];
        string type = Path.GetExtension(name) switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            _ => "application/octet-stream",
        };
        return new Asset($"/assets/{hash}/{name}", hash, type, content, Compress(content));
    }

    private static byte[] Compress(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var brotli = new BrotliStream(compressed, CompressionLevel.SmallestSize))
            brotli.Write(content);
        return compressed.ToArray();
    }

    private sealed record Asset(string Url, string Hash, string ContentType, byte[] Content, byte[] Compressed);
}
