using Keytill.Core.Catalog;
using Keytill.Core.Checkouts;
using Keytill.Core.Vendors;

namespace Keytill.Core.Tests.Checkouts;

public class PurchaseTests
{
    private static readonly ConsentKind[] TwoBoxes = [ConsentKind.SalesTerms, ConsentKind.PersonalData];
    private static readonly string[] Offered = ["sandbox", "bank_transfer"];

    private static readonly SellerTexts Texts = new("seller_1",
    [
        Text(ConsentKind.SalesTerms, "en", "1", Shop.Noon.AddYears(-1)),
        Text(ConsentKind.SalesTerms, "en", "2", Shop.Noon.AddDays(-1)),
        Text(ConsentKind.SalesTerms, "en", "3", Shop.Noon.AddDays(1)),
        new(ConsentKind.PersonalData, "en", "7", ConsentForm.Acknowledged, Shop.Noon.AddDays(-1)),
    ]);

    private readonly Product editor = Shop.Editor();
    private readonly Checkout checkout = Shop.AnOpenCheckout();

    public PurchaseTests() => checkout.Follow(editor, "quantity=10&ref=S-1&data[cart]=7&utm_source=mail&return_url=https%3A%2F%2Fshop.example%2F");

    [Fact]
    public void What_is_ordered_is_what_was_shown()
    {
        Purchase purchase = Ready(Press());

        PurchaseLine line = Assert.Single(purchase.Lines);
        Assert.Equal((editor.Id, "editor (en)", 10, 2600L, 26_000L), (line.ProductId, line.Name, line.Quantity, line.UnitPrice.Minor, line.Amounts.Total.Minor));
        Assert.Equal((line.LicenseMethod, line.LicensesOwed), ("signed_key", 10));
        Assert.Equal(line.Amounts, purchase.Amounts);
        Assert.Equal(("S-1", "https://shop.example/", "sandbox", checkout.Id), (purchase.ExternalId, purchase.ReturnUrl, purchase.PaymentMethod, purchase.CheckoutId));
        Assert.Equal(("7", "mail"), (purchase.AdditionalData["cart"], purchase.Utm["utm_source"]));
        Assert.Equal(("ada@example.org", "US"), (purchase.Buyer.Email, purchase.Buyer.Country));
    }

    [Fact]
    public void Consents_carry_the_version_in_force_of_the_text_that_was_shown() => Assert.Equal(
        [
            new Consent(ConsentKind.SalesTerms, ConsentForm.Agreed, "2", "en", Shop.Noon),
            new Consent(ConsentKind.PersonalData, ConsentForm.Acknowledged, "7", "en", Shop.Noon),
        ],
        Ready(Press()).Consents);

    [Fact]
    public void A_price_that_changed_since_the_page_was_shown_is_not_ordered()
    {
        ContinuePress press = Press();
        editor.Change(Shop.Data("editor", PriceList.Of(("EUR", 2700))));

        Assert.True(Refused(press).PriceChanged);
        Assert.Equal(27_000, Ready(Press()).Amounts.Total.Minor);
    }

    [Fact]
    public void A_page_that_shows_no_total_orders_nothing() => Assert.True(Refused(Press() with { QuoteFingerprint = null }).PriceChanged);

    [Fact]
    public void Every_wrong_field_is_named_at_once()
    {
        ContinuePress press = Press() with { Form = new BuyerForm { Email = "ada", Country = "XX" }, PaymentMethod = null, Ticked = new HashSet<ConsentKind>() };

        Assert.Equal(
            [
                new("email", FieldErrorCode.NotAnEmail),
                new("first_name", FieldErrorCode.Required),
                new("last_name", FieldErrorCode.Required),
                new("country", FieldErrorCode.UnknownCountry),
                new("payment_method", FieldErrorCode.Required),
                new("accept_terms", FieldErrorCode.MustBeTicked),
                new("accept_privacy", FieldErrorCode.MustBeTicked),
            ],
            Refused(press).Errors);
    }

