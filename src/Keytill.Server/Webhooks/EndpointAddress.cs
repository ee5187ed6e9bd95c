using System.Net.Sockets;
using Keytill.Core;
using Keytill.Server.Outgoing;

namespace Keytill.Server.Webhooks;

/// <summary>Whether an address may be called at all, asked when a vendor names it.</summary>
public sealed class EndpointAddress(PinnedConnection connection)
{
    private static readonly TimeSpan LookUpWaitMax = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Tells the vendor at once what every later call would refuse anyway. A name that cannot be resolved yet is no reason:
    /// vendors register an address before they switch it on.
    /// </summary>
    /// <param name="url">Absolute.</param>
    /// <exception cref="RuleBroken"><c>url_not_public</c>.</exception>
    public async Task RefuseUnlessPublic(string url, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(LookUpWaitMax);
        try
        {
            await connection.Checked(new Uri(url).IdnHost, patience.Token);
        }
        catch (OutgoingRefused refused)
        {
            throw new RuleBroken("url_not_public", refused.Message);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            // Not known, or not in time.
        }
    }
}
