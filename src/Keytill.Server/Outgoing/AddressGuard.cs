using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Keytill.Server.Outgoing;

/// <summary>
/// Says which addresses a vendor may make us call: public ones, and what the operator has allowed. IPv4 refuses every
/// special-purpose block of IANA's registry; IPv6 is the other way round, because only 2000::/3 is given out as public.
/// </summary>
public sealed class AddressGuard
{
    private static readonly ImmutableArray<IPNetwork> Refused4 = Parse(
        "0.0.0.0/8", // this network, and the unspecified address
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", // private
        "100.64.0.0/10", // carrier-grade NAT
        "127.0.0.0/8", // loopback
        "169.254.0.0/16", // link-local: clouds keep their credentials at 169.254.169.254
        "192.0.0.0/24", // protocol assignments
        "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", // documentation
        "192.88.99.0/24", // relays from 6to4
        "198.18.0.0/15", // benchmarks
        "224.0.0.0/4", // multicast
        "240.0.0.0/4"); // reserved, and broadcast

    private static readonly IPNetwork Public6 = IPNetwork.Parse("2000::/3");

    private static readonly ImmutableArray<IPNetwork> Refused6 = Parse(
        "2001::/23", // protocol assignments: Teredo hides an IPv4 address in here
        "2001:db8::/32", "3fff::/20", // documentation
        "2002::/16"); // 6to4 hides an IPv4 address

    private readonly ImmutableArray<IPNetwork> allowed;

    /// <exception cref="FormatException">The operator's setting is no network.</exception>
    public AddressGuard(IOptions<OutgoingOptions> options) => allowed = Parse([.. options.Value.AllowedNetworks]);

    public bool Allows(IPAddress address)
    {
        IPAddress real = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return IsPublic(real) || allowed.Any(network => network.Contains(real));
    }

    /// <summary>Whether the whole internet knows this address as one host.</summary>
    private static bool IsPublic(IPAddress address) => address.AddressFamily switch
    {
        AddressFamily.InterNetwork => !Refused4.Any(network => network.Contains(address)),
        AddressFamily.InterNetworkV6 => address.ScopeId == 0 && Public6.Contains(address) && !Refused6.Any(network => network.Contains(address)),
        _ => false,
    };

    private static ImmutableArray<IPNetwork> Parse(params string[] networks) => [.. networks.Select(IPNetwork.Parse)];
}
