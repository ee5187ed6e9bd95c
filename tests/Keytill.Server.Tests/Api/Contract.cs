using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Keytill.Server.Tests.Api;

/// <summary>
/// The API's own document as a judge: every request that is taken and every answer that is given is held against it. It knows so much of JSON Schema
/// as the document uses, and fails on anything else.
/// </summary>
internal sealed class Contract(JsonElement document)
{
    private static readonly HashSet<string> Known =
        ["type", "format", "enum", "properties", "required", "additionalProperties", "items", "anyOf", "$ref", "description", "minLength", "maxLength"];

    /// <summary>All that does not fit; nothing where the document says nothing of this call.</summary>
    public IReadOnlyList<string> Judge(string method, string path, int status, string? request, string? contentType, string answer)
    {
        if (Find(method, path) is not { } operation)
            return status is 404 or 405 or 401 ? [] : [$"{method} {path} is not in the document."];
        var wrong = new List<string>();
        var responses = operation.GetProperty("responses");
        string exact = status.ToString(CultureInfo.InvariantCulture);
        if (!responses.TryGetProperty(exact, out var response) && !responses.TryGetProperty($"{exact[0]}XX", out response))
            return [$"{method} {path} answered {status}, which the document does not know."];
        response = Follow(response);
        if (response.TryGetProperty("content", out var content))
        {
            if (content.TryGetProperty(contentType ?? "", out var form))
                Check(form.GetProperty("schema"), JsonDocument.Parse(answer).RootElement, "answer", wrong);
            else
                wrong.Add($"{method} {path} answered {contentType}.");
        }

        if (request is not null && status < 300 && operation.TryGetProperty("requestBody", out var body))
            Check(body.GetProperty("content").GetProperty("application/json").GetProperty("schema"), JsonDocument.Parse(request).RootElement, "request", wrong);
        return wrong;
    }

    /// <summary>What does not fit of a value to a schema of the document.</summary>
    public IReadOnlyList<string> Judge(JsonElement schema, JsonElement value)
    {
        var wrong = new List<string>();
        Check(schema, value, "value", wrong);
        return wrong;
    }

    private JsonElement? Find(string method, string path)
    {
        string bare = path.Split('?')[0];
        // A literal part wins over a parameter, as in routing.
        foreach (var template in document.GetProperty("paths").EnumerateObject().OrderBy(p => p.Name.Count(c => c == '{')))
            if (Regex.IsMatch(bare, "^" + Regex.Replace(template.Name.Replace(".", "\\.", StringComparison.Ordinal), @"\{\w+\}", "[^/]+") + "$")
                && template.Value.TryGetProperty(method.ToLowerInvariant(), out var operation))
                return operation;
        return null;
    }

    private JsonElement Follow(JsonElement node)
    {
        while (node.TryGetProperty("$ref", out var reference))
            node = reference.GetString()!.Split('/').Skip(1).Aggregate(document, (at, part) => at.GetProperty(part));
        return node;
    }

    private void Check(JsonElement schema, JsonElement value, string at, List<string> wrong)
    {
        wrong.AddRange(schema.EnumerateObject().Where(p => !Known.Contains(p.Name)).Select(p => $"{at}: the judge does not know {p.Name}."));
        schema = Follow(schema);
        if (schema.TryGetProperty("anyOf", out var choices))
        {
            if (!choices.EnumerateArray().Any(choice => Judge(choice, value).Count == 0))
                wrong.Add($"{at} fits none of {choices}: {value}");
            return;
        }

        if (schema.TryGetProperty("type", out var type) && !Types(type).Contains(TypeOf(value)) && !(TypeOf(value) == "integer" && Types(type).Contains("number")))
            wrong.Add($"{at} is {TypeOf(value)} and not {type}: {value}");
        else if (schema.TryGetProperty("enum", out var words) && !words.EnumerateArray().Any(w => JsonElement.DeepEquals(w, value)))
            wrong.Add($"{at} is none of {words}: {value}");
        else if (schema.TryGetProperty("format", out var format) && format.GetString() == "date-time" && value.ValueKind == JsonValueKind.String
            && !DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, out _))
            wrong.Add($"{at} is no instant: {value}");
        else if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
            foreach (var (index, item) in value.EnumerateArray().Index())
                Check(items, item, $"{at}[{index}]", wrong);
        else if (value.ValueKind == JsonValueKind.Object)
            CheckObject(schema, value, at, wrong);
    }

    private void CheckObject(JsonElement schema, JsonElement value, string at, List<string> wrong)
    {
        if (schema.TryGetProperty("required", out var required))
            wrong.AddRange(required.EnumerateArray().Where(r => !value.TryGetProperty(r.GetString()!, out _)).Select(r => $"{at} lacks {r}."));
        bool hasRest = schema.TryGetProperty("additionalProperties", out var rest);
        // What an answer has and the document does not name is as wrong as what it lacks.
        bool isOpen = hasRest ? rest.ValueKind != JsonValueKind.False : !schema.TryGetProperty("properties", out _);
        foreach (var member in value.EnumerateObject())
        {
            if (schema.TryGetProperty("properties", out var named) && named.TryGetProperty(member.Name, out var form))
                Check(form, member.Value, $"{at}.{member.Name}", wrong);
            else if (!isOpen)
                wrong.Add($"{at}.{member.Name} is not in the document.");
            else if (hasRest && rest.ValueKind == JsonValueKind.Object)
                Check(rest, member.Value, $"{at}.{member.Name}", wrong);
        }
    }

    private static string[] Types(JsonElement type) => type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(t => t.GetString()!)] : [type.GetString()!];

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.TryGetInt64(out _) ? "integer" : "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => value.ValueKind.ToString().ToLowerInvariant(),
    };
}
