namespace Keytill.Server.SandboxBank.Pages;

/// <summary>The card form. What was typed comes back only where it was a published test card; the security code never does.</summary>
internal static class CardPage
{
    public static Task Show(HttpContext http, BankPayment payment, BankTexts texts, CardForm form)
    {
        bool ok = form.IsComplete;
        return Layout.Write(
            http, ok ? 200 : 422, texts, ok ? texts.PayTitle : texts.ErrorPrefix + texts.PayTitle, Content(http, payment, texts, form),
            payment.ReturnUrl);
    }

    private static Html Content(HttpContext http, BankPayment payment, BankTexts texts, CardForm form)
    {
        string amount = AmountText.Of(payment.Amount, payment.Currency, texts);
        Html summary = form.IsComplete ? Html.Empty : Html.Of($"<p class=\"problem\" role=\"alert\">{texts.ErrorSummary}</p>");
        return Html.Of(
            $"""
            <h1>{texts.PayTitle}</h1>
            {Facts(payment, texts, amount)}
            {summary}
            <form method="post" action="{Action(http, payment, texts)}" novalidate>
            {Field("card_number", "cc-number", texts.Number, texts.NumberHint, form.Card?.Grouped, NumberProblem(form, texts))}
            {Field("expiry", "cc-exp", texts.Expiry, texts.ExpiryHint, form.Expiry, ExpiryProblem(form, texts))}
            {Field("security_code", "cc-csc", texts.Code, texts.CodeHint, null, CodeProblem(form, texts))}
            <button class="first" name="pay" value="1">{texts.Pay} {amount}</button>
            </form>
            <a class="button" href="{payment.ReturnUrl}">{texts.Cancel}</a>
            <details open><summary>{texts.CardsTitle}</summary>
            <p>{texts.CardsHint}</p>
            <ul>{Html.Join(TestCards.Published.Select(card => Listed(card, texts)))}</ul>
            </details>
            """);
    }

    internal static Html Facts(BankPayment payment, BankTexts texts, string amount) => Html.Of(
        $"""
        <dl>
        <dt>{texts.Amount}</dt><dd>{amount}</dd>
        <dt>{texts.Order}</dt><dd>{payment.OrderNumber}</dd>
        <dt>{texts.Recipient}</dt><dd>{payment.Account}</dd>
        </dl>
        """);

    /// <summary>The page's own address with the language that is shown, so that an answer to the form keeps it.</summary>
    internal static string Action(HttpContext http, BankPayment payment, BankTexts texts, string step = "") =>
        $"{http.Request.PathBase}/pay/{payment.Token}{step}?lang={texts.Language}";

    private static Html Field(string name, string autocomplete, string label, string hint, string? value, string? problem) => Html.Of(
        $"""
        <label for="{name}">{label}</label>
        <input type="text" id="{name}" name="{name}" autocomplete="{autocomplete}" inputmode="{(name == "expiry" ? "text" : "numeric")}" maxlength="64" required
          value="{value}" aria-describedby="{name}_hint{(problem is null ? "" : $" {name}_error")}"{Html.Constant(problem is null ? "" : " aria-invalid=\"true\"")}>
        <p class="hint" id="{name}_hint">{hint}</p>
        {(problem is null ? Html.Empty : Html.Of($"<p class=\"error\" id=\"{name}_error\">{problem}</p>"))}
        """);

    private static Html Listed(TestCard card, BankTexts texts) =>
        Html.Of($"<li><a href=\"?lang={texts.Language}&amp;card={card.Number}\">{card.Grouped}</a> {texts.Conduct(card)}</li>");

    private static string? NumberProblem(CardForm form, BankTexts texts) => Problem(
        form, texts, CardFormProblem.NumberMissing, CardFormProblem.NumberMalformed, CardFormProblem.NumberNotPublished);

    private static string? ExpiryProblem(CardForm form, BankTexts texts) =>
        Problem(form, texts, CardFormProblem.ExpiryMalformed, CardFormProblem.ExpiryPast);

    private static string? CodeProblem(CardForm form, BankTexts texts) => Problem(form, texts, CardFormProblem.CodeMalformed);

    private static string? Problem(CardForm form, BankTexts texts, params CardFormProblem[] ofField) =>
        form.Problems.Where(ofField.Contains).Select(texts.Problem).FirstOrDefault();
}
