using System.Runtime.CompilerServices;
using System.Text;
using Keytill.Core.Orders;
using Keytill.Server.Orders;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;
using Keytill.Server.Tests.Tidy;

namespace Keytill.Server.Tests.Api;

/// <summary>The examples in <c>docs/webhooks</c> are what the server sends, member for member.</summary>
public sealed class WebhookExampleTests
{
    private const string Folder = "docs/webhooks";
    private const string WriteVariable = "KEYTILL_WRITE_EXAMPLES";

    /// <summary>Every event type that is built, as the code has it.</summary>
    private static readonly string[] Types =
    [
        .. typeof(PublicOrderEvent).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(PublicOrderEvent)) && !type.IsAbstract)
            .Select(type => ((PublicOrderEvent)RuntimeHelpers.GetUninitializedObject(type)).Type)
            .Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Each_event_has_an_example_that_is_what_was_sent(DatabaseKind kind)
    {
        await using var here = await Installation.Start(kind);
        using var sales = new ExampleSales(here);
        await sales.Happen();
        await Installation.Until(async () => here.VendorServer.Events().Count == await CountEvents(here), "every event has arrived");
        var sent = here.VendorServer.Events();

        Assert.Equal(0, here.VendorServer.Refused);
        Assert.Equal(Types, sent.Select(e => e.Type).Distinct().Order(StringComparer.Ordinal));
        Assert.All(sent, e => Assert.InRange(Encoding.UTF8.GetByteCount(e.Body.GetRawText()), 1, EventEnvelope.BodyBytesMax));
        Assert.All(sent, OrderShape.AssertEnvelope);
        Assert.All(Types, type => AssertExample(type, ExampleText.Of(sent.First(e => e.Type == type).Body.GetRawText())));
    }

    [Fact]
    public void There_is_no_example_of_an_event_that_does_not_exist() =>
        Assert.Equal(Types, Directory.GetFiles(Path.Combine(Repository.Root, Folder)).Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));

    private static void AssertExample(string type, string produced)
    {
        string path = Path.Combine(Repository.Root, Folder, type + ".json");
        if (Environment.GetEnvironmentVariable(WriteVariable) is { Length: > 0 })
            File.WriteAllText(path, produced);
        string kept = File.Exists(path) ? File.ReadAllText(path) : "";
        if (kept != produced)
            Assert.Fail($"{Folder}/{type}.json is not what is sent. If that is right, write the examples anew: {WriteVariable}=1 ./test WebhookExample\n{FirstDifference(kept, produced)}");
    }

    private static string FirstDifference(string kept, string produced)
    {
        var (olds, news) = (kept.Split('\n'), produced.Split('\n'));
        int line = Enumerable.Range(0, Math.Max(olds.Length, news.Length)).First(i => olds.ElementAtOrDefault(i) != news.ElementAtOrDefault(i));
        return $"Line {line + 1}: kept “{olds.ElementAtOrDefault(line)?.Trim()}”, sent “{news.ElementAtOrDefault(line)?.Trim()}”";
    }

    private static async Task<int> CountEvents(Installation here)
    {
        using var program = new VendorProgram(here);
        return (await program.Get("/v1/events?limit=100")).GetProperty("data").GetArrayLength();
    }
}
