using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Keytill.Server.Orders;

namespace Keytill.Server.Api.Description;

/// <summary>
/// The JSON Schemas of all that the API takes and gives, read off the very records that are written and read: a member that the code has and
/// the document has not cannot be.
/// </summary>
internal sealed class ApiSchemas(CodeComments comments)
{
    private const string Prefix = "#/components/schemas/";

    private static readonly JsonSerializerOptions Answers = ReadOnly(new(OrderJson.Options) { NumberHandling = JsonNumberHandling.Strict });

    private static readonly JsonSerializerOptions Requests = ReadOnly(new(ApiBody.Strict));

    private readonly SortedDictionary<string, JsonNode> components = new(StringComparer.Ordinal);

    /// <summary>The named ones, for the document's components.</summary>
    public JsonObject Components => new(components.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value.DeepClone())));

    public JsonNode OfAnswer(Type type) => Export(Answers, type);

    public JsonNode OfRequest(Type type) => Export(Requests, type);

    private static JsonSerializerOptions ReadOnly(JsonSerializerOptions options)
    {
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private JsonNode Export(JsonSerializerOptions options, Type type) => options.GetJsonSchemaAsNode(type, new JsonSchemaExporterOptions
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = (context, schema) => Describe(context, Shape(context, schema, isRequest: options == Requests)),
    });

    private JsonNode Shape(JsonSchemaExporterContext context, JsonNode schema, bool isRequest)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        bool isNullable = type != context.TypeInfo.Type;
        if (type == typeof(DateTimeOffset))
            return new JsonObject { ["type"] = OrNull("string", isNullable), ["format"] = "date-time" };
        if (type.IsEnum)
        {
            var words = new JsonArray([.. Enum.GetValues(type).Cast<Enum>().Select(member => (JsonNode)Core.PublicName.Of(member))]);
            if (isNullable)
                words.Add(null);
            return new JsonObject { ["type"] = OrNull("string", isNullable), ["enum"] = words };
        }

        if (schema is JsonObject again && again.ContainsKey("$ref"))
            return Again(context, type);
        if (context.TypeInfo.Kind != JsonTypeInfoKind.Object || type.Namespace?.StartsWith("Keytill", StringComparison.Ordinal) != true)
            return schema is JsonObject ? schema : new JsonObject();
        return Named(context.TypeInfo, schema.AsObject(), isRequest);
    }

    /// <summary>A record of ours stands once, under its name, and is referred to.</summary>
    private JsonObject Named(JsonTypeInfo info, JsonObject schema, bool isRequest)
    {
        bool isNullable = schema["type"] is JsonArray;
        string name = NameOf(info.Type);
        schema["type"] = "object";
        if (comments.Of(info.Type) is { } said)
            schema["description"] = said;
        var required = info.Properties.Where(p => p.AttributeProvider is { } member && (isRequest
            ? member.IsDefined(typeof(RequiredAttribute), inherit: false)
            : !member.IsDefined(typeof(JsonIgnoreAttribute), inherit: false))).Select(p => (JsonNode)p.Name).ToArray();
        if (required.Length > 0)
            schema["required"] = new JsonArray(required);
        components[name] = schema.DeepClone();
        return Reference(name, isNullable);
    }

    /// <summary>
    /// A form that stood in this export before. The exporter refers to the place where it stood, which is another once the records in it
    /// stand under their names: lists are written out again, records are referred to by name.
    /// </summary>
    private static JsonObject Again(JsonSchemaExporterContext context, Type type)
    {
        bool isNullable = context.PropertyInfo?.IsGetNullable == true;
        if (context.TypeInfo.ElementType is not { } element)
            return Reference(NameOf(type), isNullable);
        var items = element == typeof(string) ? new JsonObject { ["type"] = "string" } : new JsonObject { ["$ref"] = Prefix + NameOf(element) };
        return new JsonObject { ["type"] = OrNull("array", isNullable), ["items"] = items };
    }

    private static JsonObject Reference(string name, bool isNullable)
    {
        var reference = new JsonObject { ["$ref"] = Prefix + name };
        return isNullable ? new JsonObject { ["anyOf"] = new JsonArray(reference, new JsonObject { ["type"] = "null" }) } : reference;
    }

    private JsonNode Describe(JsonSchemaExporterContext context, JsonNode schema)
    {
        if (schema is JsonObject described && context.PropertyInfo?.AttributeProvider is PropertyInfo { DeclaringType: { } owner } member && comments.Of(owner, member.Name) is { } said)
            described["description"] = said;
        return schema;
    }

    private static JsonNode OrNull(string type, bool isNullable) => isNullable ? new JsonArray(type, "null") : JsonValue.Create(type);

    private static string NameOf(Type type)
    {
        if (type.IsGenericType)
            return NameOf(type.GetGenericArguments()[0]) + type.Name.Split('`')[0];
        string name = type.Name;
        foreach (string end in (string[])["View", "Body"])
            if (name.EndsWith(end, StringComparison.Ordinal))
                name = name[..^end.Length];
        return name == "Envelope" ? "Event" : name;
    }
}
