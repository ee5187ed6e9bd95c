namespace Keytill.Core.Tests;

public sealed class FreeTextTests
{
    [Theory]
    [InlineData("", FreeTextProblem.Missing, "text_missing")]
    [InlineData("12345678901", FreeTextProblem.TooLong, "text_too_long")]
    [InlineData("1234567890", null, null)]
    public void A_text_that_cannot_be_kept_says_why(string text, FreeTextProblem? problem, string? code)
    {
        Assert.Equal(problem, FreeText.Check(text, 10));
        Assert.Equal(code, (Record.Exception(() => FreeText.Require(text, 10)) as RuleBroken)?.Code);
    }

    [Fact]
    public void A_card_number_over_two_lines_is_one() => Assert.Equal(FreeTextProblem.CardNumber, FreeText.Check("4242 4242\n4242 4242", 100));

    [Theory]
    [InlineData(null, "")]
    [InlineData("  a \r\n\tb  ", "a\nb")]
    [InlineData("a\n\n\n\nb\n\n", "a\n\nb")]
    [InlineData("\u202ea\u2028b", "a\nb")]
    public void Lines_stay_and_what_nobody_sees_goes(string? typed, string kept) => Assert.Equal(kept, PlainText.CleanLines(typed));
}
