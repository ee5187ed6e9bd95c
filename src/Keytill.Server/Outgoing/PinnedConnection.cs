using System.Net;
using System.Net.Sockets;

namespace Keytill.Server.Outgoing;

/// <summary>
/// Opens the sockets of guarded calls: resolves the name once, checks every address of the answer, and connects to exactly
/// a checked one. Asking the name service again between check and connection would let it give another answer.
/// </summary>
public sealed partial class PinnedConnection(ResolveHost resolve, AddressGuard guard, ILogger<PinnedConnection> log)
{
    private const int AddressesTriedMax = 4;

    /// <summary>While other addresses are left, one that does not answer gets no more than this.</summary>
    private static readonly TimeSpan AddressWaitMax = TimeSpan.FromSeconds(2);

    /// <exception cref="OutgoingRefused">One of the host's addresses may not be called.</exception>
    /// <exception cref="SocketException">The host is not known, or nobody answers there.</exception>
    public async ValueTask<Stream> Open(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        DnsEndPoint target = context.DnsEndPoint;
        IPAddress[] addresses = await Checked(target.Host, cancel);
        for (int i = 0; i < addresses.Length - 1; i++)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            patience.CancelAfter(AddressWaitMax);
            try
            {
                return await Connect(addresses[i], target.Port, patience.Token);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException && !cancel.IsCancellationRequested)
            {
                // The next address may answer.
            }
        }

        return await Connect(addresses[^1], target.Port, cancel);
    }

    /// <summary>The host's addresses, if every one of them may be called: an answer that mixes public and private ones is an attack.</summary>
    /// <exception cref="OutgoingRefused">One may not.</exception>
    /// <exception cref="SocketException">The host is not known.</exception>
    public async Task<IPAddress[]> Checked(string host, CancellationToken cancel)
    {
        IPAddress[] addresses = IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? literal) ? [literal] : await resolve(host, cancel);
        if (addresses.Length == 0)
            throw new SocketException((int)SocketError.HostNotFound);
        if (addresses.FirstOrDefault(address => !guard.Allows(address)) is { } refused)
        {
            // The address goes to the operator's log alone: the vendor must not learn what the operator's names lead to.
            LogRefused(host, refused);
            throw new OutgoingRefused($"{host} leads to an address that is not public. Keytill does not call it.");
        }

        return addresses.Length <= AddressesTriedMax ? addresses : addresses[..AddressesTriedMax];
    }

    private static async Task<Stream> Connect(IPAddress address, int port, CancellationToken cancel)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Refused to call {Host}: it leads to {Address}. Outgoing:AllowedNetworks would allow it.")]
    private partial void LogRefused(string host, IPAddress address);
}
