#pragma warning disable RS0030 // The tests' clients are the world outside: they do not go through our own door.
namespace Keytill.Server.Tests.Support;

internal static class TestHttp
{
    /// <summary>A client that follows no redirect and keeps no cookie, so that a test sees each answer as it was given.</summary>
    public static HttpClient Client(Uri server) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }) { BaseAddress = server };
}