    [Theory]
    [InlineData("paypal")]
    [InlineData("free")]
    public void A_method_that_is_not_offered_is_refused(string method) =>
        Assert.Equal([new("payment_method", FieldErrorCode.NotOffered)], Refused(Press() with { PaymentMethod = method }).Errors);

    [Theory]
    [InlineData("DE", "", true)]
    [InlineData("GB", "", true)]
    [InlineData("DE", "Engines Ltd", false)]
    [InlineData("US", "", false)]
    [InlineData("CH", "", false)]
    public void Consumers_with_a_right_of_withdrawal_are_asked_to_waive_it(string country, string company, bool asked)
    {
        ContinuePress press = Press() with { Form = Shop.AFilledForm() with { Country = country, Company = company } };

        if (!asked)
        {
            Assert.Equal(2, Ready(press).Consents.Count);
            return;
        }

        Assert.Equal([new("accept_waiver", FieldErrorCode.MustBeTicked)], Refused(press).Errors);
        Assert.Contains(Ready(press with { Ticked = new HashSet<ConsentKind>([.. TwoBoxes, ConsentKind.WithdrawalWaiver]) }).Consents, c => c.Kind == ConsentKind.WithdrawalWaiver);
    }

    [Fact]
    public void A_waiver_that_was_not_asked_for_is_not_recorded() => Assert.DoesNotContain(
        Ready(Press() with { Ticked = new HashSet<ConsentKind>([.. TwoBoxes, ConsentKind.WithdrawalWaiver]) }).Consents,
        c => c.Kind == ConsentKind.WithdrawalWaiver);

    [Fact]
    public void Where_the_right_of_withdrawal_is_kept_nobody_is_asked_to_waive_it()
    {
        editor.Change(Shop.Data("editor", PriceList.Of(("EUR", 2900))) with { Withdrawal = WithdrawalPolicy.Keep });

        Ready(Press() with { Form = Shop.AFilledForm() with { Country = "DE" } });
    }

    [Fact]
    public void With_nothing_to_pay_no_method_is_asked()
    {
        editor.Change(Shop.Data("editor", PriceList.Of(("EUR", 0))));

        Assert.Equal("free", Ready(Press() with { PaymentMethod = null }).PaymentMethod);
    }

    [Fact]
    public void An_empty_cart_orders_nothing()
    {
        ContinuePress press = Press();
        checkout.Change(new CartEdit { Remove = editor.Id }, Shop.Shelf(editor), Shop.Noon);

        Assert.IsType<PurchaseAnswer.NothingToOrder>(Prepare(press));
    }

    [Fact]
    public void An_ordered_cart_is_not_prepared_again()
    {
        ContinuePress press = Press();
        checkout.MarkOrdered(Shop.Noon);

        Assert.Equal("checkout_ordered", Assert.Throws<RuleBroken>(() => Prepare(press)).Code);
    }

    [Fact]
    public void Preparing_changes_nothing()
    {
        long version = checkout.Version;
        Ready(Press());

        Assert.Equal((version, false, false), (checkout.Version, checkout.Touched, checkout.IsOrdered));
    }

    private static LegalTextVersion Text(ConsentKind kind, string locale, string version, DateTimeOffset inForceAt) =>
        new(kind, locale, version, ConsentForm.Agreed, inForceAt);

    private ContinuePress Press() =>
        new(Shop.AFilledForm(), "sandbox", new HashSet<ConsentKind>(TwoBoxes), checkout.Price(Shop.Shelf(editor)).Quote.Fingerprint);

    private PurchaseAnswer Prepare(ContinuePress press) => checkout.Prepare(press, Shop.Shelf(editor), coupon: null, Texts, Offered, Shop.Noon);

    private Purchase Ready(ContinuePress press) => Assert.IsType<PurchaseAnswer.Ready>(Prepare(press)).Purchase;

    private PurchaseAnswer.Refused Refused(ContinuePress press) => Assert.IsType<PurchaseAnswer.Refused>(Prepare(press));
}
