using Keytill.Core;
using Keytill.Core.Catalog;
using Keytill.Core.Checkouts;
using Keytill.Core.Vendors;
using Keytill.Server.Persistence;

namespace Keytill.Server.Tests.Support;

/// <summary>A vendor with a seller, its legal texts and any products, stored for a test.</summary>
internal sealed record TestShop(Scope Owner, Vendor Vendor, SellerOfRecord Seller)
{
    public static async Task<TestShop> Open(Store store, string slug = "test-shop")
    {
        var (vendor, seller) = await store.Write("open test shop", Scope.Everything, write =>
        {
            var seller = SellerOfRecord.Create(
                new SellerData("Keytill Sales GmbH", "Kaiserstraße 1\n60311 Frankfurt", "DE", "help@keytill.example", "Europe/Berlin", Currency.Of("EUR")), write.Now);
            var vendor = Vendor.Create(seller.Id, slug, new VendorData
            {
                Name = "Nordlicht",
                Email = "hello@nordlicht.example",
                DefaultCurrency = Currency.Of("EUR"),
                ShopUrl = "https://shop.example/",
                ReturnHosts = ["shop.example"],
            }, write.Now);
            write.Db.Add(seller);
            write.Db.Add(vendor);
            foreach (ConsentKind kind in (ConsentKind[])[ConsentKind.SalesTerms, ConsentKind.PersonalData])
                write.Db.Add(LegalText.Create(seller.Id, kind, "en", "2026-01", ConsentForm.Agreed, $"The text of {kind}.", write.Now));
            return Task.FromResult((vendor, seller));
        });
        return new TestShop(new Scope(vendor.Id, Mode.Test), vendor, seller);
    }

    public Task<Product> Sell(Store store, string slug, PriceList prices, Func<ProductData, ProductData>? change = null) => store.Write("sell test product", Owner, write =>
    {
        var data = new ProductData
        {
            Slug = slug,
            Name = LocalizedText.Of($"{slug} in English", $"{slug} auf Deutsch"),
            Prices = prices,
            MaxQuantity = 100,
            LicenseMethod = "signed_key",
        };
        var product = Product.Create(Owner, change?.Invoke(data) ?? data, write.Now);
        write.Db.Add(product);
        return Task.FromResult(product);
    });
}
