using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Keytill.Core;
using Keytill.Core.Vendors;
using Keytill.Server.Orders;
using Keytill.Server.Persistence;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Support;

/// <summary>
/// Takes down that somebody asks for the orders of an e-mail address. Whether there are any is found out by a job, later: who asks
/// learns nothing by the answer, nor by how long it takes.
/// </summary>
public sealed class SearchOrders(Store store)
{
    /// <summary>Mails to one address, whoever asks for them.</summary>
    public static readonly Allowance PerAddress = new(3, TimeSpan.FromHours(1));

    /// <summary>Searches from one network address: enough for an office behind one, too few to try out a list.</summary>
    public static readonly Allowance PerClient = new(20, TimeSpan.FromHours(1));

    /// <summary>Whether this can be an order's number, of either mode.</summary>
    public static bool IsNumber(string text) => Enum.GetValues<Mode>().Any(mode => OrderNumbers.Parse(mode, text) is not null);

    /// <param name="press">The form's own key.</param>
    /// <param name="email">Normalized.</param>
    /// <param name="number">As it was typed, where <see cref="IsNumber"/>; null for none.</param>
    /// <param name="client">Where the request comes from; null where nobody knows.</param>
    /// <returns>False where too much was asked from there. True says nothing about the address, not even whether mail will go to it.</returns>
    public Task<bool> Run(string? press, string email, string? number, IPAddress? client, CancellationToken cancel)
    {
        string id = OrderSearch.IdOf(press, email, number);
        return store.Write("search orders", Scope.Everything, async write =>
        {
            if (await write.Db.Set<OrderSearch>().AnyAsync(s => s.Id == id))
                return true;
            if (!await AllowanceRow.Take(write, "find from " + NetworkOf(client), PerClient))
                return false;
            if (await AllowanceRow.Take(write, "find to " + Fingerprint(email), PerAddress))
            {
                var search = new OrderSearch { Id = id, Email = email, Number = number, AskedAt = write.Now };
                write.Db.Add(search);
                write.Enqueue(WorkOf(search));
            }

            return true;
        }, cancel);
    }

    private static WorkItem WorkOf(OrderSearch search) => new()
    {
        Id = Ids.New("work", search.AskedAt),
        Kind = FindOrders.WorkKind,
        Lane = FollowUps.OrderLane,
        // Nobody knows yet whose orders it will find.
        VendorId = "",
        Mode = Mode.Live,
        Payload = search.Id,
        DueAt = search.AskedAt,
    };

    /// <summary>Of IPv6 the network, which a household has as a whole; of IPv4 the address.</summary>
    private static string NetworkOf(IPAddress? client)
    {
        const int NetworkBytes = 8;
        if (client is null)
            return "nowhere";
        if (client.IsIPv4MappedToIPv6 || client.AddressFamily == AddressFamily.InterNetwork)
            return client.MapToIPv4().ToString();
        return Convert.ToHexStringLower(client.GetAddressBytes().AsSpan(0, NetworkBytes));
    }

    private static string Fingerprint(string email) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(email)));
}
