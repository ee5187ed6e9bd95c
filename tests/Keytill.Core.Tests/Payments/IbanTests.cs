using Keytill.Core.Payments;

namespace Keytill.Core.Tests.Payments;

public sealed class IbanTests
{
    [Theory]
    [InlineData("GB82 WEST 1234 5698 7654 32", "GB82WEST12345698765432")]
    [InlineData("de89 3704 0044 0532 0130 00", "DE89370400440532013000")]
    [InlineData("NO9386011117947", "NO9386011117947")]
    public void Published_account_numbers_are_read_in_either_form(string text, string electronic)
    {
        Assert.True(Iban.TryParse(text, out var iban));
        Assert.Equal(electronic, iban.Electronic);
        Assert.True(Iban.TryParse(iban.Printed, out var again));
        Assert.Equal(iban, again);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("GB82 WEST 1234 5698 7654 33")]
    [InlineData("GB28 WEST 1234 5698 7654 32")]
    [InlineData("8289370400440532013000")]
    [InlineData("DE89-3704-0044-0532-0130-00")]
    public void What_is_no_account_number_or_fails_its_check_is_not_read(string? text) => Assert.False(Iban.TryParse(text, out _));
}
