using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Keytill.Server.Tests.Crash;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;
using Keytill.Server.Tests.Tidy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Keytill.Server.Tests.Api;

/// <summary>What <c>docs/integrate.md</c> tells a vendor to write works, and is what is tested here.</summary>
public sealed class IntegrateGuideTests
{
    private const string Guide = "docs/integrate.md";
    private const string Program = "tests/Keytill.Server.Tests/Api/KeytillWebhooks.cs";

    [Fact]
    public void The_guide_prints_the_program_that_is_tested() =>
        Assert.Contains($"```csharp\n{Read(Program)}```", Read(Guide), StringComparison.Ordinal);

    [Fact]
    public async Task The_guides_program_takes_the_webhooks_of_a_sale_and_no_forged_one()
    {
        await using var world = await ApiWorld.Open(DatabaseKind.Sqlite);
        var taken = new ConcurrentQueue<string>();
        await using var vendor = OnAnyPort();
        await vendor.StartAsync();
        string url = vendor.Urls.Single();
        string secret = (await world.Post("/v1/webhook-endpoints", JsonSerializer.Serialize(new { url = url + "/keytill" }))).Ok().GetProperty("secret").GetString()!;
        vendor.MapKeytillWebhooks("/keytill", secret, world.Here.Clock, e =>
        {
            taken.Enqueue(e.GetProperty("type").GetString()!);
            return Task.CompletedTask;
        });

        using var ada = new Customer(world.Here);
        await ada.Buy("editor");
        await ada.Order();
        await ada.PayByCard(Customer.GoodCard);
        await world.Here.Settle((await ada.Placed()).Id);
        await Installation.Until(() => Task.FromResult(taken.Count >= 4), "the webhooks are taken");

        Assert.Equal(["order.created", "order.delivered", "payment.succeeded", "product.delivered"], taken.Distinct().Order(StringComparer.Ordinal));
        using var stranger = TestHttp.Client(new Uri(url));
        using var forged = new HttpRequestMessage(HttpMethod.Post, "/keytill") { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        forged.Headers.Add("webhook-id", "evt_1");
        forged.Headers.Add("webhook-timestamp", world.Here.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        forged.Headers.Add("webhook-signature", "v1,AAAA");
        Assert.Equal(HttpStatusCode.BadRequest, (await stranger.SendAsync(forged)).StatusCode);
    }

    [Fact]
    public async Task Whoever_follows_it_from_an_empty_folder_has_verified_webhooks_in_both_languages_within_25_commands()
    {
        await using var database = await TestDatabase.Create(DatabaseKind.Sqlite);
        using var server = new ServerProcess(database);
        await server.Start();

        string port = ServerProcess.FreePort().ToString(CultureInfo.InvariantCulture);
        using var script = Process.Start(new ProcessStartInfo(Path.Combine(Repository.Root, "scripts/integrate.sh"), [database.Folder, port])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = script.StandardError.ReadToEndAsync();
        string[] said = (await script.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await script.WaitForExitAsync();

        Assert.True(script.ExitCode == 0, $"{string.Join('\n', said)}\n{await errors}\n{server.Log()}");
        Assert.Equal(2, said.Count(line => line.StartsWith("A verified webhook after ", StringComparison.Ordinal)));
        Assert.Equal(2, said.Count(line => line == "400"));
        int commands = int.Parse(said[^1].Split(' ')[0], CultureInfo.InvariantCulture);
        Assert.InRange(commands, 2, 25);
        Proof.Say($"The guide: {string.Join(' ', said.Where(line => line.StartsWith("A verified webhook", StringComparison.Ordinal)))} {said[^1]}");
    }

    /// <summary>Whoever reads the guide finds every event that there is.</summary>
    [Fact]
    public void The_guide_names_every_event() => Assert.All(
        Directory.GetFiles(Path.Combine(Repository.Root, "docs/webhooks")).Select(Path.GetFileNameWithoutExtension),
        type => Assert.Contains($"(webhooks/{type}.json)", Read(Guide), StringComparison.Ordinal));

    private static WebApplication OnAnyPort()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/", () => "The vendor's own site.");
        return app;
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(Repository.Root, path));
}
