using Keytill.Core.Documents;
using Keytill.Core.Payments;

namespace Keytill.Core.Tests.Documents;

public sealed class EpcPaymentTests
{
    private static readonly CreditorReference Reference = CreditorReference.For("A0000000123");

    [Fact]
    public void A_transfer_is_said_line_by_line_as_the_banks_agreed_and_nothing_follows_the_last()
    {
        string[] expected = ["BCD", "002", "1", "SCT", "COBADEFFXXX", "Müller & Söhne GmbH", "DE89370400440532013000", "EUR1234.05", "", Reference.Electronic];
        Assert.Equal(string.Join('\n', expected), Payload("Müller & Söhne GmbH", "cobadeffxxx", 1234_05));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("COBA")]
    [InlineData("COBADEFF\nX")]
    public void A_bank_code_that_is_none_is_left_out(string? bic) => Assert.Equal("", Payload("Seller", bic, 1_00)!.Split('\n')[4]);

    [Theory]
    [InlineData(0, null)]
    [InlineData(-1, null)]
    [InlineData(1, "EUR0.01")]
    [InlineData(10_00, "EUR10.00")]
    [InlineData(999_999_999_99, "EUR999999999.99")]
    [InlineData(999_999_999_99 + 1, null)]
    public void Amounts_are_from_a_cent_to_just_under_a_billion(long cents, string? expected) => Assert.Equal(expected, Payload("Seller", null, cents)?.Split('\n')[7]);

    [Theory]
    [InlineData(0, false)]
    [InlineData(70, true)]
    [InlineData(71, false)]
    public void A_name_that_is_too_long_is_never_cut(int chars, bool isSaid) => Assert.Equal(isSaid, Payload(new string('ß', chars), null, 1_00) is not null);

    [Fact]
    public void A_name_of_two_lines_cannot_put_an_account_of_its_own_in() => Assert.Null(Payload("Seller\nGB33BUKB20201555555555", null, 1_00));

    [Theory]
    [InlineData("USD")]
    [InlineData("CHF")]
    [InlineData("JPY")]
    public void Other_currencies_have_no_such_code(string currency) =>
        Assert.Null(EpcPayment.Find("Seller", Account(), null, new Money(1_00, Currency.Of(currency)), Reference));

    private static string? Payload(string holder, string? bic, long cents) =>
        EpcPayment.Find(holder, Account(), bic, new Money(cents, Currency.Of("EUR")), Reference)?.Payload;

    private static Iban Account() => Iban.TryParse("DE89 3704 0044 0532 0130 00", out var iban) ? iban : throw new InvalidOperationException();
}
