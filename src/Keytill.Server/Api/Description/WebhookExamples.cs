using System.Reflection;
using System.Text.Json.Nodes;

namespace Keytill.Server.Api.Description;

/// <summary>The examples of <c>docs/webhooks</c>, which a test holds to what is really sent.</summary>
internal static class WebhookExamples
{
    private const string Folder = "webhooks/";

    /// <summary>Null for an event that nothing of what is built leads to yet.</summary>
    public static JsonNode? Of(string type)
    {
        using var file = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{Folder}{type}.json");
        return file is null ? null : JsonNode.Parse(file);
    }
}
