using System.Text.Json;

namespace Keytill.Core.Tests;

public class CurrencyTests
{
    [Theory]
    [InlineData("JPY", 0)]
    [InlineData("KRW", 0)]
    [InlineData("UGX", 0)]
    [InlineData("ISK", 0)]
    [InlineData("EUR", 2)]
    [InlineData("HUF", 2)]
    [InlineData("ALL", 2)]
    [InlineData("RSD", 2)]
    [InlineData("MRU", 2)]
    [InlineData("IQD", 3)]
    [InlineData("KWD", 3)]
    [InlineData("CLF", 4)]
    [InlineData("UYW", 4)]
    public void The_exponent_is_the_standards(string code, int exponent) => Assert.Equal(exponent, Currency.Of(code).Exponent);

    [Theory]
    [InlineData("HRK")] // replaced
    [InlineData("XAU")] // a metal
    [InlineData("XTS")] // for tests
    [InlineData("EU")]
    [InlineData("")]
    [InlineData("EUR ")]
    [InlineData(null)]
    public void Everything_else_is_no_currency(string? code) => Assert.Null(Currency.Find(code));

    [Fact]
    public void Codes_are_found_in_any_case() => Assert.Same(Currency.Of("EUR"), Currency.Find("eur"));

    [Fact]
    public void A_currency_is_written_as_its_code()
    {
        Assert.Equal("\"EUR\"", JsonSerializer.Serialize(Currency.Of("EUR")));
        Assert.Same(Currency.Of("EUR"), JsonSerializer.Deserialize<Currency>("\"EUR\""));
    }
}
