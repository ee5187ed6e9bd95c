using Keytill.Core.Catalog;

namespace Keytill.Core.Tests.Catalog;

public class ProductTests
{
    [Theory]
    [InlineData("editor", true)]
    [InlineData("editor-pro-2", true)]
    [InlineData("", false)]
    [InlineData("Editor", false)]
    [InlineData("editor--pro", false)]
    [InlineData("-editor", false)]
    [InlineData("editor/pro", false)]
    [InlineData("prod_1", false)] // can never be mistaken for an id
    public void A_slug_is_small_letters_digits_and_single_hyphens(string slug, bool valid)
    {
        Exception? thrown = Record.Exception(() => Shop.Product(slug, PriceList.Of(("EUR", 1))));

        Assert.Equal(valid, thrown is null);
        Assert.True(thrown is null or RuleBroken { Code: "product_slug" });
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(5, 4)]
    [InlineData(1, 10_001)]
    public void Quantities_out_of_bounds_are_refused(int min, int max) =>
        Assert.Equal("product_quantity", Assert.Throws<RuleBroken>(() => Shop.Product("p", PriceList.Of(("EUR", 1)), min, max)).Code);

    [Fact]
    public void Texts_out_of_bounds_are_refused()
    {
        ProductData data = Shop.Data("p", PriceList.Of(("EUR", 1)));

        foreach (ProductData wrong in (ProductData[])[
            data with { Name = LocalizedText.Of("", "Name") },
            data with { Name = LocalizedText.Of("Name", new string('x', 201)) },
            data with { Description = LocalizedText.Of(new string('x', 2_001), "") }])
        {
            Assert.Equal("product_text", Assert.Throws<RuleBroken>(() => Product.Create(Shop.Owner, wrong, Shop.Noon)).Code);
        }
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    public void Licence_settings_are_a_json_object(string settings) => Assert.Equal(
        "license_settings_invalid",
        Assert.Throws<RuleBroken>(() => Product.Create(Shop.Owner, Shop.Data("p", PriceList.Of(("EUR", 1))) with { LicenseSettings = settings }, Shop.Noon)).Code);

    [Fact]
    public void A_refused_change_changes_nothing()
    {
        Product editor = Shop.Editor();

        Assert.Throws<RuleBroken>(() => editor.Change(Shop.Data("other", PriceList.Of(("EUR", 1)), min: 0)));

        Assert.Equal(("editor", 1), (editor.Slug, editor.MinQuantity));
    }

    [Fact]
    public void A_retired_product_is_not_sold()
    {
        Product editor = Shop.Editor();
        editor.Retire(Shop.Noon);
        editor.Retire(Shop.Noon.AddDays(1));

        Assert.False(editor.IsSold);
        Assert.Equal(Shop.Noon, editor.RetiredAt);
    }

    [Theory]
    [InlineData("de", "Tag")]
    [InlineData("de-AT", "Tag")]
    [InlineData("DE", "Tag")]
    [InlineData("en", "Day")]
    [InlineData("fr", "Day")]
    public void A_text_is_given_in_the_nearest_language(string locale, string expected) =>
        Assert.Equal(expected, LocalizedText.Of("Day", "Tag").In(locale));

    [Fact]
    public void A_text_without_english_is_given_in_what_there_is() =>
        Assert.Equal("Jour", new LocalizedText(new Dictionary<string, string> { ["fr"] = "Jour" }).In("de"));
}
