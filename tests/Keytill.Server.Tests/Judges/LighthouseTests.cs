using System.Globalization;
using System.Text.Json;
using Keytill.Server.Tests.Browser;
using Keytill.Server.Tests.Demo;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Judges;

/// <summary>
/// What Lighthouse says to the two pages that every customer sees, on a phone. How quick they are is measured in the full proof
/// alone, when no other test runs: the figure would be theirs.
/// </summary>
[Collection(nameof(ByItself))]
public sealed class LighthouseTests : IAsyncLifetime
{
    private const int ScoreMin = 98;
    private const int VisitsBefore = 300;
    private const string Performance = "performance";

    /// <summary>
    /// The same engine as Chromium's, without the windows of a desktop, which a phone does not have either: they work as long on two processors
    /// as the page does, and would be counted as its own.
    /// </summary>
    private const string Browser = "/usr/bin/chromium-headless-shell";

    private static readonly string[] Always = ["accessibility", "best-practices"];
    private readonly Judge lighthouse = new("lighthouse.js");
    private TestDatabase database = null!;
    private DemoHost demo = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.Create(DatabaseKind.Sqlite);
        demo = await DemoHost.Start(database);
    }

    [Fact]
    [Trait(Proof.Trait, Proof.InFull)]
    public async Task The_checkout_page_scores_98_and_more_on_a_phone()
    {
        using var ada = new Customer(demo.Address, demo.Address);
        await ada.Buy("nordlicht-editor");
        await Score("checkout page", ada.Checkout!);
    }

    [Fact]
    [Trait(Proof.Trait, Proof.InFull)]
    public async Task The_order_page_scores_98_and_more_on_a_phone()
    {
        using var ada = new Customer(demo.Address, demo.Address);
        await ada.Buy("nordlicht-editor");
        await ada.Order();
        await Score("order page", ada.OrderPage!);
    }

    public async ValueTask DisposeAsync()
    {
        await lighthouse.DisposeAsync();
        await demo.DisposeAsync();
        await database.DisposeAsync();
    }

    private async Task Score(string name, Uri page)
    {
        string[] categories = Proof.IsFull ? [Performance, .. Always] : Always;
        var runs = new List<JsonElement>();
        if (Proof.IsFull)
            await WarmUp(page, categories);
        for (int run = 0; run < Proof.Runs(small: 1, full: 5); run++)
        {
            var answer = await Ask(page, categories);
            Assert.Equal(JsonValueKind.Null, answer.GetProperty("error").ValueKind);
            runs.Add(answer);
        }

        var medians = categories.ToDictionary(category => category, category => runs.Select(run => run.GetProperty("scores").GetProperty(category).GetInt32()).Order().ElementAt(runs.Count / 2));
        Proof.Say(string.Create(CultureInfo.InvariantCulture, $"Lighthouse, {name}, median of {runs.Count}: {string.Join(", ", medians.Select(m => $"{m.Key} {m.Value}"))}."));
        var lost = runs.SelectMany(run => run.GetProperty("lost").EnumerateArray()).Select(sentence => sentence.GetString()).Distinct();
        Assert.True(medians.Values.All(score => score >= ScoreMin), $"{string.Join(", ", medians)}\n{string.Join('\n', lost)}");
    }

    private Task<JsonElement> Ask(Uri page, string[] categories) =>
        lighthouse.Ask(new { url = page.AbsoluteUri, chromium = Browser, flags = BrowserFixture.Flags, categories });

    /// <summary>A server that has just been started compiles itself on the very processors that the browser is measured on.</summary>
    private async Task WarmUp(Uri page, string[] categories)
    {
        using var http = demo.Client();
        for (int visit = 0; visit < VisitsBefore; visit++)
            (await http.GetAsync(page)).Dispose();
        await Ask(page, categories);
    }
}

/// <summary>Tests that measure time run when all others have ended, one after another.</summary>
[CollectionDefinition(nameof(ByItself), DisableParallelization = true)]
public sealed class ByItself;
