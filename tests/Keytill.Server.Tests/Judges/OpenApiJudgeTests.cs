using System.Text.Json.Nodes;
using Keytill.Server.Tests.Demo;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Judges;

/// <summary>What Redocly's linter says to the API's document, by its recommended rules.</summary>
public sealed class OpenApiJudgeTests : IAsyncDisposable
{
    private readonly Judge linter = new("openapi.js");

    [Fact]
    public async Task The_document_of_the_API_lints_clean_and_the_linter_sees_what_is_wrong()
    {
        await using var database = await TestDatabase.Create(DatabaseKind.Sqlite);
        await using var demo = await DemoHost.Start(database, "--no-demo");
        using var reader = demo.Client();
        string document = await reader.GetStringAsync("/v1/openapi.json");
        string[] found = await linter.Sentences(new { document });
        Assert.True(found.Length == 0, string.Join('\n', found));

        var spoilt = JsonNode.Parse(document)!;
        spoilt["paths"]!["/v1/orders"]!["get"]!["responses"]!["4XX"]!["$ref"] = "#/components/responses/Nothing";
        spoilt["paths"]!["/v1/products"]!["post"]!["operationId"] = spoilt["paths"]!["/v1/products"]!["get"]!["operationId"]!.DeepClone();
        found = await linter.Sentences(new { document = spoilt.ToJsonString() });
        Assert.Contains(found, sentence => sentence.Contains("no-unresolved-refs", StringComparison.Ordinal));
        Assert.Contains(found, sentence => sentence.Contains("operation-operationId-unique", StringComparison.Ordinal));
    }

    public ValueTask DisposeAsync() => linter.DisposeAsync();
}
