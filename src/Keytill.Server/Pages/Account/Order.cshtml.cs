using Keytill.Core.Orders;
using Keytill.Core.Support;
using Keytill.Core.Vendors;
using Keytill.Server.Hosting.Access;
using Keytill.Server.Orders;
using Keytill.Server.Pages.Shared;
using Keytill.Server.Payments;
using Keytill.Server.Support;
using Microsoft.AspNetCore.Mvc;

namespace Keytill.Server.Pages.Account;

/// <summary>One address for an order's whole life: pay, follow, receive.</summary>
public sealed class OrderPage(
    OrderQueries orders, ShopFronts shopFronts, PaymentGateways gateways, TransferAccount transfers, CaseQueries cases, TimeProvider clock)
    : PageOfOrder(orders, shopFronts)
{
    public OrderStory Story { get; private set; } = null!;

    public SupportStory Support { get; private set; } = null!;

    /// <summary>What a press or a return has to say that the order itself does not.</summary>
    public string? Message { get; private set; }

    /// <summary>The methods that can be chosen now, beside the transfer whose instructions are shown.</summary>
    public IReadOnlyList<string> Methods { get; private set; } = [];

    public string? PreferredMethod { get; private set; }

    /// <summary>Where a transfer goes; null where transfers are no longer taken.</summary>
    public BankAccount? BankAccount => transfers.Value;

    /// <summary>The page of the order that took this one's place.</summary>
    public string? ReplacedBy { get; private set; }

    /// <summary>The rules of refunds, as they are with this vendor.</summary>
    public string RefundRulesPath => OrderLinks.RefundRulesPath(Front.Vendor.Slug, Texts.Language);

    public override string Title => Texts.Get("order.title", ("number", Order.Number));

    public async Task<IActionResult> OnGet()
    {
        if (!await Load())
            return NotFound();
        Story = new OrderStory(Order, Texts, Front.TimeZone);
        IReadOnlyList<Case> asked = Order.SupportAskedAt is null ? [] : await cases.OfOrder(new Scope(Order.VendorId, Order.Mode), Order.Id, HttpContext.RequestAborted);
        Support = new SupportStory(asked, Order.TimeAt(clock.GetUtcNow()), Texts, Front.TimeZone);
        Message = OrderMessage.In(Texts, Request.Query[OrderMessage.Parameter], isPaid: Order.Status != OrderStatus.NotPaid);
        if (Story.CanPay)
            OfferMethods();
        if (Order is { Status: OrderStatus.NotPaid, ReplacedById: { } other })
            ReplacedBy = await PathOf(other);
        HttpContext.LetFormsLeadTo(gateways.RedirectOrigins);
        return Page();
    }

    private void OfferMethods()
    {
        string? shown = Story.Transfer?.Transfer.Method;
        Methods = [.. gateways.Offered(Order.Due, Order.Buyer.Country, Order.Mode).Where(method => method != shown)];
        PreferredMethod = Methods.Contains(Order.Method) ? Order.Method : Methods.FirstOrDefault();
    }
}
