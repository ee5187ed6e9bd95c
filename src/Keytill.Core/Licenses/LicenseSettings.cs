using System.Text.Json;

namespace Keytill.Core.Licenses;

/// <summary>
/// What a product says about its licence method, a JSON object as the vendor wrote it. Read in the same way when the product is
/// saved (so that a mistake is told at once) and when a licence is made.
/// </summary>
public static class LicenseSettings
{
    public const int CharsMax = 8_000;

    /// <exception cref="RuleBroken"><c>license_settings_invalid</c>: not an object, or too long.</exception>
    public static JsonElement Parse(string json)
    {
        if (json.Length > CharsMax)
            throw Invalid($"The licence settings are longer than {CharsMax} characters.");
        try
        {
            using var document = JsonDocument.Parse(string.IsNullOrWhiteSpace(json) ? "{}" : json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw Invalid("The licence settings are not a JSON object.");
        }
        catch (JsonException)
        {
            throw Invalid("The licence settings are not readable as JSON.");
        }
    }

    /// <summary>The texts of a list, or none where the setting is absent.</summary>
    /// <exception cref="RuleBroken"><c>license_settings_invalid</c>: not a list of texts, or too many, or one too long.</exception>
    public static IReadOnlyList<string> Texts(JsonElement settings, string name, int countMax, int charsMax)
    {
        if (!settings.TryGetProperty(name, out var list))
            return [];
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > countMax || list.EnumerateArray().Any(e => e.ValueKind != JsonValueKind.String))
            throw Invalid($"“{name}” must be a list of at most {countMax} texts.");
        string[] texts = [.. list.EnumerateArray().Select(e => e.GetString()!)];
        return texts.All(t => t.Length > 0 && t.Length <= charsMax) ? texts : throw Invalid($"Each text of “{name}” has 1 to {charsMax} characters.");
    }

    public static RuleBroken Invalid(string sentence) => new("license_settings_invalid", sentence);
}

/// <summary>Settings of <c>signed_key</c>: <c>{"features": ["pro"], "valid_days": 365}</c>, both optional.</summary>
/// <param name="ValidDays">Days from issue; null is without end.</param>
public sealed record SignedKeySettings(IReadOnlyList<string> Features, int? ValidDays)
{
    public const int FeaturesMax = 50;
    public const int FeatureCharsMax = 100;
    public const int ValidDaysMax = 36_500;

    /// <exception cref="RuleBroken"><c>license_settings_invalid</c></exception>
    public static SignedKeySettings Parse(string json)
    {
        var settings = LicenseSettings.Parse(json);
        int? days = null;
        if (settings.TryGetProperty("valid_days", out var value) && value.ValueKind != JsonValueKind.Null)
        {
            if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out int given) || given is < 1 or > ValidDaysMax)
                throw LicenseSettings.Invalid($"“valid_days” is a whole number from 1 to {ValidDaysMax}.");
            days = given;
        }

        return new SignedKeySettings(LicenseSettings.Texts(settings, "features", FeaturesMax, FeatureCharsMax), days);
    }
}

/// <summary>Settings of <c>key_pool</c>: <c>{"pool": "pool_…"}</c>.</summary>
public sealed record KeyPoolSettings(string PoolId)
{
    /// <exception cref="RuleBroken"><c>license_settings_invalid</c></exception>
    public static KeyPoolSettings Parse(string json) =>
        LicenseSettings.Parse(json).TryGetProperty("pool", out var pool) && pool.ValueKind == JsonValueKind.String && Ids.IsWellFormed(pool.GetString(), KeyPool.IdPrefix)
            ? new KeyPoolSettings(pool.GetString()!)
            : throw LicenseSettings.Invalid("“pool” must name the key pool that the keys come from.");
}
