using System.Text;
using System.Text.Json;
using Keytill.Core.Catalog;
using Keytill.Server.Licenses;
using Keytill.Server.Orders;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Api;

/// <summary>An event's body has a bound, whatever was bought: what does not fit is cut, says so, and is whole in the API.</summary>
public sealed class EventSizeTests
{
    [Fact]
    public async Task A_line_of_two_thousand_keys_is_shown_in_part()
    {
        const int Keys = 2_000;
        await using var here = await Installation.Start(DatabaseKind.Sqlite, rehearses: false);
        string pool = await here.Get<KeyPools>().Create(here.Scope, "keys");
        // Each character of such a key may need six bytes in JSON.
        await here.Get<KeyPools>().Upload(here.Scope, pool, string.Join('\n', Enumerable.Range(0, Keys).Select(i => $"{i:0000}" + new string('<', 200))));
        await here.Shop.Sell(here.Store, "keys", PriceList.Of(("EUR", 1)), p => p with
        {
            LicenseMethod = "key_pool",
            LicenseSettings = $$"""{"pool": "{{pool}}"}""",
            MaxQuantity = Keys,
        });
        using var ada = new Customer(here);
        using var program = new VendorProgram(here);
        await ada.Buy($"keys?quantity={Keys}");
        await ada.Order();
        await ada.PayByCard(Customer.GoodCard);
        var order = await ada.Placed();
        await here.Settle(order.Id);

        var delivered = await Event(program, order.Id, "product.delivered");
        Assert.Equal(["licenses"], Cut(delivered));
        Assert.InRange(delivered.GetProperty("data").GetProperty("licenses").GetArrayLength(), 10, 200);
        var line = (await program.Get("/v1/orders/" + order.Id)).GetProperty("lines")[0];
        Assert.Equal(Keys, line.GetProperty("licenses").EnumerateArray().Select(l => l.GetProperty("key").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task A_cart_of_fifty_long_names_and_twenty_long_values_is_shown_in_part()
    {
        await using var here = await Installation.Start(DatabaseKind.Sqlite, rehearses: false);
        string name = new('<', Product.NameCharsMax);
        for (int i = 0; i < 50; i++)
            await here.Shop.Sell(here.Store, $"p{i}", PriceList.Of(("EUR", 100)), p => p with { Name = LocalizedText.Of(name, name) });
        string data = string.Concat(Enumerable.Range(0, 20).Select(i => $"&data[{i}{new string('<', 38)}]={new string('<', 500)}"));
        using var ada = new Customer(here);
        using var program = new VendorProgram(here);
        await ada.Buy($"p0?items={string.Join(',', Enumerable.Range(1, 49).Select(i => $"p{i}"))}{data.Replace("<", "%3C", StringComparison.Ordinal)}");
        await ada.Order();
        var order = await ada.Placed();

        var created = await Event(program, order.Id, "order.created");
        Assert.Equal(["lines", "additional_data"], Cut(created));
        Assert.Equal(order.Number, created.GetProperty("data").GetProperty("order").GetProperty("number").GetString());
        var whole = await program.Get("/v1/orders/" + order.Id);
        Assert.Equal((50, 20), (whole.GetProperty("lines").GetArrayLength(), whole.GetProperty("additional_data").EnumerateObject().Count()));
    }

    private static async Task<JsonElement> Event(VendorProgram program, string order, string type)
    {
        var found = (await program.Get($"/v1/events?order={order}&limit=100")).GetProperty("data").EnumerateArray().Single(e => e.GetProperty("type").GetString() == type);
        Assert.InRange(Encoding.UTF8.GetByteCount(found.GetRawText()), 1, EventEnvelope.BodyBytesMax);
        return found;
    }

    private static string[] Cut(JsonElement happened) => [.. happened.GetProperty("data").GetProperty("cut").EnumerateArray().Select(part => part.GetString()!)];
}
