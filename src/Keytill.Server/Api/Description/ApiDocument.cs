using System.Reflection;
using System.Text.Json.Nodes;
using Keytill.Core;
using Keytill.Core.Vendors;
using Keytill.Core.Webhooks;
using Keytill.Server.Hosting;
using Keytill.Server.Orders;

namespace Keytill.Server.Api.Description;

/// <summary>
/// The API's document in OpenAPI 3.1, made of the routes themselves, the records that they read and write, and the comments on these; the
/// webhooks with the examples of <c>docs/webhooks</c>.
/// </summary>
public sealed class ApiDocument(EndpointDataSource routes, PublicUrl publicUrl)
{
    public const string Json = "application/json";
    private const string Scheme = "api_key";
    private const string SignatureScheme = "webhook_signature";
    private const string Problems = "#/components/responses/Problem";

    private readonly Lazy<JsonObject> whole = new(() => Write(routes, publicUrl));

    private JsonAnswer? answer;

    /// <summary>Read, and not changed.</summary>
    public JsonObject Whole => whole.Value;

    internal JsonAnswer Answer => answer ??= JsonAnswer.Of(Whole);

    /// <summary>The routes of the vendors' API, each with its method.</summary>
    internal static IEnumerable<(string Method, RouteEndpoint Route)> RoutesOf(EndpointDataSource routes) =>
        from route in routes.Endpoints.OfType<RouteEndpoint>()
        where route.Metadata.GetMetadata<VendorsRoute>() is not null
        from method in route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []
        select (method, route);

