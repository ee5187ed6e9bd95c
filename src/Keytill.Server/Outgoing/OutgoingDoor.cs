using System.Net.Sockets;
using Keytill.Server.Hosting;
using Keytill.Server.Persistence;

namespace Keytill.Server.Outgoing;

/// <summary>
/// The one door for HTTP going out. Nobody calls the world inside a transaction: the answer would hold a lock as long as
/// the other side likes, and a rollback would not take the call back.
/// </summary>
public sealed class OutgoingDoor(Crossings crossings, bool guarded) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        string name = OutgoingRequest.NameOf(request);
        WriteGuard.ThrowIfInside($"call {name}");
        if (guarded)
            CheckScheme(request);

        await crossings.Pass($"call:{name}:before");
        HttpResponseMessage answer = await Call(request, cancel);
        try
        {
            await crossings.Pass($"call:{name}:after");
        }
        catch
        {
            answer.Dispose();
            throw;
        }

        return answer;
    }

    /// <summary>The blocking way would go round the crossings.</summary>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancel) =>
        throw new NotSupportedException("Calls go out asynchronously.");

    private async Task<HttpResponseMessage> Call(HttpRequestMessage request, CancellationToken cancel)
    {
        try
        {
            return await base.SendAsync(request, cancel);
        }
        catch (HttpRequestException e) when (e.InnerException is OutgoingRefused refused)
        {
            throw new OutgoingRefused(refused.Message, e);
        }
        catch (SocketException e)
        {
            // Where the other side dies while the framework greets it, the socket's own error comes through bare.
            throw new HttpRequestException("The other side went away.", e);
        }
    }

    private static void CheckScheme(HttpRequestMessage request)
    {
        string? scheme = request.RequestUri?.Scheme;
        if (scheme != Uri.UriSchemeHttps && !(scheme == Uri.UriSchemeHttp && OutgoingRequest.IsTest(request)))
            throw new OutgoingRefused("In live mode Keytill calls https addresses alone.");
    }
}
