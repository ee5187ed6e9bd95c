using Keytill.Core.Catalog;

namespace Keytill.Core.Checkouts;

/// <summary>What one press on the checkout page asks of the cart.</summary>
public sealed record CartEdit
{
    /// <summary>By product id, as typed. Products that are not in the cart are passed over.</summary>
    public IReadOnlyDictionary<string, QuantityWish> Quantities { get; init; } = new Dictionary<string, QuantityWish>();

    /// <summary>The id of the product to take out; one that is not there changes nothing.</summary>
    public string? Remove { get; init; }

    /// <summary>What was taken out and is put back.</summary>
    public CartLine? Restore { get; init; }

    /// <summary>A currency's code, as posted.</summary>
    public string? Currency { get; init; }

    internal CartChange ApplyTo(Cart cart, IReadOnlyDictionary<string, Product> shelf)
    {
        var notices = new List<CheckoutNotice>();
        foreach ((string id, QuantityWish wish) in Quantities)
        {
            if (shelf.TryGetValue(id, out Product? product))
                Take(cart.SetQuantity(product, wish));
        }

        if (Remove is not null)
            cart = cart.Without(Remove);
        if (Restore is not null && shelf.TryGetValue(Restore.ProductId, out Product? back) && back.IsSold)
            Take(cart.Put(back, Restore.Quantity, shelf));
        if (Currency is not null && Core.Currency.Find(Currency) is var asked && asked != cart.Currency)
            Take(asked is null ? cart.Refuse(Currency) : cart.MoveTo(asked, shelf));
        return new(cart, notices);

        void Take(CartChange change)
        {
            cart = change.Cart;
            notices.AddRange(change.Notices);
        }
    }
}
