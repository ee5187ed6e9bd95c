using System.Text.Json;
using Keytill.Core.Catalog;

namespace Keytill.Core.Tests.Catalog;

public class PriceListTests
{
    private static readonly PriceList Banded = PriceList.Of(("EUR", 1), ("USD", 1)).With("EUR", new(1, 1000), new(10, 900), new(100, 950));

    [Theory]
    [InlineData(1, 1000)]
    [InlineData(9, 1000)]
    [InlineData(10, 900)]
    [InlineData(99, 900)]
    [InlineData(10_000, 950)]
    public void The_band_of_the_quantity_prices_every_unit(int quantity, long unitMinor) =>
        Assert.Equal(unitMinor, Banded.UnitPrice(Shop.Euro, quantity).Minor);

    [Theory]
    [InlineData(1, 10)]
    [InlineData(10, null)] // the next band is dearer
    public void The_next_break_is_the_next_cheaper_band(int quantity, int? from) =>
        Assert.Equal(from, Banded.NextBreak(Shop.Euro, quantity)?.FromQuantity);

    [Fact]
    public void Bands_out_of_order_or_bounds_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Banded.With("EUR"));
        Assert.Throws<ArgumentException>(() => Banded.With("EUR", new PriceBand(2, 1)));
        Assert.Throws<ArgumentException>(() => Banded.With("EUR", new PriceBand(1, 1), new PriceBand(1, 1)));
        Assert.Throws<ArgumentException>(() => Banded.With("EUR", new PriceBand(1, -1)));
        Assert.Throws<ArgumentException>(() => Banded.With("EUR", new PriceBand(1, PriceList.UnitPriceMinorMax + 1)));
        Assert.Throws<ArgumentException>(() => new PriceList([]));
        Assert.Throws<ArgumentException>(() => PriceList.Of(("EUR", 1), ("EUR", 2)));
    }

    [Fact]
    public void A_price_list_survives_being_written_as_json()
    {
        string json = JsonSerializer.Serialize(Banded);

        Assert.Equal(Banded, JsonSerializer.Deserialize<PriceList>(json));
        Assert.Equal(LocalizedText.Of("a", "b"), JsonSerializer.Deserialize<LocalizedText>(JsonSerializer.Serialize(LocalizedText.Of("a", "b"))));
    }
}
