using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Server.Orders;

namespace Keytill.Server.Tests.Journeys;

/// <summary>
/// What a customer does, on the pages alone: presses Buy, fills the form, pays, comes back. Each act looks where things stand
/// first, so that it can be done again by somebody whose browser showed an error.
/// </summary>
internal sealed class Customer : IDisposable
{
    public const string GoodCard = "4242 4242 4242 4242";
    public const string DeclinedCard = "4000 0000 0000 0002";
    public const string AnswerLostCard = "4000 0000 0003 0009";
    public const string SlowRefundCard = "4000 0000 0000 7726";
    public const string FailingRefundCard = "4000 0000 0000 5126";

    public static readonly (string Name, string Value)[] Ada =
        [("email", "ada@example.org"), ("first_name", "Ada"), ("last_name", "Lovelace"), ("country", "US")];

    private readonly HashSet<string> cardsGiven = [];
    private readonly Uri shop;
    private readonly Uri bank;
    private readonly Installation? here;

    /// <param name="shop">The server's address.</param>
    /// <param name="bank">The address that all of the bank's pages begin with: ends in a slash.</param>
    public Customer(Uri shop, Uri bank) => (this.shop, this.bank) = (shop, bank);

    public Customer(Installation here)
        : this(here.Url, here.Bank.BaseUrl) => this.here = here;

    /// <summary>Somebody who has bought by this link, and not paid yet.</summary>
    public static async Task<Customer> WhoOrdered(Installation here, string link = "editor", string method = "sandbox")
    {
        var customer = new Customer(here);
        await customer.Buy(link);
        await customer.Order(method);
        return customer;
    }

    /// <summary>Somebody who has bought by these links, and has paid by card. All that was due is done.</summary>
    /// <param name="links">The editor's where there is none.</param>
    public static async Task<Customer> WhoHasPaid(Installation here, string card = GoodCard, params string[] links)
    {
        var customer = new Customer(here);
        foreach (string link in links.DefaultIfEmpty("editor"))
            await customer.Buy(link);
        await customer.Order();
        await customer.PayByCard(card);
        await here.Settle((await customer.Placed()).Id);
        return customer;
    }

    public Buyer Browser { get; } = new();

    /// <summary>The checkout's address, once a Buy button was pressed.</summary>
    public Uri? Checkout { get; private set; }

    /// <summary>The order page's address, once there is one.</summary>
    public Uri? OrderPage { get; private set; }

    /// <param name="link">A product's slug, with a link's parameters where there are any.</param>
    public async Task Buy(string link)
    {
        await Browser.Visit(new Uri(shop, "/buy/" + link));
        Checkout = Browser.At.AbsolutePath.StartsWith("/checkout/", StringComparison.Ordinal)
            ? Browser.At
            : throw new InvalidOperationException($"Buy led to {Browser.At}: {Browser.Status}.");
    }

    /// <summary>"Continue" with a filled form; the order page follows.</summary>
    public async Task Order(string method = "sandbox", params (string Name, string Value)[] fields)
    {
        await Browser.Visit(Checkout!);
        if (Browser.Page.QuerySelector("a[href*='/order/']") is { } waits)
            await Browser.Visit(new Uri(Browser.At, waits.GetAttribute("href")));
        else
            await Browser.Press("[name=continue]", [.. Ada, ("payment_method", method), ("accept_terms", "1"), ("accept_privacy", "1"), .. fields]);
        if (!Browser.At.AbsolutePath.StartsWith("/order/", StringComparison.Ordinal))
            throw new InvalidOperationException($"Continue led to {Browser.At}: {Browser.Status}.\n{Browser.Text}");
        OrderPage = new Uri(shop, Browser.At.AbsolutePath);
    }

    /// <summary>Chooses a method on the order page: to the bank's page, or to instructions.</summary>
    public async Task Choose(string method)
    {
        await Browser.Visit(OrderPage!);
        if (Browser.Status != System.Net.HttpStatusCode.OK)
            throw new InvalidOperationException($"The order page answered {Browser.Status}.");
        if (Browser.Page.QuerySelector("[name=pay]") is not null)
            await Browser.Press("[name=pay]", ("payment_method", method));
    }

    /// <summary>The form of the bank's page that stands before him, with this card in it and not yet sent.</summary>
    public (Uri Action, FormUrlEncodedContent Content) FillCard(string card) =>
        Browser.Fill("[name=pay]", ("card_number", card), ("expiry", "12/34"), ("security_code", "123"));

    /// <summary>Gives the bank this card, unless he has done so before, and is led back. Nothing where there is nothing to pay.</summary>
    /// <exception cref="InvalidOperationException">The way to the bank did not open.</exception>
    public async Task PayByCard(string card)
    {
        if (cardsGiven.Contains(card) || !await GoToTheBank())
            return;
        var (pay, content) = FillCard(card);
        cardsGiven.Add(card);
        try
        {
            await Browser.Send(pay, content);
        }
        catch (HttpRequestException)
        {
            // The page died under the customer: he knows nothing, and looks at his order.
        }
    }

    /// <summary>Gives the bank this card if his order still asks for money, however often he gave it before.</summary>
    /// <exception cref="HttpRequestException">The page died under him.</exception>
    public async Task PayIfAsked(string card)
    {
        if (!await GoToTheBank())
            return;
        var (pay, content) = FillCard(card);
        await Browser.Send(pay, content);
    }

    /// <returns>False where the order asks for no payment.</returns>
    private async Task<bool> GoToTheBank()
    {
        var trail = new List<string>();
        for (int tries = 0; tries < 5; tries++)
        {
            await Choose("sandbox");
            trail.Add($"{Browser.At} {Browser.Status}");
            if (Browser.Page.QuerySelector("[name=pay]") is null)
            {
                if (!bank.IsBaseOf(Browser.At))
                    return false;
                // "This page cannot be used any more", says the bank, and leads back.
                var back = Browser.Page.QuerySelector("a.button") ?? throw new InvalidOperationException($"The bank answered {Browser.Status}.");
                await Browser.Visit(new Uri(back.GetAttribute("href")!));
            }
            else if (bank.IsBaseOf(Browser.At))
            {
                return true;
            }
        }

        throw new InvalidOperationException($"No way to the bank: {Browser.Status} by {string.Join(' ', trail)}.\n{Browser.Text}");
    }

    /// <summary>Writes to support, unless what he writes stands there already.</summary>
    public async Task AskSupport(string message, string topic = "other")
    {
        await Browser.Visit(new Uri(OrderPage + "/support"));
        if (!Browser.Text.Contains(message, StringComparison.Ordinal))
            await Browser.Press("[name=ask]", ("topic", topic), ("message", message));
    }

    /// <summary>The order behind his page, where the server is an <see cref="Installation"/>.</summary>
    public async Task<Order> Placed()
    {
        string[] parts = OrderPage!.AbsolutePath.Split('/');
        return await here!.Get<OrderQueries>().ByToken(parts[2], parts[3], CancellationToken.None) ?? throw new InvalidOperationException("No such order.");
    }

    public async Task<PaymentStatus?> LastPayment() => (await Placed()).Payments.LastOrDefault()?.Status;

    public void Dispose() => Browser.Dispose();
}
