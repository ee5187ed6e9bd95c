using System.Linq.Expressions;
using Keytill.Core;
using Keytill.Core.Checkouts;
using Keytill.Core.Licenses;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Vendors;
using Keytill.Server.Orders;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Support;

/// <summary>
/// Finds orders by whatever a customer reads out: number, e-mail address, payment reference, licence key, the vendor's own id, or an id.
/// Everything is compared as a whole, so that nobody finds others by half an address.
/// </summary>
public sealed class LookUpOrders(Store store)
{
    /// <summary>More than anybody looks through.</summary>
    public const int HitsMax = 100;

    /// <summary>What is longer than every licence key is nothing that could be found.</summary>
    public const int TextCharsMax = 2_000;

    /// <returns>The latest first.</returns>
    public async Task<IReadOnlyList<OrderHit>> Run(Scope scope, string text, CancellationToken cancel)
    {
        text = PlainText.Clean(text);
        if (text.Length is 0 or > TextCharsMax)
            return [];
        foreach (var way in Ways(scope.Mode, text))
            if (await List(scope, way, cancel) is { Count: > 0 } hits)
                return hits;
        return [];
    }

    /// <summary>What the text may be, what finds one order first.</summary>
    private static IEnumerable<Expression<Func<Order, bool>>> Ways(Mode mode, string text)
    {
        if (EmailAddress.Normalize(text) is { } email)
            yield return o => o.EmailNormalized == email;
        if (OrderNumbers.Parse(mode, text) is { } number)
            yield return o => o.Number == number;
        if (CreditorReference.TryParse(text, out var reference))
        {
            string electronic = reference.Electronic;
            yield return o => o.Payments.Any(p => p.CustomerReference == electronic);
        }

        if (Ids.IsWellFormed(text, "ord"))
            yield return o => o.Id == text;
        if (Ids.IsWellFormed(text, "pay"))
            yield return o => o.Payments.Any(p => p.Id == text);
        if (Ids.IsWellFormed(text, "ref"))
            yield return o => o.Refunds.Any(r => r.Id == text);
        yield return o => o.Payments.Any(p => p.GatewayReference == text) || o.Receipts.Any(r => r.Reference == text) || o.Refunds.Any(r => r.GatewayReference == text);
        yield return o => o.Lines.Any(l => l.Licenses.Any(i => i.Key == text));
        yield return o => o.ExternalId == text;
    }

    private Task<List<OrderHit>> List(Scope scope, Expression<Func<Order, bool>> way, CancellationToken cancel) => store.Read(scope, async db =>
    {
        var orders = await db.Set<Order>().Where(way).OrderByDescending(o => o.CreatedAt).Take(HitsMax)
            .Select(o => new { o.Id, o.Number, o.Status, o.VendorId, o.Currency, Minor = EF.Property<long>(o, "TotalMinor"), o.Buyer, o.CreatedAt }).ToListAsync(cancel);
        var vendors = await db.Set<Vendor>().ToDictionaryAsync(v => v.Id, v => v.Name, cancel);
        return orders.ConvertAll(o => new OrderHit(
            o.Id, o.Number, o.Status, vendors[o.VendorId], new Money(o.Minor, o.Currency), o.Buyer.FullName.Trim(), o.Buyer.Email, o.CreatedAt));
    }, cancel);
}

/// <summary>One line of what was found. Prints as <c>***</c>.</summary>
/// <param name="Customer">Empty once he was forgotten.</param>
public sealed record OrderHit(string Id, string Number, OrderStatus Status, string Vendor, Money Total, string Customer, string Email, DateTimeOffset CreatedAt)
{
    public override string ToString() => "***";
}
