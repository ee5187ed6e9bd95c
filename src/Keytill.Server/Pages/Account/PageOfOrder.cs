using Keytill.Core.Orders;
using Keytill.Core.Vendors;
using Keytill.Server.Hosting.Errors;
using Keytill.Server.Orders;
using Keytill.Server.Pages.Shared;

namespace Keytill.Server.Pages.Account;

/// <summary>What the pages of one order begin with: the order that the address names, in the customer's language and the vendor's frame.</summary>
public abstract class PageOfOrder(OrderQueries orders, ShopFronts shopFronts) : CustomerPage
{
    public Order Order { get; private set; } = null!;

    /// <summary>The order's page, from the root.</summary>
    public string Path { get; private set; } = "";

    public override string Script => "order.js";

    protected ShopFront Front { get; private set; } = null!;

    /// <summary>The page of another order of the same vendor, from the root.</summary>
    protected async Task<string?> PathOf(string orderId) =>
        await orders.Place(new Scope(Order.VendorId, Order.Mode), orderId, HttpContext.RequestAborted) is { } place ? OrderLinks.Path(place.Number, place.Token) : null;

    /// <returns>False where nobody has such an order: the answer says so.</returns>
    protected async Task<bool> Load()
    {
        (string number, string token) = ((string)RouteData.Values["number"]!, (string)RouteData.Values["token"]!);
        if (await orders.ByToken(number, token, HttpContext.RequestAborted) is not { } order)
        {
            HttpContext.BecauseOf(ErrorReason.OrderUnknown);
            return false;
        }

        Front = await shopFronts.Of(order, HttpContext.RequestAborted);
        Order = order;
        Path = OrderLinks.Path(order.Number, order.Token);
        Texts = PageLanguage.Choose(Request.Query["locale"].FirstOrDefault() ?? order.Locale, Request.Headers.AcceptLanguage);
        Frame(Front.Vendor, Front.Seller, order.Mode, order.ReturnUrl);
        return true;
    }
}
