using Keytill.Core;
using Keytill.Core.Catalog;
using Keytill.Core.Checkouts;
using Keytill.Core.Orders;
using Keytill.Core.Vendors;
using Keytill.Server.Catalog;
using Keytill.Server.Checkouts;
using Keytill.Server.Payments;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Orders;

/// <summary>"Continue": makes the order that a checkout has led to. Pressing twice, reloading or two tabs give the one order.</summary>
public sealed class PlaceOrder(Store store, Dialect dialect, OrderNumbers numbers, PaymentGateways gateways, TimeProvider clock)
{
    /// <param name="shop">The checkout's vendor and mode, as its page was loaded.</param>
    /// <param name="token">The checkout's.</param>
    public async Task<PlaceOrderAnswer> Run(Scope shop, string token, ContinuePress press, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var fresh = new PlacedOrder(Ids.New("ord", now), await numbers.Next(shop.Mode, cancel), Ids.NewToken());
        return await store.Write("place order", shop, write => Place(write, token, press, fresh), cancel);
    }

    private async Task<PlaceOrderAnswer> Place(WriteContext write, string token, ContinuePress press, PlacedOrder fresh)
    {
        if (await CheckoutContents.Load(write.Db, token, write.Now) is not { } contents)
            return new PlaceOrderAnswer.Unknown();
        var checkout = contents.Checkout;
        // It is marked in the write that makes its order.
        if (checkout.IsOrdered && await Placed(write.Db, checkout.Id) is { } placed)
            return new PlaceOrderAnswer.Placed(placed);
        if (checkout.OneTimeLinkId is { } link && await write.Db.Set<OneTimeLink>().AnyAsync(l => l.Id == link && l.ExpiresAt <= write.Now))
            return new PlaceOrderAnswer.Unknown();
        var replaced = checkout.ReplacesOrderId is { } id ? await write.LockOrder(id) : null;
        if (replaced is { CanBeReplaced: false })
            return new PlaceOrderAnswer.Placed(new PlacedOrder(replaced.Id, replaced.Number, replaced.Token));
        var coupon = await Claim(write, contents, press.Form.Email);
        var (quote, _) = checkout.Price(contents.Shelf, coupon);
        string country = Country.Find(press.Form.Country) ?? "";
        switch (checkout.Prepare(press, contents.Shelf, coupon, contents.Texts, gateways.Offered(quote.Amounts.Total, country, checkout.Mode), write.Now))
        {
            case PurchaseAnswer.Ready ready:
                var order = Order.Place(fresh.Id, fresh.Number, fresh.Token, ready.Purchase, write.Now);
                write.Db.Add(order);
                replaced?.ReplaceBy(order, replaced.TimeAt(write.Now));
                // For whoever comes back to change it.
                checkout.Keep(press.Form, press.PaymentMethod, write.Now);
                checkout.MarkOrdered(write.Now);
                return new PlaceOrderAnswer.Placed(fresh);
            case PurchaseAnswer.Refused refused:
                return new PlaceOrderAnswer.Refused(refused);
            case PurchaseAnswer.NothingToOrder:
                return new PlaceOrderAnswer.NothingToOrder();
            default:
                throw new InvalidOperationException("An answer without a case.");
        }
    }

    /// <summary>
    /// The checkout's coupon where it applies to this customer. One whose uses are limited is locked while they are counted, to the
    /// end of the write that takes one.
    /// </summary>
    private async Task<Coupon?> Claim(WriteContext write, CheckoutContents contents, string email)
    {
        if (contents.Coupon?.Coupon is not { IsLimited: true } limited)
            return contents.Coupon?.Applied;
        await dialect.LockCoupon(write.Db, limited.Id).AsNoTracking().SingleAsync();
        return (await write.Db.ChoiceOf(contents.Checkout, email, write.Now))?.Applied;
    }

    private static Task<PlacedOrder?> Placed(KeytillDb db, string checkoutId) =>
        db.Set<Order>().Where(o => o.CheckoutId == checkoutId).Select(o => new PlacedOrder(o.Id, o.Number, o.Token)).FirstOrDefaultAsync();
}

public sealed record PlacedOrder(string Id, string Number, string Token);

public abstract record PlaceOrderAnswer
{
    private PlaceOrderAnswer()
    {
    }

    /// <summary>The order of this checkout, made now or before; or the one whose place it should have taken, where that is paid or being paid meanwhile.</summary>
    public sealed record Placed(PlacedOrder Order) : PlaceOrderAnswer;

    /// <summary>The page comes back with what is wrong, and with what was typed.</summary>
    public sealed record Refused(PurchaseAnswer.Refused Why) : PlaceOrderAnswer;

    public sealed record NothingToOrder : PlaceOrderAnswer;

    /// <summary>There is no such checkout, or the one-time link that it came of has ended.</summary>
    public sealed record Unknown : PlaceOrderAnswer;
}
