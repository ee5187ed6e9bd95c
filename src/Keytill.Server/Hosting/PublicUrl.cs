using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Keytill.Server.Hosting;

/// <summary>
/// The address under which the world reaches this installation: setting <c>PublicUrl</c>, else the first address that the
/// server is bound to. Every absolute link is made from it, never from a request's host, which anybody can invent.
/// </summary>
public sealed class PublicUrl(IConfiguration settings, IServer server)
{
    private readonly Uri? configured = Read(settings);

    /// <exception cref="InvalidOperationException">Nothing is set, and the server does not listen yet.</exception>
    public Uri Value => configured ?? Bound() ?? throw new InvalidOperationException("The public address is known once the server listens.");

    /// <param name="path">From the root, with its slash.</param>
    public Uri For(string path) => new(Value, path);

    /// <exception cref="InvalidOperationException"><c>PublicUrl</c> is set to something that is no address.</exception>
    internal static Uri? Read(IConfiguration settings)
    {
        if (settings["PublicUrl"] is not { Length: > 0 } text)
            return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            ? url
            : throw new InvalidOperationException("PublicUrl must be an absolute http or https address.");
    }

    private Uri? Bound()
    {
        string? first = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        return first is null ? null : new Uri(first.Replace("//*", "//localhost", StringComparison.Ordinal).Replace("//+", "//localhost", StringComparison.Ordinal)
            .Replace("//0.0.0.0", "//127.0.0.1", StringComparison.Ordinal).Replace("//[::]", "//[::1]", StringComparison.Ordinal));
    }
}
