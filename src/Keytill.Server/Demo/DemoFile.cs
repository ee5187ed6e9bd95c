using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Keytill.Server.Demo;

/// <summary>
/// <c>{data}/demo.json</c>: all that a script needs to drive the demo. It holds secrets, so that only its owner may read
/// it, and it is replaced as a whole, so that nobody reads half of one.
/// </summary>
public static class DemoFile
{
    public const string Name = "demo.json";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
        WriteIndented = true,
        // Secrets hold "+": a script that reads the file line by line must find it as it is.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <returns>Where it was written.</returns>
    public static async Task<string> Write(string dataFolder, DemoFacts facts)
    {
        Directory.CreateDirectory(dataFolder);
        string path = Path.Combine(dataFolder, Name);
        string unfinished = path + ".new";
        File.Delete(unfinished);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        await using (var file = new FileStream(unfinished, options))
            await JsonSerializer.SerializeAsync(file, facts, Form);
        File.Move(unfinished, path, overwrite: true);
        return path;
    }

    /// <summary>What the last start wrote, or null: no file, or none that can be read.</summary>
    public static async Task<DemoFacts?> Read(string dataFolder)
    {
        try
        {
            await using FileStream file = File.OpenRead(Path.Combine(dataFolder, Name));
            return await JsonSerializer.DeserializeAsync<DemoFacts>(file, Form);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}

/// <param name="Support">Signs in to the console, as support and finance.</param>
public sealed record DemoFacts(string BaseUrl, string ShopUrl, DemoVendorFacts Vendor, DemoStaffFacts? Support, IReadOnlyList<DemoProductFacts> Products);

/// <param name="Password">Null while there is no dashboard to sign in to.</param>
/// <param name="WebhookSecret">Null where this server's address may not be called.</param>
public sealed record DemoVendorFacts(string Id, string Email, string? Password, string? ApiKey, string? WebhookSecret);

public sealed record DemoStaffFacts(string Email, string Password);

public sealed record DemoProductFacts(string Id, string Slug, string Name, string BuyUrl, string LicenseMethod);
