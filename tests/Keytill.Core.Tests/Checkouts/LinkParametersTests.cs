using System.Text;
using FsCheck.Fluent;
using Keytill.Core.Checkouts;
using static Keytill.Core.Checkouts.NoticeCode;

namespace Keytill.Core.Tests.Checkouts;

public class LinkParametersTests
{
    [Fact]
    public void A_full_link_is_read_without_a_notice()
    {
        LinkParameters link = Shop.Link(
            "quantity=3&currency=usd&coupon=SPRING&locale=de-AT&country=at&items=prod_a:2,viewer&clear=1&email=ada%40example.org&first_name=Ada"
            + "&last_name=Lovelace&company=Engines&phone=%2B43+1&vat_id=ATU1&city=Wien&zip=1010&address=Ring+1&payment_method=sandbox"
            + "&ref=S-1&data[cart]=7&data[user%20id]=x&return_url=https%3A%2F%2Fshop.example%2Fdone&utm_source=mail&utm_campaign=may");

        Assert.Empty(link.Notices);
        Assert.Equal(3, link.Quantity.Value);
        Assert.Equal(Shop.Dollar, link.Currency);
        Assert.Equal(("SPRING", "de-AT", true, "sandbox", "S-1", "https://shop.example/done"),
            (link.Coupon, link.Locale, link.Clear, link.PaymentMethod, link.ExternalId, link.ReturnUrl));
        Assert.Equal([new LinkItem("prod_a", 2), new LinkItem("viewer", QuantityWish.None)], link.Items);
        Assert.Equal(("7", "x"), (link.AdditionalData["cart"], link.AdditionalData["user id"]));
        Assert.Equal(("mail", "may"), (link.Utm["utm_source"], link.Utm["utm_campaign"]));
        Assert.Equal(
            ["address", "city", "company", "country", "email", "first_name", "last_name", "phone", "vat_id", "zip"],
            link.Prefill.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("currency=EURO", CurrencyUnavailable)]
    [InlineData("currency=XXX", CurrencyUnavailable)]
    [InlineData("locale=deutsch bitte", ParameterInvalid)]
    [InlineData("locale=<script>", ParameterInvalid)]
    [InlineData("country=XX", ParameterInvalid)]
    [InlineData("country=Germany", ParameterInvalid)]
    [InlineData("clear=maybe", ParameterInvalid)]
    [InlineData("email=ada", ParameterInvalid)]
    [InlineData("email=a@b@c.de,x@y.de", ParameterInvalid)]
    [InlineData("first_name=4242 4242 4242 4242", ParameterInvalid)]
    [InlineData("payment_method=Sandbox!", ParameterInvalid)]
    [InlineData("return_url=javascript:alert(1)", ParameterInvalid)]
    [InlineData("return_url=/done", ParameterInvalid)]
    [InlineData("sig=00ff", ParameterNeedsSignature)]
    [InlineData("price=1", ParameterNeedsSignature)]
    [InlineData("name=Cheaper", ParameterNeedsSignature)]
    [InlineData("expires=", ParameterNeedsSignature)]
    [InlineData("uses=1", ParameterNeedsSignature)]
    [InlineData("colour=red", ParameterUnknown)]
    [InlineData("data=1", ParameterUnknown)]
    [InlineData("data[]=1", ParameterUnknown)]
    [InlineData("data[a][b]=1", ParameterUnknown)]
    [InlineData("quantity=1&quantity=2", ParameterRepeated)]
    [InlineData("quantity=1&QUANTITY=2", ParameterRepeated)]
    public void A_bad_value_is_ignored_and_said(string query, NoticeCode expected)
    {
        LinkParameters link = Shop.Link(query);

        Assert.Equal(expected, Assert.Single(link.Notices).Code);
        Assert.Equal((null, null, null, false, 0), (link.Currency, link.Locale, link.ReturnUrl, link.Clear, link.Prefill.Count));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("-1", -1)]
    [InlineData("+2", 2)]
    [InlineData("007", 7)]
    [InlineData("1000000000000", 1_000_000_000_000)]
    [InlineData("99999999999999999999999999", long.MaxValue)]
    [InlineData("-99999999999999999999999999", long.MinValue)]
    public void Any_whole_number_is_a_quantity_however_absurd(string text, long quantity)
    {
        LinkParameters link = LinkParameters.Read([KeyValuePair.Create("quantity", (string?)text)]);

        Assert.Equal(new QuantityWish(quantity), link.Quantity);
        Assert.Empty(link.Notices);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("1.5")]
    [InlineData("--1")]
    [InlineData("-")]
    [InlineData("٣")]
    [InlineData("1e3")]
    public void Anything_else_is_no_quantity_and_is_kept_to_be_said(string text)
    {
        Assert.Equal(new QuantityWish(null, text), Shop.Link($"quantity={text}").Quantity);
        Assert.Equal(new LinkItem("p", new QuantityWish(null, text)), Shop.Link($"items=p:{text}").Items[0]);
    }

    [Theory]
    [InlineData("clear=1", true)]
    [InlineData("clear=Y", true)]
    [InlineData("clear=0", false)]
    [InlineData("", false)]
    public void Clear_is_1_or_y(string query, bool clear) => Assert.Equal(clear, Shop.Link(query).Clear);

    [Fact]
    public void Empty_values_are_as_if_they_were_not_there() =>
        Assert.Empty(Shop.Link("quantity=&currency=&locale&email=&ref=&return_url=&items=&coupon=&utm_source=").Notices);

    [Fact]
    public void What_is_too_long_is_cut_and_said()
    {
        LinkParameters link = Shop.Link(
            $"ref={new string('r', 201)}&data[a]={new string('v', 501)}&data[{new string('n', 41)}]=x&utm_source={new string('u', 201)}");

        Assert.Equal((200, 500, 200), (link.ExternalId!.Length, link.AdditionalData["a"].Length, link.Utm["utm_source"].Length));
        Assert.Equal("x", link.AdditionalData[new string('n', 40)]);
        Assert.All(link.Notices, n => Assert.Equal(ValueCut, n.Code));
        Assert.Equal(4, link.Notices.Count);
    }

    [Fact]
    public void Twenty_values_of_data_are_taken_and_the_rest_is_named()
    {
        LinkParameters link = Shop.Link(string.Join('&', Enumerable.Range(1, 22).Select(i => $"data[d{i}]={i}")));

        Assert.Equal(20, link.AdditionalData.Count);
        Assert.Equal(["data[d21]", "data[d22]"], link.Notices.Select(n => n.Parameter));
        Assert.All(link.Notices, n => Assert.Equal(TooMany, n.Code));
    }

    [Fact]
    public void Fifty_items_are_taken() =>
        Assert.Equal(50, Shop.Link("items=" + string.Join(',', Enumerable.Range(0, 80).Select(i => $"p{i}"))).Items.Count);

    [Fact]
    public void Neither_a_query_without_end_nor_a_value_without_end_is_kept()
    {
        LinkParameters link = Shop.Link($"colour={new string('x', 100_000)}&" + string.Join('&', Enumerable.Range(0, 5_000).Select(i => $"x{i}=1")));

        Assert.InRange(link.Notices.Count, 1, LinkParameters.ParametersMax + 1);
        Assert.All(link.Notices, n => Assert.InRange(n.Value.Length, 0, CheckoutNotice.ValueCharsMax));
    }

    [Fact]
    public void Control_characters_and_broken_pairs_are_not_kept()
    {
        LinkParameters link = LinkParameters.Read([KeyValuePair.Create("ref", (string?)"a\0b\r\nc\ud800"), KeyValuePair.Create("data[x\ud800]", (string?)"\udc00")]);

        Assert.Equal("a b  c\ufffd", link.ExternalId);
        Assert.Equal("\ufffd", link.AdditionalData["x\ufffd"]);
    }

    [Fact]
    public void A_thousand_fuzzed_queries_never_throw_and_whatever_they_say_can_be_followed()
    {
        string[] names = ["quantity", "currency", "coupon", "locale", "country", "items", "clear", "email", "first_name", "company", "payment_method", "ref",
            "data[a]", "data[", "data[]", "return_url", "utm_source", "sig", "expires", "uses", "price", "name", "", "=", "x"];
        string[] values = ["", "1", "-1", "0", "1e9", "999999999999999999999999", "abc", "EUR", "JPY", "XXX", "de", "de_AT", "\0", "\ud83d", "😀", "مرحبا", "\u202egnp",
            "<script>alert(1)</script>", "'; DROP TABLE orders; --", "a:b:c,,:,:1,b:", "viewer:3,editor:0", "https://shop.example/x", "http://[::1", "//evil", "a@b.c",
            "a@b", new string('A', 10_000), "%00", "{{7*7}}", "${x}", "4242424242424242", "\u00a0", "１２"];
        var query =
            from pairs in (from name in Gen.Elements(names)
                           from first in Gen.Elements(values)
                           from second in Gen.Elements(values)
                           from noise in Gen.Choose(0, 0xFFFF).Select(c => (char)c).ArrayOf(6)
                           select KeyValuePair.Create(name, (string?)(first + second + new string(noise)))).ListOf(12)
            select pairs.ToArray();

        Properties.Hold(query, pairs =>
        {
            LinkParameters link = LinkParameters.Read(pairs);
            var editor = Shop.Editor();
            Checkout checkout = Shop.AnOpenCheckout();
            checkout.Follow(link, editor, Shop.Shelf(editor), wish => wish == "editor" ? editor : null, Shop.Vendor, null, Shop.Noon);
            return checkout.Price(Shop.Shelf(editor)).Quote.Lines is [{ Quantity: >= 1 and <= 100 }]
                && checkout.Notices.All(n => n.Value.Length <= CheckoutNotice.ValueCharsMax)
                && link.AdditionalData.Values.All(v => new UTF8Encoding(false, throwOnInvalidBytes: true).GetByteCount(v) >= 0);
        }, tests: 1_000);
    }
}
