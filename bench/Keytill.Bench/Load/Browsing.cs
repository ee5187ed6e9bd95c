#pragma warning disable RS0030 // The load is the world outside: it does not go through the product's own door.
namespace Keytill.Bench;

internal static class Browsing
{
    private static readonly TimeSpan AnswerWaitMax = TimeSpan.FromSeconds(60);

    /// <summary>A browser's connections, kept open, without redirects or cookies of their own.</summary>
    public static HttpClient Client(Uri server) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }) { BaseAddress = server, Timeout = AnswerWaitMax };
}
