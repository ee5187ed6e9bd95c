using Keytill.Core.Documents;
using Keytill.Server.Documents;
using Keytill.Server.Orders;
using Keytill.Server.Pages.Shared;
using Keytill.Server.Payments;
using Microsoft.AspNetCore.Mvc;

namespace Keytill.Server.Pages.Account;

/// <summary>
/// The sheet that a bookkeeper wants before money leaves: who asks whom for what, to which account. Asks for what is due as it is
/// looked at, and says so where nothing is to be transferred any more.
/// </summary>
public sealed class PaymentRequestPage(OrderQueries orders, ShopFronts shopFronts, TransferAccount transfers) : PageOfOrder(orders, shopFronts)
{
    /// <summary>Null where no transfer is awaited, or none is taken here any more.</summary>
    public TransferInstructions? Instructions { get; private set; }

    public OrderStory Story { get; private set; } = null!;

    public override string Script => "print.js";

    public override string Title => Texts["request.title"];

    /// <summary>Who asks: name, address, and where to write to.</summary>
    public IEnumerable<string> SellerLines => [Front.Seller.Name, .. LinesOf(Front.Seller.Address), Front.Seller.Email];

    /// <summary>Who is asked, as far as the order says it.</summary>
    public IEnumerable<string> BuyerLines
    {
        get
        {
            var buyer = Order.Buyer;
            string?[] lines =
            [
                buyer.Company, buyer.FullName.Trim(), .. LinesOf(buyer.Address ?? ""), $"{buyer.Zip} {buyer.City}".Trim(), CountryName,
                buyer.VatId is { } id ? Texts.Get("request.vat_id", ("id", id)) : null,
            ];
            return lines.OfType<string>().Where(line => line.Length > 0);
        }
    }

    private string CountryName => Texts.Countries.FirstOrDefault(c => c.Code == Order.Buyer.Country)?.Name ?? Order.Buyer.Country;

    public async Task<IActionResult> OnGet()
    {
        if (!await Load())
            return NotFound();

        // The days of documents are the seller's.
        Story = new OrderStory(Order, Texts, TimeZoneInfo.FindSystemTimeZoneById(Front.Seller.TimeZone));
        if (PaymentRequest.Of(Order) is { } request && transfers.Value is { } account)
            Instructions = new TransferInstructions(request, Story, account, Path);
        return Page();
    }

    private static string[] LinesOf(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
