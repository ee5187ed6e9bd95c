using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Keytill.Server.Tests.Browser;

/// <summary>One visitor's way through pages. Notes what a visitor would not forgive: <see cref="HasNoProblems"/>.</summary>
public sealed class Visit : IAsyncDisposable
{
    private const int WaitMillisecondsMax = 15_000;
    private const string PicturesFolder = "KEYTILL_PICTURES";

    private readonly IBrowserContext context;
    private readonly ConcurrentQueue<string> problems = new();

    private Visit(IBrowserContext context, IPage page)
    {
        (this.context, Page) = (context, page);
        context.Console += (_, message) => Note(message.Type == "error" && !IsAnsweredPage(message.Text), $"console: {message.Text} {message.Location}");
        context.WebError += (_, error) => Note(true, $"script: {error.Error}");
        context.Request += (_, request) => Note(!IsOurs(request.Url), $"asked a third party: {request.Url}");
        context.Response += (_, response) => Note(IsBad(response), $"{response.Status} from {response.Url}");
    }

    public IPage Page { get; }

    public static async Task<Visit> Begin(IBrowserContext context)
    {
        context.SetDefaultTimeout(WaitMillisecondsMax);
        // What is expected has as much time as what is waited for: by itself it has a third of it.
        Assertions.SetDefaultExpectTimeout(WaitMillisecondsMax);
        return new Visit(context, await context.NewPageAsync());
    }

    /// <summary>Another tab of the same visitor.</summary>
    public Task<IPage> NewTab() => context.NewPageAsync();

    /// <summary>
    /// Waits until the page stands at such an address. It asks the browser again and again: Playwright's own wait for a
    /// navigation hears nothing of one that commits while it begins to listen.
    /// </summary>
    public Task StandsAt(Regex address) =>
        Assertions.Expect(Page).ToHaveURLAsync(address, new PageAssertionsToHaveURLOptions { Timeout = WaitMillisecondsMax });

    /// <inheritdoc cref="StandsAt(Regex)"/>
    public Task StandsAt(string address) => StandsAt(new Regex($"^{Regex.Escape(address)}$"));

    /// <summary>Fails with everything that went wrong beside the page: errors of scripts and of the content security policy,
    /// requests to hosts that are not this machine, answers of 500 and above.</summary>
    public void HasNoProblems() => Assert.True(problems.IsEmpty, "\n" + string.Join('\n', problems));

    /// <summary>The folder that pictures are kept in: the environment's <c>KEYTILL_PICTURES</c>. Null: nobody wants to look.</summary>
    public static string? Pictures { get; } = Environment.GetEnvironmentVariable(PicturesFolder) is { Length: > 0 } folder ? folder : null;

    /// <summary>Keeps a picture of the whole page for people to look at, where somebody wants to.</summary>
    public Task Picture(string name) => Pictures is null
        ? Task.CompletedTask
        : Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, name + ".png"), FullPage = true });

    public ValueTask DisposeAsync() => context.DisposeAsync();

    private static bool IsOurs(string url) =>
        !Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https" or "ws" or "wss") || address.IsLoopback;

    // A page that says what is wrong with a form has a status of 400 and above. A part of a page has not.
    private static bool IsBad(IResponse response) => response.Status >= (response.Request.IsNavigationRequest ? 500 : 400);

    // The console repeats the status of an answer, which is judged by itself.
    private static bool IsAnsweredPage(string text) => text.StartsWith("Failed to load resource: the server responded with a status of 4", StringComparison.Ordinal);

    private void Note(bool isProblem, string what)
    {
        if (isProblem)
            problems.Enqueue(what);
    }
}
