using Keytill.Core.Checkouts;
using Keytill.Server.Checkouts;
using Keytill.Server.Orders;
using Keytill.Server.Pages.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace Keytill.Server.Pages.Checkout;

public sealed partial class CheckoutPage
{
    /// <summary>
    /// One form, several buttons. Each keeps all that is typed; all but "continue" lead back to the page by a redirect, so
    /// that a reload repeats nothing.
    /// </summary>
    public async Task<IActionResult> OnPost()
    {
        if (!await Load())
            return Unknown();
        var form = new CheckoutForm(await Request.ReadPostedForm());
        if (Ordered is not null)
            return await Leave(form, Ordered);

        if (!form.IsContinue)
            return await Change(form);
        return ChangesCart(form) ? await ShowNewTotal(form) : await Continue(form);
    }

    /// <summary>From a cart that is spent: to its order, or to a cart in whose order's place.</summary>
    private async Task<IActionResult> Leave(CheckoutForm form, PlacedOrder ordered)
    {
        if (form.IsChangeOfOrder && await changeOrder.Run(contents.Scope, contents.Checkout.Token, HttpContext.RequestAborted) is { } token)
        {
            CartCookie.Remember(HttpContext, contents.Scope, token);
            return new SeeOther("/checkout/" + token);
        }

        return new SeeOther(OrderLinks.Path(ordered.Number, ordered.Token));
    }

    private async Task<IActionResult> Continue(CheckoutForm form)
    {
        var press = form.ToPress(contents.Checkout.Form);

        // Nobody orders by a button that did not say what the law of his country asks: he chose the country after the page was shown.
        if (form.ContinueKind == GeneralLabel && NamesObligation(press.Form) && !Quote.Amounts.Total.IsZero)
        {
            NeedsOneMoreLook = true;
            return await ShowAgain(form, press, refused: null);
        }

        // Asked once and never again: he knows his address.
        if (MistypedEmail.Suggest(press.Form.Email) is not null && form.EmailSeen != press.Form.Email)
        {
            NeedsEmailLook = true;
            return await ShowAgain(form, press, refused: null);
        }

        return await place.Run(contents.Scope, contents.Checkout.Token, press, HttpContext.RequestAborted) switch
        {
            PlaceOrderAnswer.Placed placed => new SeeOther(OrderLinks.Path(placed.Order.Number, placed.Order.Token)),
            PlaceOrderAnswer.Refused refused => await ShowAgain(form, press, refused.Why),
            PlaceOrderAnswer.NothingToOrder => await ShowAgain(form, press, refused: null),
            PlaceOrderAnswer.Unknown => Unknown(),
            _ => throw new InvalidOperationException("An answer without a case."),
        };
    }

    /// <summary>Nothing was ordered: the same page says why, with everything that was typed.</summary>
    private async Task<IActionResult> ShowAgain(CheckoutForm form, ContinuePress press, PurchaseAnswer.Refused? refused)
    {
        await change.Run(contents.Checkout.Token, form.ToChange(), HttpContext.RequestAborted);
        if (!await Load())
            return Unknown();
        Show(press.Form, press.PaymentMethod, press.Ticked);
        PriceChanged = refused?.PriceChanged ?? false;
        foreach (var error in refused?.Errors ?? [])
            errors.TryAdd(error.Field, FieldSentences.Of(error, press.Form, Texts));
        Problems = [.. (refused?.Errors ?? []).DistinctBy(error => error.Field).Select(error => new FieldProblem(error.Field, errors[error.Field]))];
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }

    private async Task<IActionResult> Change(CheckoutForm form)
    {
        var removed = contents.Checkout.Cart.Lines.FirstOrDefault(line => line.ProductId == form.Remove);
        await change.Run(contents.Checkout.Token, form.ToChange(), HttpContext.RequestAborted);
        return new SeeOther(removed is null ? Path : QueryHelpers.AddQueryString(Path, WrittenLine.RemovedParameter, WrittenLine.Write(removed)));
    }

    /// <summary>Whoever changed a quantity and pressed "continue" at once has not seen the total that comes of it: he sees it first.</summary>
    private async Task<IActionResult> ShowNewTotal(CheckoutForm form)
    {
        await change.Run(contents.Checkout.Token, form.ToChange(), HttpContext.RequestAborted);
        return new SeeOther(QueryHelpers.AddQueryString(Path, PriceParameter, PriceIsNew));
    }

    private bool ChangesCart(CheckoutForm form)
    {
        var cart = contents.Checkout.Cart;
        return (form.Coupon is { } code && code.Trim() != (contents.Checkout.CouponCode ?? ""))
            || (form.Currency is { } currency && currency != cart.Currency.Code)
            || cart.Lines.Any(line => form.Quantities.TryGetValue(line.ProductId, out var wish) && wish != new QuantityWish(line.Quantity));
    }
}
