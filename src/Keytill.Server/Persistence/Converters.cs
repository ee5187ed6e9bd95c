using System.Text.Json;
using Keytill.Core;
using Keytill.Core.Vendors;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Keytill.Server.Persistence;

/// <summary>Instants are Unix milliseconds in UTC on both databases: they order, compare and index alike.</summary>
internal sealed class InstantConverter() : ValueConverter<DateTimeOffset, long>(
    instant => instant.ToUnixTimeMilliseconds(),
    milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));

internal sealed class DurationConverter() : ValueConverter<TimeSpan, long>(
    duration => (long)duration.TotalMilliseconds,
    milliseconds => TimeSpan.FromMilliseconds(milliseconds));

internal sealed class CurrencyConverter() : ValueConverter<Currency, string>(
    currency => currency.Code,
    code => Currency.Of(code));

internal sealed class AccentConverter() : ValueConverter<Accent, string>(
    accent => accent.Colour.Hex,
    hex => Accent.Of(hex));

/// <summary>Members by name, so that reordering an enum in code changes no stored row.</summary>
internal sealed class EnumTextConverter<T>() : ValueConverter<T, string>(value => Naming.SnakeCase(value), text => Parse(text))
    where T : struct, Enum
{
    private static readonly Dictionary<string, T> ByText =
        Enum.GetValues<T>().ToDictionary(value => Naming.SnakeCase(value), StringComparer.Ordinal);

    private static T Parse(string text) =>
        ByText.TryGetValue(text, out var value) ? value : throw new InvalidOperationException($"{text} is no {typeof(T).Name}.");
}

/// <summary>
/// Value objects as JSON in a text column, the same on both databases and never queried inside. Only for what cannot be
/// changed in place: the change tracker sees a new object, not a changed one.
/// </summary>
public static class JsonColumn
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        // Names and addresses of the whole world, readable in the database; nothing of this is ever put into a page as it is.
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower), new CurrencyCode() },
    };

    /// <summary>Stores the property as JSON text. Two values are the same when their JSON is; the same object is not written out to see that.</summary>
    public static PropertyBuilder<T> AsJson<T>(this PropertyBuilder<T> property) =>
        property.HasConversion(
            new ValueConverter<T, string>(value => JsonSerializer.Serialize(value, Form), text => JsonSerializer.Deserialize<T>(text, Form)!),
            new ValueComparer<T>(
                (a, b) => ReferenceEquals(a, b) || JsonSerializer.Serialize(a, Form) == JsonSerializer.Serialize(b, Form),
                value => JsonSerializer.Serialize(value, Form).GetHashCode(StringComparison.Ordinal),
                value => value));

    /// <summary>ISO 4217's code; the exponent is the code's own affair.</summary>
    private sealed class CurrencyCode : System.Text.Json.Serialization.JsonConverter<Currency>
    {
        public override Currency Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Currency.Of(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, Currency value, JsonSerializerOptions options) => writer.WriteStringValue(value.Code);
    }
}
