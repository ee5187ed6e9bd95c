using System.Net;
using Keytill.Server.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Keytill.Server.Outgoing;

/// <summary>The clients that there are. Both pass the door, follow no redirect, use no proxy of the environment and keep no cookies.</summary>
public static class OutgoingSetup
{
    /// <summary>Calls addresses that a vendor chose: guarded against everything that is not public.</summary>
    public const string Vendor = "vendor";

    /// <summary>Calls payment gateways, whose addresses the operator has set: not guarded.</summary>
    public const string Gateway = "gateway";

    /// <summary>A gateway's answer above this is no answer. A vendor's is read as far as its caller needs.</summary>
    private const int ResponseBytesMax = 1 << 20;
    private const int ResponseHeaderKilobytesMax = 16;

    private static readonly TimeSpan ConnectWaitMax = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AnswerWaitMax = TimeSpan.FromSeconds(30);

    /// <summary>Names are resolved and checked afresh at least this often.</summary>
    private static readonly TimeSpan ConnectionLifeMax = TimeSpan.FromMinutes(2);

    public static IServiceCollection AddOutgoing(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<OutgoingOptions>()
            .Bind(configuration.GetSection(OutgoingOptions.Section))
            .Validate(
                options => options.AllowedNetworks.All(network => IPNetwork.TryParse(network, out _)),
                "Outgoing:AllowedNetworks holds something that is no network, such as 10.1.0.0/16.")
            .ValidateOnStart();
        services.TryAddSingleton<Crossings>();
        services.TryAddSingleton<ResolveHost>(_ => Dns.GetHostAddressesAsync);
        services.TryAddSingleton<AddressGuard>();
        services.TryAddSingleton<PinnedConnection>();
        AddClient(services, Vendor, guarded: true);
        AddClient(services, Gateway, guarded: false);
        return services;
    }

    private static void AddClient(IServiceCollection services, string name, bool guarded) => services
        .AddHttpClient(name, client =>
        {
            client.Timeout = AnswerWaitMax;
            client.MaxResponseContentBufferSize = ResponseBytesMax;
        })
        .ConfigurePrimaryHttpMessageHandler(provider => Sockets(guarded ? provider.GetRequiredService<PinnedConnection>() : null))
        .AddHttpMessageHandler(provider => new OutgoingDoor(provider.GetRequiredService<Crossings>(), guarded))
        // The sockets' own life limits how old an address can be; dropping whole handlers would only lose warm connections.
        .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
        // They log whole addresses, which hold tokens.
        .RemoveAllLoggers();

    private static SocketsHttpHandler Sockets(PinnedConnection? pinned) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectTimeout = ConnectWaitMax,
        PooledConnectionLifetime = ConnectionLifeMax,
        MaxResponseHeadersLength = ResponseHeaderKilobytesMax,
        ConnectCallback = pinned is null ? null : pinned.Open,
    };
}
