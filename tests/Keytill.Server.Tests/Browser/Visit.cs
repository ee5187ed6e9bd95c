using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Keytill.Server.Tests.Browser;

/// <summary>One visitor's way through pages. Notes what a visitor would not forgive: <see cref="HasNoProblems"/>.</summary>
public sealed class Visit : IAsyncDisposable
{
    private const int WaitMillisecondsMax = 15_000;
    private readonly IBrowserContext context;
    private readonly ConcurrentQueue<string> problems = new();

    private Visit(IBrowserContext context, IPage page)
    {
        (this.context, Page) = (context, page);
        context.Console += (_, message) => Note(message.Type == "error", $"console: {message.Text} {message.Location}");
        context.WebError += (_, error) => Note(true, $"script: {error.Error}");
        context.Request += (_, request) => Note(!IsOurs(request.Url), $"asked a third party: {request.Url}");
        context.Response += (_, response) => Note(response.Status >= 500, $"{response.Status} from {response.Url}");
    }

    public IPage Page { get; }

    public static async Task<Visit> Begin(IBrowserContext context)
    {
        context.SetDefaultTimeout(WaitMillisecondsMax);
        return new Visit(context, await context.NewPageAsync());
    }

    /// <summary>Another tab of the same visitor.</summary>
    public Task<IPage> NewTab() => context.NewPageAsync();

    /// <summary>Fails with everything that went wrong beside the page: errors of scripts and of the content security policy,
    /// requests to hosts that are not this machine, answers of 500 and above.</summary>
    public void HasNoProblems() => Assert.True(problems.IsEmpty, "\n" + string.Join('\n', problems));

    /// <summary>Keeps a picture of the whole page in <c>TestResults/screenshots</c>, for people to look at.</summary>
    public Task Picture(string name) => Page.ScreenshotAsync(new PageScreenshotOptions
    {
        Path = Path.Combine(Tidy.Repository.Root, "TestResults", "screenshots", name + ".png"),
        FullPage = true,
    });

    public ValueTask DisposeAsync() => context.DisposeAsync();

    private static bool IsOurs(string url) =>
        !Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https" or "ws" or "wss") || address.IsLoopback;

    private void Note(bool isProblem, string what)
    {
        if (isProblem)
            problems.Enqueue(what);
    }
}
