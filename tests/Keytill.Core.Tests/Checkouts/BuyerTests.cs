using System.Text.Json;
using Keytill.Core.Checkouts;

namespace Keytill.Core.Tests.Checkouts;

public class BuyerTests
{
    [Theory]
    [InlineData("first_name", 100)]
    [InlineData("last_name", 100)]
    [InlineData("company", 200)]
    [InlineData("city", 100)]
    [InlineData("address", 200)]
    [InlineData("phone", 40)]
    [InlineData("zip", 20)]
    [InlineData("vat_id", 20)]
    public void A_value_is_too_long_by_one_and_the_limit_is_named(string field, int limit)
    {
        Assert.Null(Buyer.Check(Shop.AFilledForm().With(field, new string('x', limit)), field));
        BuyerForm form = Shop.AFilledForm().With(field, new string('x', limit + 1));
        Assert.Equal(new FieldError(field, FieldErrorCode.TooLong, limit), Buyer.Check(form, field));
        Assert.Equal(limit + 1, form.Get(field).Length);
    }

    [Fact]
    public void An_address_keeps_its_lines_and_everything_else_is_one()
    {
        BuyerForm form = new BuyerForm().With("address", " Second floor \r\n12 St James's Square\r\n").With("city", "London\r\nEngland");
        Assert.Equal(("Second floor\n12 St James's Square", "London  England"), (form.Address, form.City));
    }

    [Fact]
    public void Ten_thousand_characters_are_kept_to_be_shown_again() =>
        Assert.Equal(10_000, new BuyerForm().With("first_name", new string('x', 10_000)).FirstName.Length);

    [Theory]
    [InlineData("ada@example.org", "ada@example.org")]
    [InlineData("Ada.Lovelace+shop@Example.ORG", "ada.lovelace+shop@example.org")]
    [InlineData("a@müller.example", "a@xn--mller-kva.example")]
    [InlineData("o'brien@example.co.uk", "o'brien@example.co.uk")]
    public void An_address_is_normalised(string text, string normalized) => Assert.Equal(normalized, EmailAddress.Normalize(text));

    [Theory]
    [InlineData("ada")]
    [InlineData("@example.org")]
    [InlineData("ada@")]
    [InlineData("ada@example")]
    [InlineData("ada@@example.org")]
    [InlineData("ada lovelace@example.org")]
    [InlineData("ada@exa mple.org")]
    [InlineData(".ada@example.org")]
    [InlineData("ada.@example.org")]
    [InlineData("a..b@example.org")]
    [InlineData("ada@-example.org")]
    [InlineData("ada@example..org")]
    [InlineData("ada@127.0.0.1")]
    [InlineData("ada@[127.0.0.1]")]
    [InlineData("ada@example.org\r\nBcc: x@y.de")]
    [InlineData("<ada@example.org>")]
    [InlineData("ada@example.org,eve@example.org")]
    [InlineData("\"a b\"@example.org")]
    [InlineData("😀@example.org")]
    [InlineData("ada@exa_mple.org")]
    public void What_mail_cannot_be_sent_to_without_ado_is_no_address(string text) => Assert.False(EmailAddress.IsWellFormed(text));

    [Fact]
    public void An_address_has_at_most_254_characters()
    {
        string host = string.Join('.', Enumerable.Repeat(new string('h', 60), 4)); // 243
        Assert.True(EmailAddress.IsWellFormed($"{new string('a', 10)}@{host}"));
        Assert.False(EmailAddress.IsWellFormed($"{new string('a', 11)}@{host}"));
        Assert.False(EmailAddress.IsWellFormed($"{new string('a', 65)}@example.org"));
    }

    [Theory]
    [InlineData("4242424242424242", true)]
    [InlineData("my card 4242 4242-4242 4242 thanks", true)]
    [InlineData("378282246310005", true)]
    [InlineData("House 12 - 4242 4242 4242 4242 - 7", true)]
    [InlineData("4242\u00a04242\u20114242\u201342\u200942", true)] // blanks and hyphens that word processors make
    [InlineData("a 4 2 4 2 4 2 4 2 4 2 4 2 4 2 4 2", true)]
    [InlineData("1000000000009", false)] // no card begins with 1
    [InlineData("+49 69 1234 5678", false)]
    [InlineData("4242424242424241", false)]
    [InlineData("42424242", false)]
    [InlineData("Order 12345", false)]
    public void Card_numbers_are_not_kept_in_free_text(string text, bool refused)
    {
        Assert.Equal(refused, PlainText.HoldsCardNumber(text));
        Assert.Equal(refused ? FieldErrorCode.HoldsCardNumber : null, Buyer.Check(Shop.AFilledForm().With("company", text), "company")?.Code);
    }

    [Theory]
    [InlineData("  Ada  ", "Ada")]
    [InlineData("A\r\nda", "A  da")]
    [InlineData("A\0da", "A da")]
    [InlineData("عادة", "عادة")]
    [InlineData("👩‍💻", "👩‍💻")]
    [InlineData("<b>Ada</b>", "<b>Ada</b>")]
    [InlineData("e\u0301", "é")]
    [InlineData("A\uFFFFda", "A\uFFFDda")]
    [InlineData("A\u202Eda", "Ada")]
    public void A_field_keeps_what_was_typed_but_control_characters(string typed, string kept) =>
        Assert.Equal(kept, new BuyerForm().With("first_name", typed).FirstName);

    [Fact]
    public void A_right_form_gives_the_buyer()
    {
        Buyer buyer = Buyer.From(Shop.AFilledForm() with { Email = "Ada@Example.org", Country = "gb" });

        Assert.Equal(("Ada@Example.org", "ada@example.org", "GB", "Ada Lovelace", null, false),
            (buyer.Email, buyer.EmailNormalized, buyer.Country, buyer.FullName, buyer.Company, buyer.IsBusiness));
        Assert.Equal(new LicenseHolder("Ada Lovelace", "Ada@Example.org"), buyer.LicensedTo);
        Assert.Equal("***", $"{buyer}");
        Assert.Equal(buyer, JsonSerializer.Deserialize<Buyer>(JsonSerializer.Serialize(buyer)));
    }

    [Fact]
    public void A_wrong_form_gives_no_buyer() => Assert.Throws<ArgumentException>(() => Buyer.From(new BuyerForm()));

    [Fact]
    public void A_licence_for_somebody_else_needs_name_and_address()
    {
        BuyerForm form = Shop.AFilledForm() with { HolderName = "Charles" };
        Assert.Equal([new FieldError("holder_email", FieldErrorCode.Required)], Buyer.Check(form));
        Assert.Equal([new FieldError("holder_name", FieldErrorCode.Required)], Buyer.Check(Shop.AFilledForm() with { HolderEmail = "c@example.org" }));
        Assert.Equal("Charles", Buyer.From(form with { HolderEmail = "c@example.org" }).LicensedTo.Name);
    }

    [Fact]
    public void Every_field_is_read_and_written_by_its_name()
    {
        BuyerForm form = new BuyerForm().Read(field => field + "!");

        Assert.All(BuyerForm.Fields.All, field => Assert.Equal(field + "!", form.Get(field)));
        Assert.Equal(form, form.Read(_ => null));
    }
}
