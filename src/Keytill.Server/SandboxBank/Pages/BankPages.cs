using Microsoft.AspNetCore.Http.Features;

namespace Keytill.Server.SandboxBank.Pages;

/// <summary>
/// The customer's side: one address per payment, which shows the step that it is at. The unguessable token is all the authority there is:
/// no cookie, so nothing that another site could ride on.
/// </summary>
internal sealed class BankPages(Bank bank)
{
    private const int FormBytesMax = 8 * 1024;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/pay/{token}", Show);
        routes.MapPost("/pay/{token}", http => Act(http, Pay));
        routes.MapPost("/pay/{token}/authenticate", http => Act(http, Authenticate));
        // The form's address in the browser's bar after a language switch or a reload.
        routes.MapGet("/pay/{token}/authenticate", http => See(http, $"{http.Request.PathBase}/pay/{Token(http)}"));
    }

    private async Task Show(HttpContext http)
    {
        if (await bank.Payments.FindByToken(Token(http)) is not { } payment)
        {
            await Unknown(http);
            return;
        }

        TestCard? chosen = TestCards.Find(http.Request.Query["card"].ToString());
        await ShowStep(http, payment, chosen is null ? CardForm.Empty : CardForm.With(chosen, bank.Clock.GetUtcNow()));
    }

    private async Task Act(HttpContext http, Func<HttpContext, BankPayment, IFormCollection, Task> act)
    {
        if (await bank.Payments.FindByToken(Token(http)) is not { } payment)
            await Unknown(http);
        else if (await ReadForm(http) is not { } form)
            await BadRequest(http, Texts(http, payment), payment.ReturnUrl);
        else
            await act(http, payment, form);
    }

    private async Task Pay(HttpContext http, BankPayment payment, IFormCollection input)
    {
        CardForm form = CardForm.Read(input["card_number"], input["expiry"], input["security_code"], bank.Clock.GetUtcNow());
        if (!form.IsComplete)
            await ShowStep(http, payment, form);
        else
            await Follow(http, payment, await bank.Checkout.Pay(payment.Token, form));
    }

    private async Task Authenticate(HttpContext http, BankPayment payment, IFormCollection input)
    {
        CheckoutStep? step = input["answer"].ToString() switch
        {
            "confirm" => await bank.Checkout.Authenticate(payment.Token, confirmed: true),
            "refuse" => await bank.Checkout.Authenticate(payment.Token, confirmed: false),
            "other_card" => await bank.Checkout.TakeAnotherCard(payment.Token),
            _ => null,
        };
        if (step is null)
            await BadRequest(http, Texts(http, payment), payment.ReturnUrl);
        else
            await Follow(http, payment, step.Value);
    }

    private Task Follow(HttpContext http, BankPayment payment, CheckoutStep step)
    {
        switch (step)
        {
            case CheckoutStep.LoseAnswer:
                http.Abort();
                return Task.CompletedTask;
            case CheckoutStep.Show:
                return See(http, CardPage.Action(http, payment, Texts(http, payment)));
            case CheckoutStep.Return:
                return ReturnOrSayGone(http, payment.Token);
            default:
                throw new InvalidOperationException($"No step {step}.");
        }
    }

    private async Task ReturnOrSayGone(HttpContext http, string token) =>
        await ShowStep(http, (await bank.Payments.FindByToken(token))!, CardForm.Empty);

    private Task ShowStep(HttpContext http, BankPayment payment, CardForm form)
    {
        BankTexts texts = Texts(http, payment);
        switch (payment.Status)
        {
            case BankPaymentStatus.Open:
                return payment.AfterAuthentication is null
                    ? CardPage.Show(http, payment, texts, form)
                    : AuthenticatePage.Show(http, payment, texts);
            case BankPaymentStatus.Processing or BankPaymentStatus.Succeeded or BankPaymentStatus.Failed:
                return See(http, payment.ReturnUrl);
            case BankPaymentStatus.Expired or BankPaymentStatus.Closed:
                return Layout.Write(
                    http, 410, texts, texts.GoneTitle,
                    Html.Of($"<h1>{texts.GoneTitle}</h1><p>{texts.GoneText}</p><a class=\"button\" href=\"{payment.ReturnUrl}\">{texts.BackToShop}</a>"),
                    payment.ReturnUrl);
            default:
                throw new InvalidOperationException($"No page for {payment.Status}.");
        }
    }

    /// <summary>303: the browser goes on with GET, so that neither reload nor Back sends a form again.</summary>
    internal static Task See(HttpContext http, string address)
    {
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = address;
        http.Response.Headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }

    internal static Task Unknown(HttpContext http)
    {
        BankTexts texts = BankTexts.For(http.Request.Query["lang"]);
        return Layout.Write(
            http, 404, texts, texts.UnknownTitle, Html.Of($"<h1>{texts.UnknownTitle}</h1><p>{texts.UnknownText}</p>"), returnUrl: null);
    }

    internal static Task BadRequest(HttpContext http, BankTexts texts, string? returnUrl) => Layout.Write(
        http, 400, texts, texts.BadRequestTitle, Html.Of($"<h1>{texts.BadRequestTitle}</h1><p>{texts.BadRequestText}</p>"), returnUrl);

    /// <returns>Null when the body is no form, or a larger one than any of these pages sends.</returns>
    internal static async Task<IFormCollection?> ReadForm(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = FormBytesMax;

        try
        {
            return http.Request.HasFormContentType ? await http.Request.ReadFormAsync(http.RequestAborted) : null;
        }
        catch (Exception error) when (error is InvalidDataException or BadHttpRequestException)
        {
            return null;
        }
    }

    private static BankTexts Texts(HttpContext http, BankPayment payment) =>
        BankTexts.For(http.Request.Query["lang"].ToString() is { Length: > 0 } wish ? wish : payment.Locale);

    private static string Token(HttpContext http) => (string)http.Request.RouteValues["token"]!;
}
