using System.Security.Cryptography;
using System.Text;

namespace Keytill.Server.SandboxBank.Pages;

/// <summary>
/// The merchant's own view of its payments, where its people send money back by hand: as a payment service's dashboard, past the merchant's server,
/// which is told by a notice. The unguessable address is all the authority there is, as on <see cref="BankPages"/>.
/// </summary>
internal sealed class MerchantPages(Bank bank)
{
    private const int PaymentsMax = 100;
    private const int AmountCharsMax = 32;
    private const int KeyCharsMax = 100;
    private readonly byte[] key = Encoding.UTF8.GetBytes(SandboxBankOptions.MerchantKey(bank.Options.Secret, bank.Options.Account));

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/merchant/{key}", http => IsMerchant(http) ? ShowAll(http) : BankPages.Unknown(http));
        routes.MapGet("/merchant/{key}/{id}", http => ForPayment(http, (payment, texts) => ShowOne(http, payment, texts)));
        routes.MapPost("/merchant/{key}/{id}", http => ForPayment(http, (payment, texts) => Refund(http, payment, texts)));
    }

    private bool IsMerchant(HttpContext http) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes((string)http.Request.RouteValues["key"]!), key);

    private async Task ForPayment(HttpContext http, Func<BankPayment, BankTexts, Task> act)
    {
        if (IsMerchant(http) && await bank.Payments.Find((string)http.Request.RouteValues["id"]!) is { Status: BankPaymentStatus.Succeeded } payment)
            await act(payment, Texts(http));
        else
            await BankPages.Unknown(http);
    }

    private Task ShowAll(HttpContext http)
    {
        BankTexts texts = Texts(http);
        List<(BankPayment Payment, List<BankRefund> Refunds)> charged = bank.Refunds.Charged(PaymentsMax);
        Html list = charged.Count == 0
            ? Html.Of($"<p>{texts.MerchantEmpty}</p>")
            : Html.Of($"<ul>{Html.Join(charged.Select(it => Listed(http, it.Payment, it.Refunds, texts)))}</ul>");
        return Write(http, 200, texts, texts.MerchantTitle, Html.Of($"<h1>{texts.MerchantTitle}</h1>{list}"));
    }

    private static Html Listed(HttpContext http, BankPayment payment, List<BankRefund> refunds, BankTexts texts)
    {
        long back = payment.Amount - BankRefunds.LeftOf(payment, refunds);
        string standing = back == 0 ? "" : $" – {texts.SentBack}: {AmountText.Of(back, payment.Currency, texts)}";
        return Html.Of($"<li><a href=\"{Address(http, payment, texts)}\">{payment.OrderNumber}</a> {AmountText.Of(payment.Amount, payment.Currency, texts)}{standing}</li>");
    }

    private Task ShowOne(HttpContext http, BankPayment payment, BankTexts texts, string? mistyped = null)
    {
        List<BankRefund> refunds = bank.Refunds.Of(payment);
        long left = BankRefunds.LeftOf(payment, refunds);
        Html gone = refunds.Count == 0
            ? Html.Empty
            : Html.Of($"<h2>{texts.RefundsTitle}</h2><ul>{Html.Join(refunds.Select(refund => Html.Of($"<li>{AmountText.Of(refund.Amount, refund.Currency, texts)}: {texts.RefundStanding(refund)}</li>")))}</ul>");
        return Write(http, mistyped is null ? 200 : 422, texts, (mistyped is null ? "" : texts.ErrorPrefix) + texts.MerchantPayment, Html.Of(
            $"""
            <h1>{texts.MerchantPayment}</h1>
            {CardPage.Facts(payment, texts, AmountText.Of(payment.Amount, payment.Currency, texts))}
            {gone}
            {(left > 0 ? Form(http, payment, texts, left, mistyped) : Html.Of($"<p>{texts.NothingLeft}</p>"))}
            <a class="button" href="{Root(http)}?lang={texts.Language}">{texts.MerchantBack}</a>
            """));
    }

    /// <summary>The form carries a key of its own: pressed twice it is one refund.</summary>
    private static Html Form(HttpContext http, BankPayment payment, BankTexts texts, long left, string? mistyped)
    {
        string most = AmountText.Of(left, payment.Currency, texts);
        Html error = mistyped is null ? Html.Empty : Html.Of($"<p class=\"error\" id=\"amount_error\" role=\"alert\">{texts.RefundAmountProblem(most)}</p>");
        return Html.Of(
            $"""
            <h2>{texts.RefundTitle}</h2>
            <form method="post" action="{Address(http, payment, texts)}">
            <input type="hidden" name="key" value="{BankIds.NewToken()}">
            <label for="amount">{texts.RefundAmount}</label>
            <input type="text" id="amount" name="amount" inputmode="decimal" autocomplete="off" maxlength="{AmountCharsMax}" required
              value="{mistyped ?? AmountText.Typed(left, payment.Currency, texts)}" aria-describedby="amount_hint{(mistyped is null ? "" : " amount_error")}"{Html.Constant(mistyped is null ? "" : " aria-invalid=\"true\"")}>
            <p class="hint" id="amount_hint">{texts.RefundAmountHint(most)}</p>
            {error}
            <button class="first" name="refund" value="1">{texts.RefundButton}</button>
            </form>
            """);
    }

    private async Task Refund(HttpContext http, BankPayment payment, BankTexts texts)
    {
        if (await BankPages.ReadForm(http) is not { } form || form["key"].ToString() is not { Length: > 0 and <= KeyCharsMax } once)
        {
            await BankPages.BadRequest(http, texts, returnUrl: null);
            return;
        }

        string typed = form["amount"].ToString();
        if (AmountText.Read(typed, payment.Currency) is { } amount && await IsSent(once, new NewRefund(payment.Id, null, amount, payment.Currency)))
            await BankPages.See(http, Address(http, payment, texts));
        else
            await ShowOne(http, payment, texts, typed.Length > AmountCharsMax ? typed[..AmountCharsMax] : typed);
    }

    /// <returns>False where the bank will not: it is more than is left, or nothing.</returns>
    private async Task<bool> IsSent(string once, NewRefund asked)
    {
        try
        {
            await bank.Refunds.Create("page " + once, $"{asked.Payment} {asked.Amount}", asked);
            return true;
        }
        catch (BankRefusal)
        {
            return false;
        }
    }

    private static Task Write(HttpContext http, int status, BankTexts texts, string title, Html content) =>
        Layout.Write(http, status, texts, title, content, returnUrl: null);

    private static string Address(HttpContext http, BankPayment payment, BankTexts texts) => $"{Root(http)}/{payment.Id}?lang={texts.Language}";

    private static string Root(HttpContext http) => $"{http.Request.PathBase}/merchant/{(string)http.Request.RouteValues["key"]!}";

    private static BankTexts Texts(HttpContext http) => BankTexts.For(http.Request.Query["lang"]);
}
