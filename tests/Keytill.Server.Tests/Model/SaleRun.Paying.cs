using Keytill.Core;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Server.Orders;
using Keytill.Server.Payments;
using Keytill.Server.SandboxBank;

namespace Keytill.Server.Tests.Model;

internal sealed partial class SaleRun
{
    private const string GoodCard = "4242424242424242";
    private const string MistypedCard = "4242424242424241";
    private const int AttemptsMax = 50;

    // A refund that fails after it was done is a move of its own, with any card.
    private static readonly string[] Cards = [.. TestCards.Published.Where(c => c.Conduct != CardConduct.SucceedAndFailRefund).Select(c => c.Number), MistypedCard];

    private static readonly BankLie[] Lies =
    [
        new(Amount: 1), new(Currency: "USD"), new(Mode: "live"), new(Account: "somebody"), new(Amount: 999_999_999),
    ];

    private IEnumerable<Payment> Pages => order.Payments.Where(p => p.RedirectUrl is not null);

    private async Task Press(bool isCard, int how)
    {
        var open = order.Payments.FirstOrDefault(p => p.CanBeActedOn && p.Amount == order.Due && p.IsOnline == isCard);
        bool isPayable = expected.Status == OrderStatus.NotPaid && !order.IsProcessing;
        StartPaymentAnswer? answer = null;
        Worsen(how);
        try
        {
            answer = await here.Get<StartPayment>().Run(order, isCard ? PaymentMethods.Sandbox : PaymentMethods.BankTransfer, CancellationToken.None);
        }
        catch (RuleBroken)
        {
            Refused++;
        }

        Mend();
        await Learn();
        if (answer is null)
            Assert.True(order.Status != OrderStatus.NotPaid || order.IsProcessing || order.Payments.Count >= AttemptsMax, "A press was refused that could pay.");
        else
            Assert.True(isPayable, $"A press was answered with {answer} where nothing can be paid.");
        if (answer is StartPaymentAnswer.Redirect redirect && open?.RedirectUrl is { } page)
            Assert.Equal(page, redirect.Page.AbsoluteUri);
    }

    /// <summary>The customer gives the bank a card, on the last page that he was sent to or on an old one.</summary>
    private async Task ShowCard(int which, int how)
    {
        if (Page(which) is not { } token)
            return;
        string number = how < 5 ? GoodCard : Cards[((which * 10) + how) % Cards.Length];
        var form = CardForm.Read(number, "12/34", "123", here.Clock.GetUtcNow());
        await here.Bank.Bank.Checkout.Pay(token, form);
    }

    private async Task AnswerAuthentication(int how)
    {
        if (Page(0) is not { } token)
            return;
        if (how < 8)
            await here.Bank.Bank.Checkout.Authenticate(token, confirmed: how < 5);
        else
            await here.Bank.Bank.Checkout.TakeAnotherCard(token);
    }

    private async Task ComeBack(int which, int how)
    {
        if (Pick(order.Payments.Where(p => p.IsOnline).Reverse(), which < 7 ? 0 : which) is not { } payment)
            return;
        Worsen(how);
        try
        {
            await here.Get<RecordPayment>().Run(payment.Id, CancellationToken.None);
        }
        catch (GatewayUnreachable)
        {
            Assert.True(how >= 8, "The bank was there.");
        }

        Mend();
        await Learn();
        if (how < 7 && await TruthAbout(payment.Id) == BankPaymentStatus.Succeeded)
            Assert.Contains(order.Receipts, r => r.PaymentId == payment.Id);
    }

    private async Task HearTheBank(Move move)
    {
        string? last = order.Payments.LastOrDefault(p => p.GatewayReference is not null)?.Id;
        switch (move.Act)
        {
            case Act.NoticeIsForged when last is not null:
                Assert.Equal(400, await here.Bank.Bank.SendForgedNotice(last, BankPaymentStatus.Succeeded));
                return;
            case Act.NoticeIsForged:
                return;
            case Act.NoticesArriveTwice:
                Mischief.RepeatNextNotice(1 + move.How);
                break;
            case Act.NoticeLies:
                Mischief.LieInNextNotice(move.Which == 9 ? new BankLie(Reference: "pay_of_somebody") : Lies[move.How % Lies.Length]);
                break;
            case Act.NoticeComesLate:
                Mischief.DelayNextNotice(TimeSpan.FromHours(1 << (move.How % 7)));
                break;
        }

        if (move is { Act: Act.NoticesArrive, How: >= 7 })
            Worsen(move.How);
        await here.Bank.Bank.ReleaseNotices(reversed: move.Act == Act.NoticesArriveReversed);
        Mischief.HoldsNotices = true;
        await BecomeIdle();
        Mend();
    }

