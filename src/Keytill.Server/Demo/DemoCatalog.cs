using Keytill.Core;
using Keytill.Core.Catalog;
using Keytill.Core.Licenses;
using Keytill.Core.Vendors;
using Keytill.Server.Catalog;
using Keytill.Server.Licenses;
using Keytill.Server.Pages.Shared;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Demo;

/// <summary>The demo's vendor, seller and products in test mode. What is there already stays as it is.</summary>
public sealed class DemoCatalog(Store store, KeyPools pools)
{
    public const string VendorSlug = "nordlicht";
    public const string VendorEmail = "vendor@nordlicht.example";
    private const string PoolName = "Nordlicht Fonts";
    private const int PoolKeys = 250;

    /// <summary>Named by the shop, for whoever wants to try one.</summary>
    public const string CouponCode = "WELCOME20";

    /// <param name="publicUrl">Where this installation is reached now: the demo shop is there, and customers are led back to it.</param>
    public async Task<DemoShop> Seed(Uri publicUrl, CancellationToken cancel)
    {
        Vendor vendor = await store.Write("seed demo vendor", Scope.Everything, write => EnsureVendor(write, publicUrl), cancel);
        var owner = new Scope(vendor.Id, Mode.Test);
        string poolId = await EnsurePool(owner, cancel);
        IReadOnlyList<Product> products = await store.Write("seed demo products", owner, write => EnsureProducts(write, owner, DemoProducts.All(poolId)), cancel);
        await store.Write("seed demo coupon", owner, EnsureCoupon(owner), cancel);
        return new DemoShop(owner, vendor, products);
    }

    /// <summary>Keys that are there already, sold or unsold, stay as they are: uploading them again adds none.</summary>
    private async Task<string> EnsurePool(Scope owner, CancellationToken cancel)
    {
        string poolId = await store.Read(owner, db => db.Set<KeyPool>().Where(p => p.Name == PoolName).Select(p => p.Id).FirstOrDefaultAsync(cancel), cancel)
            ?? await pools.Create(owner, PoolName, cancel: cancel);
        await pools.Upload(owner, poolId, string.Join('\n', Enumerable.Range(1, PoolKeys).Select(i => EmulatorScript.KeyFor($"{PoolName} {i}"))), cancel);
        return poolId;
    }

    private static async Task<Vendor> EnsureVendor(WriteContext write, Uri publicUrl)
    {
        var data = new VendorData
        {
            Name = "Nordlicht Software",
            Email = VendorEmail,
            DefaultCurrency = Currency.Of("EUR"),
            ShopUrl = new Uri(publicUrl, "/demo").AbsoluteUri,
            ReturnHosts = [publicUrl.Authority],
            TimeZone = "Europe/Berlin",
            Accent = Accent.Of("#3f3d9e"),
            LogoPath = Assets.Url("demo/nordlicht.svg"),
        };
        if (await write.Db.Set<Vendor>().FirstOrDefaultAsync(v => v.Slug == VendorSlug) is { } known)
        {
            known.Change(data);
            return known;
        }

        var seller = SellerOfRecord.Create(
            new SellerData("Keytill Demo Sales GmbH", "Kaiserstraße 1\n60311 Frankfurt am Main", "DE", "help@keytill.example", "Europe/Berlin", Currency.Of("EUR")),
            write.Now);
        var vendor = Vendor.Create(seller.Id, VendorSlug, data, write.Now);
        write.Db.Add(seller);
        write.Db.Add(vendor);
        write.Db.AddRange(DemoTexts.Of(seller.Id, write.Now));
        return vendor;
    }

    private static Func<WriteContext, Task> EnsureCoupon(Scope owner) => async write =>
    {
        if (await write.Db.FindCoupon(owner, CouponCode) is null)
            write.Db.Add(Coupon.Create(owner, new CouponData { Code = CouponCode, PercentOff = 20 }, write.Now));
    };

    private static async Task<IReadOnlyList<Product>> EnsureProducts(WriteContext write, Scope owner, IReadOnlyList<ProductData> wanted)
    {
        string[] slugs = [.. wanted.Select(w => w.Slug)];
        Dictionary<string, Product> known = await write.Db.Set<Product>().Where(p => slugs.Contains(p.Slug)).ToDictionaryAsync(p => p.Slug);
        foreach (ProductData data in wanted.Where(w => !known.ContainsKey(w.Slug)))
        {
            Product product = Product.Create(owner, data, write.Now);
            write.Db.Add(product);
            known.Add(data.Slug, product);
        }

        return [.. slugs.Select(slug => known[slug])];
    }
}

/// <param name="Products">In the order of the shop's shelf.</param>
public sealed record DemoShop(Scope Owner, Vendor Vendor, IReadOnlyList<Product> Products);
