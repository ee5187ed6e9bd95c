using Keytill.Core.Payments;

namespace Keytill.Core.Tests.Payments;

public sealed class CreditorReferenceTests
{
    [Theory]
    [InlineData("539007547034", "RF18539007547034", "RF18 5390 0754 7034")]
    [InlineData("2348231", "RF712348231", "RF71 2348 231")]
    [InlineData("G72UUR", "RF45G72UUR", "RF45 G72U UR")]
    [InlineData("18K5", "RF6518K5", "RF65 18K5")]
    public void Published_references_are_made_and_printed_in_groups_of_four(string body, string electronic, string printed)
    {
        var reference = CreditorReference.For(body);
        Assert.Equal(electronic, reference.Electronic);
        Assert.Equal(printed, reference.Printed);
        Assert.True(CreditorReference.TryParse(printed, out var read));
        Assert.Equal(reference, read);
    }

    [Theory]
    [InlineData(" rf18 5390 0754 7034 ")]
    [InlineData("RF18000000000539007547034")]
    [InlineData("RF18 0000 0000 0539 0075 4703 4")]
    public void Either_form_is_read_in_any_case_with_spaces_or_padding(string text)
    {
        Assert.True(CreditorReference.TryParse(text, out var reference));
        Assert.Equal("539007547034", reference.Body);
        Assert.Equal("RF18539007547034", reference.Electronic);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("RF18")]
    [InlineData("RF18539007547035")]
    [InlineData("RF17539007547034")]
    [InlineData("RFA8539007547034")]
    [InlineData("DE18539007547034")]
    [InlineData("RF18-5390-0754-7034")]
    [InlineData("RF18539007547034539007547034")]
    [InlineData("RF18５39007547034")]
    public void What_is_no_reference_or_fails_its_check_is_not_read(string? text) => Assert.False(CreditorReference.TryParse(text, out _));

    [Fact]
    public void Every_wrong_digit_and_every_swap_of_neighbouring_digits_is_noticed()
    {
        string good = CreditorReference.For("A9876543210").Electronic;
        for (int i = 2; i < good.Length; i++)
        {
            if (!char.IsAsciiDigit(good[i]))
                continue;
            foreach (char c in "0123456789".Where(c => c != good[i]))
                Assert.False(CreditorReference.TryParse(good[..i] + c + good[(i + 1)..], out _));
            if (i + 1 < good.Length && char.IsAsciiDigit(good[i + 1]) && good[i] != good[i + 1])
                Assert.False(CreditorReference.TryParse(good[..i] + good[i + 1] + good[i] + good[(i + 2)..], out _));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("A-123")]
    [InlineData("Ä123")]
    [InlineData("1234567890123456789012")]
    public void A_number_that_does_not_fit_is_refused(string number) => Assert.Throws<ArgumentException>(() => CreditorReference.For(number));
}
