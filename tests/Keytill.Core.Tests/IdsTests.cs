namespace Keytill.Core.Tests;

public sealed class IdsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_id_says_what_it_names_and_is_read_back()
    {
        string id = Ids.New("ord", Noon);
        Assert.StartsWith("ord_", id, StringComparison.Ordinal);
        Assert.True(Ids.IsWellFormed(id, "ord"));
        Assert.False(Ids.IsWellFormed(id, "pay"));
    }

    [Fact]
    public void Ids_of_later_milliseconds_sort_later()
    {
        string[] made = [.. Enumerable.Range(0, 1_000).Select(ms => Ids.New("evt", Noon.AddMilliseconds(ms * 37L)))];
        Assert.Equal(made.Order(StringComparer.Ordinal), made);
    }

    [Fact]
    public void No_id_and_no_token_comes_twice()
    {
        Assert.Equal(10_000, Enumerable.Range(0, 10_000).Select(_ => Ids.New("ord", Noon)).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(10_000, Enumerable.Range(0, 10_000).Select(_ => Ids.NewToken()).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void A_token_fits_into_an_address_as_it_is()
    {
        string token = Ids.NewToken();
        Assert.Equal(32, token.Length);
        Assert.Equal(token, Uri.EscapeDataString(token));
        Assert.True(Ids.IsToken(token));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0123456789012345678901234567890")]
    [InlineData("012345678901234567890123456789012")]
    [InlineData("0123456789012345678901234567890\0")]
    [InlineData("0123456789012345678901234567890=")]
    [InlineData("0123456789012345678901234567890é")]
    public void What_has_not_the_form_of_a_token_is_none(string? text) => Assert.False(Ids.IsToken(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ord")]
    [InlineData("ord_")]
    [InlineData("ord_01j9")]
    [InlineData("ord_0123456789012345678901234u")]
    [InlineData("ord_0123456789ABCDEFGHJKMNPQRS")]
    [InlineData("ord-01234567890123456789012345")]
    [InlineData("ord_012345678901234567890123456")]
    public void What_has_not_the_form_of_an_id_is_none(string? text) => Assert.False(Ids.IsWellFormed(text, "ord"));
}
