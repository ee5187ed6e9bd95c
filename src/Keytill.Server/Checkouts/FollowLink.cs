using Keytill.Core;
using Keytill.Core.Catalog;
using Keytill.Core.Checkouts;
using Keytill.Core.Orders;
using Keytill.Core.Vendors;
using Keytill.Server.Orders;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Checkouts;

/// <summary>Somebody opens a one-time link: it leads to its checkout, then to the unpaid order, and once that is paid to nothing any more.</summary>
public sealed class FollowLink(Store store, TimeProvider clock)
{
    /// <param name="acceptLanguage">The browser's header, for a link that names no language.</param>
    /// <param name="cookie">Reads a cookie of the browser, by name (<see cref="LinkCookie.Name"/>).</param>
    public async Task<FollowLinkAnswer> Run(string token, string? acceptLanguage, Func<string, string?> cookie, CancellationToken cancel)
    {
        if (await store.Read(Scope.Everything, db => Look(db, token), cancel) is not { } found)
            return new FollowLinkAnswer.Unknown(ShopUrl: null);
        var link = found.Link;
        if (found.Order is { } order)
        {
            return order.Status is OrderStatus.Paid or OrderStatus.Refunded
                ? new FollowLinkAnswer.Used(cookie(LinkCookie.Name(link)) == link.BrowserKey ? order.Path : null, found.ShopUrl)
                : new FollowLinkAnswer.Open(link, order.Path);
        }

        if (link.HasExpired(clock.GetUtcNow()))
            return new FollowLinkAnswer.Expired(found.ShopUrl);
        string fresh = Ids.NewToken();
        string? checkout = await store.Write("follow link", new Scope(link.VendorId, link.Mode), write => Follow(write, link.Id, acceptLanguage, fresh), cancel);
        return checkout is null ? new FollowLinkAnswer.Unknown(found.ShopUrl) : new FollowLinkAnswer.Open(link, "/checkout/" + checkout);
    }

    private static async Task<Found?> Look(KeytillDb db, string token)
    {
        if (await db.Set<OneTimeLink>().FirstOrDefaultAsync(l => l.Token == token) is not { } link)
            return null;
        string? shopUrl = await db.Set<Vendor>().Where(v => v.Id == link.VendorId).Select(v => v.ShopUrl).SingleAsync();
        var order = await db.Set<Order>().Where(o => o.OneTimeLinkId == link.Id).Select(o => new FoundOrder(o.Status, OrderLinks.Path(o.Number, o.Token))).FirstOrDefaultAsync();
        return new Found(link, order, shopUrl);
    }

    /// <summary>Two who open it at once change the same link: the second runs again, and finds the first one's checkout.</summary>
    /// <returns>The checkout's token; null where nothing of the link is on sale any more.</returns>
    private static async Task<string?> Follow(WriteContext write, string linkId, string? acceptLanguage, string fresh)
    {
        var link = await write.Db.Set<OneTimeLink>().SingleAsync(l => l.Id == linkId);
        var checkout = link.CheckoutId is { } id ? await write.Db.Set<Checkout>().FirstOrDefaultAsync(c => c.Id == id) : null;
        if (checkout is not null && (checkout.IsOrdered || checkout.Cart.Lines.Count > 0))
            return checkout.Token;

        var shop = new Scope(link.VendorId, link.Mode);
        var wish = link.Read();
        var vendor = await write.Db.Set<Vendor>().AsNoTracking().SingleAsync(v => v.Id == link.VendorId);
        if (checkout is null)
        {
            checkout = Checkout.Open(vendor, shop.Mode, fresh, PageLanguage.Choose(wish.Locale, acceptLanguage).Language, write.Now, linkId);
            write.Db.Add(checkout);
            link.Lead(checkout);
        }

        var shelf = await CheckoutContents.ShelfOf(write.Db, checkout, link.Lines.Select(l => l.ProductId));
        Product? Sold(string productId) => shelf.GetValueOrDefault(productId) is { IsSold: true } product ? product : null;
        if (link.Lines.All(l => Sold(l.ProductId) is null))
            return null;
        checkout.Follow(wish, shelf[link.Lines[0].ProductId], shelf, Sold, vendor, Texts.Find(wish.Locale)?.Language, write.Now);
        return checkout.Token;
    }

    private sealed record Found(OneTimeLink Link, FoundOrder? Order, string? ShopUrl);

    private sealed record FoundOrder(OrderStatus Status, string Path);
}

public abstract record FollowLinkAnswer
{
    private FollowLinkAnswer()
    {
    }

    /// <summary>On to the checkout, or to the order that has come of it and is not paid.</summary>
    public sealed record Open(OneTimeLink Link, string Path) : FollowLinkAnswer;

    /// <summary>Its order is paid.</summary>
    /// <param name="OrderPath">For a browser that has opened the link before; null for everybody else.</param>
    public sealed record Used(string? OrderPath, string? ShopUrl) : FollowLinkAnswer;

    public sealed record Expired(string? ShopUrl) : FollowLinkAnswer;

    /// <summary>There is no such link, or nothing of it is sold any more.</summary>
    public sealed record Unknown(string? ShopUrl) : FollowLinkAnswer;
}
