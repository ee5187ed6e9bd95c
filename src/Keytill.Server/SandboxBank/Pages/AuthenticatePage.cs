namespace Keytill.Server.SandboxBank.Pages;

/// <summary>3-D Secure: confirm, refuse, take another card, or leave.</summary>
internal static class AuthenticatePage
{
    public static Task Show(HttpContext http, BankPayment payment, BankTexts texts) => Layout.Write(
        http, 200, texts, texts.AuthenticateTitle,
        Html.Of(
            $"""
            <h1>{texts.AuthenticateTitle}</h1>
            <p>{texts.AuthenticateText}</p>
            {CardPage.Facts(payment, texts, AmountText.Of(payment.Amount, payment.Currency, texts))}
            <form method="post" action="{CardPage.Action(http, payment, texts, "/authenticate")}">
            <button class="first" name="answer" value="confirm">{texts.Confirm}</button>
            <button name="answer" value="refuse">{texts.Refuse}</button>
            <button name="answer" value="other_card">{texts.OtherCard}</button>
            </form>
            <a class="button" href="{payment.ReturnUrl}">{texts.Leave}</a>
            """),
        payment.ReturnUrl);
}
