using System.Net;
using Keytill.Core.Checkouts;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Server.Checkouts;
using Keytill.Server.Orders;
using Keytill.Server.Payments;
using Keytill.Server.SandboxBank;
using Keytill.Server.Tests.Support;
using Keytill.Server.Work;

namespace Keytill.Server.Tests.Races;

/// <summary>Brings sales to where a race begins, and takes them on from where it ended.</summary>
internal sealed class RaceSales(Track track) : IDisposable
{
    private const int ItemsMax = 64;
    private readonly HttpClient http = TestHttp.Client(new Uri("http://127.0.0.1"));
    private string? lastCharge;

    private Journeys.Installation Here => track.Here;

    public Task<Order> Look(string orderId) => Found(Here.Get<OrderQueries>().ById(Here.Scope, orderId, CancellationToken.None));

    /// <summary>Placed, and nothing else.</summary>
    public async Task<Order> AnOrder(string product)
    {
        var link = new CheckoutLink(product, [], AcceptLanguage: null);
        var added = Assert.IsType<AddToCartAnswer.Added>(await Here.Get<AddToCart>().Run(link, _ => null, CancellationToken.None));
        var contents = await Here.Store.Read(Here.Scope, db => CheckoutContents.Load(db, added.Token, Here.Clock.GetUtcNow()));
        var press = new ContinuePress(
            new BuyerForm { Email = "ada@example.org", FirstName = "Ada", LastName = "Lovelace", Country = "US" }, PaymentMethods.Sandbox,
            new HashSet<ConsentKind> { ConsentKind.SalesTerms, ConsentKind.PersonalData }, contents!.Price().Quote.Fingerprint);
        var placed = Assert.IsType<PlaceOrderAnswer.Placed>(await Here.Get<PlaceOrder>().Run(Here.Scope, added.Token, press, CancellationToken.None));
        return await Look(placed.Order.Id);
    }

    /// <summary>The bank has the money, and nobody has told us yet.</summary>
    public async Task<Order> AChargedOrder(Order order)
    {
        Assert.Equal(HttpStatusCode.SeeOther, await PayByCard(await OpenPage(order)));
        return await Look(order.Id);
    }

    public async Task<Order> ACardPaidOrder(string product)
    {
        var order = await AChargedOrder(await AnOrder(product));
        await RecordPayment(order);
        order = await Look(order.Id);
        Assert.Equal(OrderStatus.Paid, order.Status);
        return order;
    }

    public async Task<Order> ATransferPaidOrder(string product)
    {
        var order = await AnOrder(product);
        await ReceiveTransfer(order);
        return await Look(order.Id);
    }

    /// <summary>The bank's page for this order.</summary>
    public async Task<Uri> OpenPage(Order order) =>
        Assert.IsType<StartPaymentAnswer.Redirect>(await Here.Get<StartPayment>().Run(order, PaymentMethods.Sandbox, CancellationToken.None)).Page;

    public Task RecordPayment(Order order) => Here.Get<RecordPayment>().Run(order.Payments.Last(p => p.IsOnline).Id, CancellationToken.None);

    public Task ReceiveTransfer(Order order) =>
        Here.Get<OrderActs>().ReceiveBankMoney(Here.Scope, order.Id, order.Total, "booking-" + order.Number, valueAt: null);

    /// <summary>Moves the order's own clock, and nothing that hangs on it.</summary>
    public async Task<Order> At(Order order, DateTimeOffset orderTime)
    {
        await Here.Store.Write("move race clock", Here.Scope, async write => (await write.LockOrder(order.Id))!.AdvanceClock(orderTime - order.TimeAt(write.Now)));
        return await Look(order.Id);
    }

    /// <summary>Types a good card into the bank's page. 303 leads back, 410 says that the page is closed.</summary>
    public async Task<HttpStatusCode> PayByCard(Uri page)
    {
        using var answer = await Send(page, "card_number=4242424242424242&expiry=12%2F34&security_code=123", side: null);
        return answer.StatusCode;
    }

    /// <summary>Posts a form of the site's own page, on a side's behalf.</summary>
    /// <returns>Where it leads.</returns>
    public async Task<Uri> Post(Uri page, string form, string side)
    {
        using var answer = await Send(page, form, side);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        return new Uri(page, answer.Headers.Location!);
    }

    public async Task<HttpStatusCode> Visit(Uri page, string? side = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, page);
        if (side is not null)
            request.Headers.Add(Track.SideHeader, side);
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }

    public Task<string> OrderPage(Order order) => http.GetStringAsync(Here.Get<OrderLinks>().Order(order));

    /// <summary>Does what is due of this order in our own house: payments, deliveries, refunds. No mails, no webhooks.</summary>
    public async Task Settle(Order order)
    {
        for (var due = await Due(order); due.Count > 0; due = await Due(order))
            foreach (var item in due)
                await Here.Get<JobRunner>().Run(item, () => { }, CancellationToken.None);
    }

    /// <summary>Leases everything that is due of this order; mails and webhooks are left lying.</summary>
    public async Task<IReadOnlyList<WorkItem>> Due(Order order) =>
        [.. (await Here.Get<WorkQueue>().ClaimOfOrder(order.Id, ItemsMax)).Where(item => item.Lane == FollowUps.OrderLane)];

    /// <summary>What the bank has charged since the last look.</summary>
    public IReadOnlyList<Charge> NewCharges()
    {
        var charges = Here.Bank.Books.Charges(after: lastCharge);
        lastCharge = charges.Count > 0 ? charges[^1].Id : lastCharge;
        return charges;
    }

    public void Dispose() => http.Dispose();

    private async Task<HttpResponseMessage> Send(Uri page, string form, string? side)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, page)
        {
            Content = new StringContent(form, System.Text.Encoding.ASCII, "application/x-www-form-urlencoded"),
        };
        request.Headers.Add("Origin", page.GetLeftPart(UriPartial.Authority));
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        if (side is not null)
            request.Headers.Add(Track.SideHeader, side);
        return await http.SendAsync(request);
    }

    private static async Task<Order> Found(Task<Order?> order) => await order ?? throw new InvalidOperationException("No such order.");
}
