namespace Keytill.Core.Tests;

public class LocalesTests
{
    [Theory]
    [InlineData("de", "de")]
    [InlineData("de-AT", "de")]
    [InlineData("DE-Latn-AT", "de")]
    [InlineData("pt", "pt-BR")]
    [InlineData("pt-PT", "pt-BR")]
    [InlineData("fr", null)]
    public void The_nearest_language_is_found(string wish, string? expected) => Assert.Equal(expected, Locales.Nearest(wish, ["en", "de", "pt-BR"]));

    [Fact]
    public void The_first_wish_that_can_be_answered_wins_and_english_is_the_last()
    {
        Assert.Equal("de", Locales.Best(["fr", "de-CH", "en"], ["en", "de"]));
        Assert.Equal("en", Locales.Best(["fr"], ["en", "de"]));
        Assert.Equal("en", Locales.Best([], ["en", "de"]));
    }

    [Theory]
    [InlineData("en", true)]
    [InlineData("zh-Hant-TW", true)]
    [InlineData("e", false)]
    [InlineData("en-", false)]
    [InlineData("en_US", false)]
    [InlineData("../etc", false)]
    public void Tags_have_a_form(string tag, bool wellFormed) => Assert.Equal(wellFormed, Locales.IsWellFormed(tag));
}
