using Keytill.Core;
using Keytill.Core.Catalog;
using Keytill.Core.Checkouts;
using Keytill.Core.Vendors;
using Keytill.Server.Checkouts;
using Keytill.Server.Persistence;
using Keytill.Server.Tests.Support;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Checkouts;

public class AddToCartTests
{
    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_link_opens_a_cart_and_a_second_link_with_the_cookie_adds_to_it(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        Product editor = await world.Sell("editor", PriceList.Of(("EUR", 2900), ("USD", 3200)));
        Product viewer = await world.Sell("viewer", PriceList.Of(("EUR", 900), ("USD", 1000)));

        var first = await world.Added("editor", "quantity=2&ref=S-1");
        var second = await world.Added(viewer.Id, "");

        Assert.Equal(first.Token, second.Token);
        CheckoutContents contents = await world.Contents(first.Token);
        Assert.Equal([new CartLine(editor.Id, 2), new CartLine(viewer.Id, 1)], contents.Checkout.Cart.Lines);
        Assert.Equal(("S-1", "https://shop.example/"), (contents.Checkout.Link.ExternalId, contents.ShopUrl));
        Assert.Equal(6700, contents.Price().Quote.Amounts.Total.Minor);
        Assert.Equal(("Nordlicht", "Keytill Sales GmbH", 2), (contents.Vendor.Name, contents.Seller.Name, contents.Texts.Versions.Count));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_same_link_again_changes_nothing_more(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await world.Sell("editor", PriceList.Of(("EUR", 2900)));
        await world.Sell("viewer", PriceList.Of(("EUR", 900)));

        for (int press = 0; press < 3; press++)
            await world.Added("editor", "quantity=3&items=viewer:2,nothing");

        CheckoutContents contents = await world.Contents(world.Cookie!);
        Assert.Equal([3, 2], contents.Checkout.Cart.Lines.Select(l => l.Quantity));
        Assert.Equal([NoticeCode.ItemUnknown], contents.Checkout.Notices.Select(n => n.Code));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Another_browser_gets_a_cart_of_its_own(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await world.Sell("editor", PriceList.Of(("EUR", 2900)));
        var first = await world.Added("editor", "");

        world.Cookie = null;
        Assert.NotEqual(first.Token, (await world.Added("editor", "")).Token);
        world.Cookie = "a token that nobody has";
        Assert.NotEqual(first.Token, (await world.Added("editor", "")).Token);
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task After_an_order_the_next_link_opens_a_new_cart(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await world.Sell("editor", PriceList.Of(("EUR", 2900)));
        var first = await world.Added("editor", "");
        await world.Host.Store.Write("mark test checkout", Scope.Everything, async write =>
            (await write.Db.Set<Checkout>().SingleAsync(c => c.Token == first.Token)).MarkOrdered(write.Now));

        Assert.NotEqual(first.Token, (await world.Added("editor", "")).Token);
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_unknown_product_opens_no_cart_and_a_retired_one_leads_back_to_the_shop(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        Product editor = await world.Sell("editor", PriceList.Of(("EUR", 2900)));
        await world.Host.Store.Write("retire test product", world.Shop.Owner, async write =>
            (await write.Db.Set<Product>().SingleAsync(p => p.Id == editor.Id)).Retire(write.Now));

        Assert.Equal(new AddToCartAnswer.Unknown(null), await world.Follow("no-such-thing", ""));
        Assert.Equal(new AddToCartAnswer.Unknown(null), await world.Follow("\0\ud800", ""));
        Assert.Equal(new AddToCartAnswer.Unknown("https://shop.example/"), await world.Follow("editor", ""));
        Assert.Equal(0, await world.Host.Store.Read(Scope.Everything, db => db.Set<Checkout>().CountAsync()));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Products_of_another_vendor_or_mode_are_unknown_items(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await world.Sell("editor", PriceList.Of(("EUR", 2900)));
        TestShop other = await TestShop.Open(world.Host.Store, "sudwind");
        Product foreign = await other.Sell(world.Host.Store, "foreign", PriceList.Of(("EUR", 100)));

        await world.Added("editor", $"items={foreign.Id},foreign");

        CheckoutContents contents = await world.Contents(world.Cookie!);
        Assert.Single(contents.Checkout.Cart.Lines);
        Assert.Equal(2, contents.Checkout.Notices.Count(n => n.Code == NoticeCode.ItemUnknown));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_language_is_the_links_or_the_browsers(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await world.Sell("editor", PriceList.Of(("EUR", 2900)));

        foreach ((string query, string? browser, string expected) in new (string, string?, string)[]
        {
            ("", "de-AT,en;q=0.5", "de"), ("locale=en", "de", "en"), ("locale=de-CH", null, "de"), ("locale=tlh", "de", "de"), ("", null, "en"),
        })
        {
            world.Cookie = null;
            await world.Added("editor", query, browser);
            Assert.Equal(expected, (await world.Contents(world.Cookie!)).Checkout.Locale);
        }
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_is_absurd_is_stored_and_read_again(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await world.Sell("editor", PriceList.Of(("EUR", 2900)));

        await world.Added("editor", "quantity=1000000000000&currency=XXX&ref=%00%F0%9F%98%80%D8%B9&data[%22]=%27--&first_name=%3Cscript%3E&email=no");

        Checkout checkout = (await world.Contents(world.Cookie!)).Checkout;
        Assert.Equal((100, "😀ع", "<script>"), (checkout.Cart.Lines[0].Quantity, checkout.Link.ExternalId, checkout.Form.FirstName));
        Assert.Equal("'--", checkout.Link.AdditionalData["\""]);
        Assert.Equal(
            [NoticeCode.QuantityClamped, NoticeCode.CurrencyUnavailable, NoticeCode.ParameterInvalid],
            checkout.Notices.Select(n => n.Code).Order());
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_page_changes_cart_form_and_language_in_one_press(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        Product editor = await world.Sell("editor", PriceList.Of(("EUR", 2900), ("USD", 3200)));
        var cart = await world.Added("editor", "email=ada%40example.org");
        var edit = new CartEdit { Quantities = new Dictionary<string, QuantityWish> { [editor.Id] = QuantityWish.Read("7") }, Currency = "USD" };

        Assert.True(await world.Change(cart.Token, new CheckoutChange(edit, field => field == "first_name" ? "Ada" : null, "sandbox", "de")));

        Checkout checkout = (await world.Contents(cart.Token)).Checkout;
        Assert.Equal((7, "USD", "ada@example.org", "Ada", "sandbox", "de"),
            (checkout.Cart.Lines[0].Quantity, checkout.Cart.Currency.Code, checkout.Form.Email, checkout.Form.FirstName, checkout.PaymentMethod, checkout.Locale));
        Assert.False(await world.Change("no such token", new CheckoutChange(edit, _ => null)));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Links_opened_at_once_in_several_tabs_all_land_in_the_one_cart(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        string[] slugs = ["a", "b", "c", "d"];
        foreach (string slug in slugs)
            await world.Sell(slug, PriceList.Of(("EUR", 100)));
        var cart = await world.Added("a", "");

        await Task.WhenAll(slugs.Select(slug => Task.Run(() => world.Follow(slug, "quantity=2"))));

        Assert.Equal([2, 2, 2, 2], (await world.Contents(cart.Token)).Checkout.Cart.Lines.Select(l => l.Quantity));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Whatever_a_link_says_can_be_stored_and_shown(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await world.Sell("editor", PriceList.Of(("EUR", 2900)));
        var draw = new FuzzedQueries(Proof.Seed);

        for (int link = 0; link < Proof.Runs(small: 40, full: 1_000); link++)
        {
            world.Cookie = null;
            var added = Assert.IsType<AddToCartAnswer.Added>(await world.Follow("editor", draw.Next()));
            CheckoutContents contents = await world.Contents(added.Token);
            Assert.False(contents.Price().Quote.IsEmpty);
        }
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_slug_names_one_product_in_the_whole_installation(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await world.Sell("editor", PriceList.Of(("EUR", 2900)));
        TestShop other = await TestShop.Open(world.Host.Store, "sudwind");

        await Assert.ThrowsAnyAsync<Exception>(() => other.Sell(world.Host.Store, "editor", PriceList.Of(("EUR", 1))));
    }

    private sealed class World(TestDatabase database, StoreHost host, TestShop shop) : IAsyncDisposable
    {
        public StoreHost Host => host;

        public TestShop Shop => shop;

        /// <summary>What the browser holds for this shop.</summary>
        public string? Cookie { get; set; }

        public static async Task<World> Open(DatabaseKind kind)
        {
            TestDatabase database = await TestDatabase.Create(kind);
            StoreHost host = await StoreHost.Start(database);
            return new World(database, host, await TestShop.Open(host.Store));
        }

        public Task<Product> Sell(string slug, PriceList prices) => shop.Sell(host.Store, slug, prices);

        public Task<AddToCartAnswer> Follow(string product, string query, string? language = null) => Follow(
            product,
            QueryHelpers.ParseQuery(query).SelectMany(p => p.Value.Select(v => KeyValuePair.Create(p.Key, v))),
            language);

        public Task<AddToCartAnswer> Follow(string product, IEnumerable<KeyValuePair<string, string?>> query, string? language = null) => host.Get<AddToCart>().Run(
            new CheckoutLink(product, [.. query], language), name => name == CartCookie.Name(shop.Owner) ? Cookie : null, CancellationToken.None);

        public async Task<AddToCartAnswer.Added> Added(string product, string query, string? language = null)
        {
            var added = Assert.IsType<AddToCartAnswer.Added>(await Follow(product, query, language));
            Cookie = added.Token;
            return added;
        }

        public Task<bool> Change(string token, CheckoutChange change) => host.Get<ChangeCheckout>().Run(token, change, CancellationToken.None);

        public async Task<CheckoutContents> Contents(string token) => (await host.Get<CheckoutQueries>().Find(token, CancellationToken.None))!;

        public async ValueTask DisposeAsync()
        {
            await host.DisposeAsync();
            await database.DisposeAsync();
        }
    }
}