    private async Task MoneyArrives(int which, int how)
    {
        long due = expected.Due > 0 ? expected.Due : Math.Max(1, order.Total.Minor);
        long amount = how switch
        {
            0 or 1 => due,
            2 => due - 1,
            3 => due - (due / 200),
            4 => due - (due / 200) - 1,
            5 => due + 7,
            6 => due / 2,
            7 => 1,
            8 => due - Math.Min(due / 200, basket.Currency switch { "EUR" => 100, "JPY" => 150, _ => 300 }),
            _ => Math.Max(1, order.Total.Minor),
        };
        DateTimeOffset? valueAt = which switch
        {
            < 5 => null,
            5 => OrderTime.AddDays(-2),
            6 => expected.ExpiresAt,
            7 => expected.ExpiresAt.AddMilliseconds(1),
            8 => expected.ExpiresAt.AddDays(1),
            _ => order.CreatedAt,
        };
        await Book(new Money(Math.Max(1, amount), Currency.Of(basket.Currency)), valueAt);
    }

    private async Task Book(Money amount, DateTimeOffset? valueAt)
    {
        string reference = $"B-{order.Number}-{bookings.Count + 1}";
        bookings.Add(reference, amount);
        await here.Get<OrderActs>().ReceiveBankMoney(here.Scope, order.Id, amount, reference, valueAt);
    }

    /// <summary>Somebody sends money back on the bank's own pages: what of it we know is for its notices to say.</summary>
    private async Task SendBack(int which, int how)
    {
        if (Pick(here.Bank.Books.Charges(lastChargeBefore).Where(c => c.OrderNumber == order.Number), which) is not { } charge)
            return;
        long left = charge.Amount - charge.Refunds.Sum(r => r.Amount);
        long amount = how switch { < 4 => left, < 8 => left / 2, _ => Math.Min(left, 1) };
        if (amount > 0)
            await here.Bank.Bank.Refunds.Create($"{charge.Payment} {here.Clock.GetUtcNow():O}", "", new NewRefund(charge.Payment, null, amount, null));
    }

    private async Task MoneyIsToldAgain(int which)
    {
        if (Pick(bookings.Keys, which) is not { } reference)
            return;
        long version = order.Version;
        await here.Get<OrderActs>().ReceiveBankMoney(here.Scope, order.Id, bookings[reference], reference, null);
        Assert.Equal(version, (await Load(order.Id)).Version);
    }

    /// <summary>What goes wrong between us and the bank in this step.</summary>
    private void Worsen(int how)
    {
        if (how == 7)
            Mischief.LieInNextReport(Lies[bookings.Count % Lies.Length]);
        else if (how == 8)
            Mischief.LoseNextAnswers();
        else if (how == 9)
            Mischief.Unreachable = true;
    }

    /// <summary>What another story asked for, and what never came to pass, is forgotten.</summary>
    private void BeHonest()
    {
        Mischief.RepeatNextNotice(0);
        Mischief.DelayNextNotice(TimeSpan.Zero);
        Mischief.LieInNextNotice(new BankLie());
        (here.VendorServer.IsDown, here.Mailbox.IsDown) = (false, false);
        Mend();
    }

    private void Mend()
    {
        Mischief.LieInNextReport(new BankLie());
        Mischief.LoseNextAnswers(0);
        Mischief.Unreachable = false;
    }

    private string? Page(int which) => Pick(Pages.Reverse(), which == 9 ? 1 : 0)?.RedirectUrl!.Split('/')[^1];

    private async Task<BankPaymentStatus?> TruthAbout(string paymentId) =>
        (await here.Bank.Bank.Payments.FindByReference(paymentId)).FirstOrDefault()?.Status;
}
