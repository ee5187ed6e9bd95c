using System.Net;
using System.Text;
using Keytill.Core.Catalog;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Documents;

/// <summary>The sheet that asks for a bank transfer, and the code on it that a banking app reads.</summary>
public sealed class PaymentRequestPageTests : IAsyncLifetime
{
    private Installation here = null!;
    private Customer ada = null!;
    private Order order = null!;

    public async ValueTask InitializeAsync()
    {
        here = await Installation.StartSelling(DatabaseKind.Sqlite, rehearses: false);
        ada = new Customer(here);
    }

    public async ValueTask DisposeAsync()
    {
        ada.Dispose();
        await here.DisposeAsync();
    }

    [Fact]
    public async Task It_names_who_asks_whom_for_what_and_where_the_money_goes()
    {
        await OrderByTransfer("editor?quantity=2", ("company", "Analytical Engines Ltd"), ("address", "Second floor\r\n12 St James's Square"), ("city", "London"), ("zip", "SW1Y"), ("vat_id", "GB123456789"));
        await Look();
        Says("Payment request", "not an invoice", order.Number);
        Says("Analytical Engines Ltd", "Ada Lovelace", "Second floor", "12 St James's Square", "SW1Y London", "United States", "GB123456789");
        Says("editor in English", "€29.00 each", "€58.00", "Amount to pay");
        Says("Keytill Sales GmbH", "DE89 3704 0044 0532 0130 00", CreditorReference.For(order.Number).Printed, "Due by");
        Assert.DoesNotContain("invoice number", Shown(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal("TEST", ada.Browser.Page.QuerySelector(".across")?.GetAttribute("data-word"));
    }

    [Fact]
    public async Task A_banking_app_reads_exactly_the_transfer_off_the_sheet_and_off_the_orders_page()
    {
        await OrderByTransfer("editor");
        AppReads("EUR29.00");
        await Look();
        AppReads("EUR29.00");
    }

    [Fact]
    public async Task After_a_part_payment_sheet_and_code_ask_for_the_rest()
    {
        await OrderByTransfer("editor");
        using var program = new VendorProgram(here);
        await program.SendMoney(order.Id, 20_00);
        await Look();
        AppReads("EUR9.00");
        Says("Already settled", "−€20.00", "€9.00");
    }

    [Fact]
    public async Task Another_currency_has_its_instructions_and_no_code()
    {
        await here.Shop.Sell(here.Store, "dollars", PriceList.Of(("USD", 29_00)));
        await OrderByTransfer("dollars");
        await Look();
        Says("$29.00", "DE89 3704");
        Assert.Null(ada.Browser.Page.QuerySelector("svg.qr"));
    }

    [Fact]
    public async Task Once_nothing_is_to_be_transferred_the_sheet_says_so_and_asks_for_nothing()
    {
        await OrderByTransfer("editor");
        using var program = new VendorProgram(here);
        await program.SendMoney(order.Id, 29_00);
        await Look();
        Says("Nothing is to be transferred");
        Assert.DoesNotContain("DE89", Shown(), StringComparison.Ordinal);
        Assert.Null(ada.Browser.Page.QuerySelector("svg"));
    }

    [Fact]
    public async Task The_sheet_speaks_german_where_it_is_asked_to()
    {
        await OrderByTransfer("editor");
        await ada.Browser.Visit(new Uri(ada.OrderPage + "/payment-request?locale=de"));
        Says("Zahlungsaufforderung", "keine Rechnung", "je 29,00 €", "Zu zahlen", "Verwendungszweck");
        Assert.Equal("de", ada.Browser.Page.DocumentElement.GetAttribute("lang"));
    }

    [Fact]
    public async Task The_orders_page_and_the_mail_lead_to_it()
    {
        await OrderByTransfer("editor");
        string page = ada.OrderPage!.AbsolutePath + "/payment-request";
        Assert.Equal(page + "?locale=en", ada.Browser.Page.QuerySelector("a[href*=payment-request]")?.GetAttribute("href"));
        await here.Settle(order.Id);
        var mail = Assert.Single(here.Mailbox.Accepted);
        Assert.Contains(page, mail.Text, StringComparison.Ordinal);
        Assert.Contains(page, mail.Html, StringComparison.Ordinal);
    }

    private async Task OrderByTransfer(string link, params (string Name, string Value)[] fields)
    {
        await ada.Buy(link);
        await ada.Order("bank_transfer", fields);
        await ada.Choose("bank_transfer");
        order = await ada.Placed();
    }

    private async Task Look()
    {
        await ada.Browser.Visit(new Uri(ada.OrderPage + "/payment-request"));
        Assert.Equal(HttpStatusCode.OK, ada.Browser.Status);
    }

    private void AppReads(string amount)
    {
        string[] lines = ["BCD", "002", "1", "SCT", "", "Keytill Sales GmbH", "DE89370400440532013000", amount, "", CreditorReference.For(order.Number).Electronic];
        byte[] read = QrReader.Read(ada.Browser.Page.QuerySelector("svg.qr")!);
        Assert.Equal(Encoding.UTF8.GetBytes(string.Join('\n', lines)), read);
    }

    private string Shown() => ada.Browser.Page.QuerySelector("main")!.TextContent.Replace((char)0xA0, ' ');

    private void Says(params string[] parts) => Assert.All(parts, part => Assert.Contains(part, Shown(), StringComparison.Ordinal));
}
