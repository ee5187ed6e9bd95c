using Keytill.Core;
using Keytill.Core.Catalog;
using Keytill.Core.Checkouts;
using Keytill.Core.Orders;
using Keytill.Server.Checkouts;
using Keytill.Server.Hosting.Errors;
using Keytill.Server.Orders;
using Keytill.Server.Pages.Shared;
using Keytill.Server.Payments;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;

namespace Keytill.Server.Pages.Checkout;

/// <summary>The one page between the Buy button and the order: cart, form, method, consents, one button.</summary>
public sealed partial class CheckoutPage(CheckoutQueries checkouts, ChangeCheckout change, ChangeOrder changeOrder, PlaceOrder place, OrderQueries orders, PaymentGateways gateways)
    : CustomerPage
{
    private const string GeneralLabel = "continue";
    private const string ObligationLabel = "order_with_obligation";
    private const string PriceParameter = "price";
    private const string PriceIsNew = "new";

    private CheckoutContents contents = null!;
    private readonly Dictionary<string, string> errors = [];

    public override string Title => Texts["checkout.title"];

    public override string Script => "checkout.js";

    /// <summary>The page's own address, from the root.</summary>
    public string Path => "/checkout/" + contents.Checkout.Token;

    public Quote Quote { get; private set; } = null!;

    /// <summary>What stands in the fields.</summary>
    public BuyerForm Form { get; private set; } = new();

    public IReadOnlyList<string> Methods { get; private set; } = [];

    public string? ChosenMethod { get; private set; }

    public IReadOnlyList<ConsentBox> Boxes { get; private set; } = [];

    /// <summary>Every field that is wrong, in the page's order.</summary>
    public IReadOnlyList<FieldProblem> Problems { get; private set; } = [];

    public bool PriceChanged { get; private set; }

    /// <summary>The law of the customer's country asks for more than the page showed when the button was pressed.</summary>
    public bool NeedsOneMoreLook { get; private set; }

    /// <summary>The address looks mistyped, and was not asked about before.</summary>
    public bool NeedsEmailLook { get; private set; }

    /// <summary>The address that was probably meant; null where the one that stands in the form looks right.</summary>
    public string? MeantEmail => MistypedEmail.Suggest(Form.Email);

    /// <summary>What did not go as the customer asked, but for what stands beside a line: <see cref="NoticeOf"/>.</summary>
    public IReadOnlyList<string> Notices { get; private set; } = [];

    /// <summary>What did not go as the link asked: for the vendor, in test mode.</summary>
    public IReadOnlyList<string> VendorNotes { get; private set; } = [];

    /// <summary>The line that was just taken out, as its undo button names it.</summary>
    public (string Button, string Name)? Removed { get; private set; }

    /// <summary>The order that came of this cart, when one did: the cart is spent.</summary>
    public PlacedOrder? Ordered { get; private set; }

    /// <summary>That order is still to be paid.</summary>
    public bool OrderWaits { get; private set; }

    /// <summary>And it may still be changed: by another one in its place.</summary>
    public bool OrderCanBeChanged { get; private set; }

    /// <summary>The number of the order whose place the one that comes of this cart takes.</summary>
    public string? Replaces { get; private set; }

    /// <summary>The code that was given, and whether it applies; null where none was.</summary>
    public CouponChoice? Coupon => contents.Coupon;

    /// <summary>Why the code that was given does not apply; null where it does, or none was given.</summary>
    public string? CouponProblem => Coupon?.Refusal is { } refusal ? Texts.Get("coupon." + PublicName.Of(refusal), ("code", Coupon.Typed)) : null;

    public IReadOnlyList<Currency> Currencies => contents.Checkout.Cart.Choices(contents.Shelf);

    public IHtmlContent Countries => CountryOptions.In(Texts, Form.Country);

    public bool ShowsCompany => AnyGivenOrWrong(
        BuyerForm.Fields.Company, BuyerForm.Fields.VatId, BuyerForm.Fields.Address, BuyerForm.Fields.Zip, BuyerForm.Fields.City, BuyerForm.Fields.Phone);

    public bool ShowsHolder => AnyGivenOrWrong(BuyerForm.Fields.HolderName, BuyerForm.Fields.HolderEmail);

    /// <summary>In some countries a consumer must read on the button that it obliges him to pay, and nothing else.</summary>
    public string ContinueLabel => Texts["checkout." + ContinueKind];

    /// <summary>Which label it is: the button posts it, so that nobody orders by a button that did not say what it must.</summary>
    public string ContinueKind => Quote.Amounts.Total.IsZero ? "order_free" : NamesObligation(Form) ? ObligationLabel : GeneralLabel;

    /// <summary>
    /// On a phone the button stays in reach while the form is filled in. Not where the law wants products and total right above it.
    /// </summary>
    public bool PressFollows => ContinueKind != ObligationLabel;

    public string Money(Money money) => Texts.Formats.Money(money);

    /// <summary>The sentence beside a field, or null where nothing is wrong with it.</summary>
    public string? ErrorOf(string field) => errors.GetValueOrDefault(field);

    public string? NoticeOf(QuoteLine line) => contents.Checkout.Notices.FirstOrDefault(n => IsAboutQuantity(n, line.Product.Id)) is { } notice
        ? NoticeSentences.Of(notice, contents.Shelf, Texts)
        : null;

    public async Task<IActionResult> OnGet()
    {
        var removed = WrittenLine.Read(Request.Query[WrittenLine.RemovedParameter]);
        if (!await (removed is null ? Load() : Load(removed.ProductId)))
            return Unknown();
        if (Ordered is not null && await orders.ByToken(Ordered.Number, Ordered.Token, HttpContext.RequestAborted) is { } order)
            (OrderWaits, OrderCanBeChanged) = (order.Status == OrderStatus.NotPaid && !order.IsReplaced, order.CanBeReplaced);
        if (contents.Checkout.ReplacesOrderId is { } replaced)
            Replaces = (await orders.Place(contents.Scope, replaced, HttpContext.RequestAborted))?.Number;
        Show(contents.Checkout.Form, contents.Checkout.PaymentMethod, new HashSet<ConsentKind>());
        ShowRemoved(removed);
        PriceChanged = Request.Query[PriceParameter] == PriceIsNew;
        return Page();
    }

    private async Task<bool> Load(params string[] also)
    {
        string token = (string)RouteData.Values["token"]!;
        if (await checkouts.Find(token, HttpContext.RequestAborted, also) is not { } found)
            return false;
        contents = found;
        Texts = Texts.For(contents.Checkout.Locale);
        Frame(contents.Vendor, contents.Seller, contents.Checkout.Mode, contents.Checkout.Link.ReturnUrl);
        Quote = contents.Price().Quote;
        if (contents.Checkout.IsOrdered)
            Ordered = await orders.OfCheckout(contents.Scope, contents.Checkout.Id, HttpContext.RequestAborted);
        return true;
    }

    private void Show(BuyerForm form, string? method, IReadOnlySet<ConsentKind> ticked)
    {
        Form = form;
        Methods = gateways.Offered(Quote.Amounts.Total, Country.Find(form.Country) ?? "", contents.Checkout.Mode);
        ChosenMethod = method is not null && Methods.Contains(method) ? method : Methods.Count == 1 ? Methods[0] : null;
        Boxes = [.. ConsentRules.Required(Country.Find(form.Country), form.Company.Length > 0, Quote.Lines.Select(l => l.Product))
            .Select(kind => ConsentBox.Of(kind, contents.Seller.Id, Texts, ticked.Contains(kind)))];
        CheckoutNotice[] notices = [.. contents.Checkout.Notices, .. contents.Price().Unavailable];
        Notices = [.. notices.Where(n => n.IsForCustomer && !Quote.Lines.Any(line => IsAboutQuantity(n, line.Product.Id))).Select(n => NoticeSentences.Of(n, contents.Shelf, Texts)).Distinct()];
        VendorNotes = IsTest ? [.. notices.Where(n => !n.IsForCustomer).Select(n => NoticeSentences.Of(n, contents.Shelf, Texts)).Distinct()] : [];
    }

    private void ShowRemoved(CartLine? line)
    {
        if (line is not null && !contents.Checkout.Cart.Holds(line.ProductId) && contents.Shelf.TryGetValue(line.ProductId, out var product))
            Removed = (WrittenLine.Write(line), product.Name.In(Texts.Language));
    }

    private static bool NamesObligation(BuyerForm form) => ConsentRules.NamesObligationToPay(Country.Find(form.Country), form.Company.Length > 0);

    private static bool IsAboutQuantity(CheckoutNotice notice, string productId) =>
        notice.ProductId == productId && notice.Code is (NoticeCode.QuantityClamped or NoticeCode.QuantityUnreadable);

    private bool AnyGivenOrWrong(params ReadOnlySpan<string> fields)
    {
        foreach (string field in fields)
        {
            if (Form.Get(field).Length > 0 || errors.ContainsKey(field))
                return true;
        }

        return false;
    }

    private NotFoundResult Unknown()
    {
        HttpContext.BecauseOf(ErrorReason.CheckoutUnknown);
        return NotFound();
    }
}
