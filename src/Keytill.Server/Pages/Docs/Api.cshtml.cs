using System.Text.Json.Nodes;
using Keytill.Server.Api.Description;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Keytill.Server.Pages.Docs;

/// <summary>The API's document as people read it: the same data as <c>/v1/openapi.json</c>, on one page without script.</summary>
public sealed class ApiPage(ApiDocument description) : PageModel
{
    private const string References = "#/components/schemas/";
    private readonly JsonObject document = description.Whole;

    /// <summary>Everything is read as it is shown.</summary>
    public void OnGet()
    {
    }

    public string Introduction => document["info"]!["description"]!.GetValue<string>();

    public string Server => document["servers"]![0]!["url"]!.GetValue<string>();

    /// <summary>By resource, in the order of the addresses.</summary>
    public IEnumerable<IGrouping<string, ApiOperation>> Resources =>
        from path in document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        group Operation(operation.Key.ToUpperInvariant(), path.Key, operation.Value!) by operation.Value!["tags"]![0]!.GetValue<string>();

    public IEnumerable<ApiForm> Forms => document["components"]!["schemas"]!.AsObject().Select(s => new ApiForm(s.Key, Text(s.Value!["description"]), Fields(s.Value!)));

    public IEnumerable<(string Type, string Meaning, string? Example)> Webhooks =>
        document["webhooks"]!.AsObject().Select(w => (w.Key, w.Value!["post"]!["summary"]!.GetValue<string>(), w.Value["post"]!["requestBody"]!["content"]![ApiDocument.Json]!["example"]?.ToJsonString(Readable)));

    /// <summary>A sentence with code between backticks.</summary>
    public static IHtmlContent Sentence(string? text)
    {
        var html = new HtmlContentBuilder();
        string[] parts = (text ?? "").Split('`');
        for (int i = 0; i < parts.Length; i++)
        {
            if (i % 2 == 0)
                html.Append(parts[i]);
            else
                html.AppendHtml("<code>").Append(parts[i]).AppendHtml("</code>");
        }

        return html;
    }

    private static readonly System.Text.Json.JsonSerializerOptions Readable = new(Orders.OrderJson.Options) { WriteIndented = true };

    private static ApiOperation Operation(string method, string path, JsonNode operation)
    {
        var (status, answer) = operation["responses"]!.AsObject().First();
        return new ApiOperation(
            operation["operationId"]!.GetValue<string>(), method, path, operation["summary"]!.GetValue<string>(), Text(operation["description"]),
            [.. (operation["parameters"] as JsonArray ?? []).Where(p => p!["name"] is not null).Select(p => new ApiField(
                p!["name"]!.GetValue<string>(), p["in"]!.GetValue<string>(), null, Text(p["description"]), p["required"]!.GetValue<bool>()))],
            NameOf(operation["requestBody"]?["content"]?[ApiDocument.Json]?["schema"]), operation["requestBody"]?["content"]?["text/plain"] is not null,
            status, NameOf(answer!["content"]?[ApiDocument.Json]?["schema"]));
    }

    private static List<ApiField> Fields(JsonNode schema)
    {
        var required = (schema["required"] as JsonArray ?? []).Select(r => r!.GetValue<string>()).ToHashSet();
        return [.. (schema["properties"] as JsonObject ?? []).Select(p => new ApiField(p.Key, Kind(p.Value!), NameOf(p.Value), Text((p.Value as JsonObject)?["description"]), required.Contains(p.Key)))];
    }

    /// <summary>A form's kind in words: <c>string, date-time, or null</c>.</summary>
    private static string Kind(JsonNode schema)
    {
        if (schema is not JsonObject form)
            return "any";
        if (form["anyOf"] is JsonArray choices)
            return string.Join(" or ", choices.Select(c => Kind(c!)));
        if (form["$ref"] is not null)
            return NameOf(form)!;
        if (form["enum"] is JsonArray words)
            return string.Join(", ", words.Select(w => w?.GetValue<string>() ?? "null"));
        string[] types = form["type"] switch
        {
            JsonArray several => [.. several.Select(t => t!.GetValue<string>())],
            JsonValue one => [one.GetValue<string>()],
            _ => ["any"],
        };
        if (form["items"] is { } items)
            types = [.. types.Select(t => t == "array" ? "list of " + Kind(items) : t)];
        return string.Join(" or ", types) + (form["format"] is { } format ? ", " + format.GetValue<string>() : "");
    }

    private static string? NameOf(JsonNode? schema) => schema switch
    {
        JsonObject { } form when form["$ref"] is { } reference => reference.GetValue<string>()[References.Length..],
        JsonObject { } form when form["anyOf"] is JsonArray choices => choices.Select(NameOf).FirstOrDefault(n => n is not null),
        JsonObject { } form when form["items"] is { } items => NameOf(items),
        _ => null,
    };

    private static string? Text(JsonNode? text) => text?.GetValue<string>();
}

/// <param name="Takes">The name of the body's form.</param>
/// <param name="Gives">The name of the answer's form.</param>
public sealed record ApiOperation(
    string Id, string Method, string Path, string Summary, string? Description, IReadOnlyList<ApiField> Parameters, string? Takes, bool TakesText, string Status, string? Gives);

public sealed record ApiForm(string Name, string? Description, IReadOnlyList<ApiField> Fields);

/// <param name="Form">The name of the form that it has or holds; null for plain values.</param>
public sealed record ApiField(string Name, string Kind, string? Form, string? Description, bool IsRequired);
