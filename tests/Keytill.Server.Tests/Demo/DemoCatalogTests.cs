using Keytill.Core.Licenses;
using Keytill.Core.Vendors;
using Keytill.Server.Demo;
using Keytill.Server.Licenses;
using Keytill.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Demo;

public class DemoCatalogTests
{
    private static readonly Uri Here = new("http://127.0.0.1:5080");

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Seeding_again_changes_nothing_but_the_address(DatabaseKind kind)
    {
        await using var database = await TestDatabase.Create(kind);
        await using var host = await StoreHost.Start(database);

        DemoShop first = await host.Get<DemoCatalog>().Seed(Here, CancellationToken.None);
        DemoShop again = await host.Get<DemoCatalog>().Seed(Here, CancellationToken.None);
        DemoShop moved = await host.Get<DemoCatalog>().Seed(new Uri("https://keytill.example"), CancellationToken.None);

        Assert.Equal(first.Products.Select(p => p.Id), moved.Products.Select(p => p.Id));
        Assert.Equal((first.Vendor.Id, first.Vendor.Version), (again.Vendor.Id, again.Vendor.Version));
        Assert.Equal(("https://keytill.example/demo", true), (moved.Vendor.ShopUrl, moved.Vendor.MayReturnTo("https://keytill.example/demo?done")));
        Assert.Equal((1, 1, 4, 1, 250), await host.Store.Read(Scope.Everything, async db =>
            (await db.Set<Vendor>().CountAsync(), await db.Set<SellerOfRecord>().CountAsync(), await db.Set<LegalText>().CountAsync(),
                await db.Set<KeyPool>().CountAsync(), await db.Set<PoolKey>().CountAsync())));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Every_product_has_its_texts_in_both_languages_and_a_price_in_euro_and_dollar(DatabaseKind kind)
    {
        await using var database = await TestDatabase.Create(kind);
        await using var host = await StoreHost.Start(database);

        DemoShop shop = await host.Get<DemoCatalog>().Seed(Here, CancellationToken.None);

        Assert.All(shop.Products, p => Assert.Equal(["de", "en"], p.Name.Texts.Keys));
        Assert.All(shop.Products, p => Assert.NotEqual(p.Description!.In("en"), p.Description.In("de")));
        Assert.All(shop.Products, p => Assert.Matches("^/assets/[0-9a-f]{10}/demo/[a-z-]+[.]svg$", p.ImagePath));
        Assert.All(shop.Products, p => Assert.True(p.Prices.Has(Core.Currency.Of("EUR")) && p.Prices.Has(Core.Currency.Of("USD"))));
        Assert.Equal(["emulator", "key_pool", "signed_key"], shop.Products.Select(p => p.LicenseMethod).Distinct().Order());
        Assert.Contains(shop.Products, p => p.Prices.Has(Core.Currency.Of("JPY")) && p.Prices.Has(Core.Currency.Of("KWD")));
    }
}