    private static JsonObject Write(EndpointDataSource routes, PublicUrl publicUrl)
    {
        var schemas = new ApiSchemas(CodeComments.Load());
        var problem = schemas.OfAnswer(typeof(Problem));
        var paths = new JsonObject();
        foreach (var (method, route) in RoutesOf(routes).OrderBy(r => r.Route.RoutePattern.RawText, StringComparer.Ordinal))
        {
            string path = route.RoutePattern.RawText!;
            if (paths[path] is not JsonObject operations)
                paths[path] = operations = [];
            operations[method.ToLowerInvariant()] = Operation(method, route, schemas);
        }

        var webhooks = Webhooks(schemas);
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = "Keytill", ["version"] = "1", ["description"] = DescriptionWords.Introduction },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = publicUrl.Value.AbsoluteUri.TrimEnd('/') }),
            ["paths"] = paths,
            ["webhooks"] = webhooks,
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas.Components,
                ["responses"] = new JsonObject { ["Problem"] = Content("What went wrong, by a stable `code`.", "application/problem+json", problem) },
                ["parameters"] = new JsonObject { [Idempotency.Header] = IdempotencyKey() },
                ["securitySchemes"] = new JsonObject
                {
                    [Scheme] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = DescriptionWords.Key },
                    [SignatureScheme] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = WebhookSignature.SignatureHeader, ["description"] = DescriptionWords.Signature },
                },
            },
        };
    }

    private static JsonObject Operation(string method, RouteEndpoint route, ApiSchemas schemas)
    {
        var says = route.Metadata.GetMetadata<RouteSays>() ?? throw new InvalidOperationException($"{method} {route.RoutePattern.RawText} says nothing of itself.");
        var handler = route.Metadata.GetMetadata<MethodInfo>();
        string resource = route.RoutePattern.RawText!.Split('/')[2];
        var operation = new JsonObject
        {
            ["operationId"] = $"{handler?.DeclaringType?.Name.Replace("Api", "", StringComparison.Ordinal)}{handler?.Name}",
            ["summary"] = says.Summary,
            ["tags"] = new JsonArray(resource),
        };
        if (route.Metadata.GetMetadata<NeededScope>() is { } needed)
        {
            operation["description"] = $"Scope `{PublicName.Of(needed.Scope)}`.";
            operation["security"] = new JsonArray(new JsonObject { [Scheme] = new JsonArray(PublicName.Of(needed.Scope)) });
        }
        else
        {
            // For everybody: an empty list says so, and none at all would say that nobody has thought of it.
            operation["security"] = new JsonArray();
        }

        var parameters = Parameters(method, route, handler);
        if (parameters.Count > 0)
            operation["parameters"] = parameters;
        if (says.Takes is { } takes)
            operation["requestBody"] = Body(schemas.OfRequest(takes), says.TakesText);
        string status = says.Status.ToString(System.Globalization.CultureInfo.InvariantCulture);
        operation["responses"] = new JsonObject
        {
            [status] = says.Gives is { } gives ? Content("Done.", Json, schemas.OfAnswer(gives)) : new JsonObject { ["description"] = "Done." },
            ["4XX"] = new JsonObject { ["$ref"] = Problems },
            ["5XX"] = new JsonObject { ["$ref"] = Problems },
        };
        return operation;
    }

    /// <summary>Those of the path, then what the handler reads of the query.</summary>
    private static JsonArray Parameters(string method, RouteEndpoint route, MethodInfo? handler)
    {
        string[] inPath = [.. route.RoutePattern.Parameters.Select(p => p.Name)];
        string[] inQuery = [.. (handler?.GetParameters() ?? []).Where(p => p.ParameterType == typeof(string) && !inPath.Contains(p.Name)).Select(p => p.Name!)];
        var parameters = new JsonArray(
        [
            .. inPath.Select(name => Parameter(name, "path", isRequired: true)),
            .. inQuery.Select(name => Parameter(name, "query", isRequired: false)),
        ]);
        if (HttpMethods.IsPost(method))
            parameters.Add(new JsonObject { ["$ref"] = "#/components/parameters/" + Idempotency.Header });
        return parameters;
    }

    private static JsonObject Parameter(string name, string place, bool isRequired) => new()
    {
        ["name"] = name,
        ["in"] = place,
        ["required"] = isRequired,
        ["description"] = DescriptionWords.OfParameter(name),
        ["schema"] = new JsonObject { ["type"] = "string" },
    };

    private static JsonObject IdempotencyKey() => new()
    {
        ["name"] = Idempotency.Header,
        ["in"] = "header",
        ["required"] = false,
        ["description"] = DescriptionWords.IdempotencyKey,
        ["schema"] = new JsonObject { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = Idempotency.KeyCharsMax },
    };

    private static JsonObject Body(JsonNode schema, bool takesText)
    {
        var content = new JsonObject { [Json] = new JsonObject { ["schema"] = schema } };
        if (takesText)
            content["text/plain"] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "string" } };
        return new JsonObject { ["required"] = true, ["content"] = content };
    }

    private static JsonObject Content(string description, string type, JsonNode schema) => new()
    {
        ["description"] = description,
        ["content"] = new JsonObject { [type] = new JsonObject { ["schema"] = schema } },
    };

    private static JsonObject Webhooks(ApiSchemas schemas)
    {
        var webhooks = new JsonObject();
        foreach (string type in WebhookEventTypes.All)
        {
            var content = new JsonObject { ["schema"] = schemas.OfAnswer(typeof(EventEnvelope.Envelope)) };
            if (WebhookExamples.Of(type) is { } example)
                content["example"] = example;
            webhooks[type] = new JsonObject
            {
                ["post"] = new JsonObject
                {
                    ["operationId"] = type,
                    ["summary"] = DescriptionWords.OfEvent(type),
                    ["tags"] = new JsonArray("webhooks"),
                    ["security"] = new JsonArray(new JsonObject { [SignatureScheme] = new JsonArray() }),
                    ["parameters"] = new JsonArray([.. DescriptionWords.WebhookHeaders.Select(h => Header(h.Name, h.Meaning))]),
                    ["requestBody"] = new JsonObject { ["required"] = true, ["content"] = new JsonObject { [Json] = content } },
                    ["responses"] = new JsonObject { ["2XX"] = new JsonObject { ["description"] = "Taken, within 15 seconds. Anything else is tried again, for seven days." } },
                },
            };
        }

        return webhooks;
    }

    private static JsonObject Header(string name, string meaning) => new()
    {
        ["name"] = name,
        ["in"] = "header",
        ["required"] = true,
        ["description"] = meaning,
        ["schema"] = new JsonObject { ["type"] = "string" },
    };
}
