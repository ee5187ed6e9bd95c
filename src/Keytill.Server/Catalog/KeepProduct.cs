using System.Text.Json;
using System.Text.Json.Nodes;
using Keytill.Core;
using Keytill.Core.Catalog;
using Keytill.Core.Licenses;
using Keytill.Core.Vendors;
using Keytill.Server.Licenses;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Catalog;

/// <summary>A vendor puts a product on sale, changes it, or takes it off.</summary>
public sealed class KeepProduct(Store store, LicenseMethods methods)
{
    private const string KeyPoolMethod = "key_pool";
    private const string PoolSetting = "pool";

    /// <summary>A product of <c>key_pool</c> that names no pool gets one of its own.</summary>
    /// <exception cref="RuleBroken">As <see cref="Product.Create"/>; <c>product_slug_taken</c>; <c>license_method_unknown</c>; <c>license_settings_invalid</c>.</exception>
    public Task<Product> Create(Scope owner, ProductData data, CancellationToken cancel, Alongside<Product>? alongside = null) =>
        store.Write("make product", owner, async write =>
        {
            var product = Product.Create(owner, await Checked(write, owner, data), write.Now);
            await ThrowIfTaken(write.Db, product);
            write.Db.Add(product);
            return product;
        }, cancel, alongside);

    /// <param name="change">From the product as it stands in this write; runs in it, and may run again.</param>
    /// <returns>Null when the vendor has no such product.</returns>
    /// <exception cref="RuleBroken">As <see cref="Create"/>.</exception>
    public Task<Product?> Change(Scope owner, string idOrSlug, Func<Product, ProductChange> change, CancellationToken cancel) =>
        store.Write("change product", owner, async write =>
        {
            if (await write.Db.Set<Product>().FirstOrDefaultAsync(p => p.OneTimeLinkId == null && (p.Id == idOrSlug || p.Slug == idOrSlug)) is not { } product)
                return null;
            var wanted = change(product);
            product.Change(await Checked(write, owner, wanted.Data));
            if (wanted.IsSold)
                product.SellAgain();
            else
                product.Retire(write.Now);
            await ThrowIfTaken(write.Db, product);
            return product;
        }, cancel);

    /// <summary>A product of keys names a pool, and the pool is the vendor's.</summary>
    /// <exception cref="RuleBroken"><c>license_settings_invalid</c></exception>
    internal static async Task CheckPool(KeytillDb db, ProductData data)
    {
        if (data.LicenseMethod != KeyPoolMethod)
            return;
        string pool = KeyPoolSettings.Parse(data.LicenseSettings).PoolId;
        if (!await db.Set<KeyPool>().AnyAsync(p => p.Id == pool))
            throw LicenseSettings.Invalid($"There is no key pool {pool}.");
    }

    /// <summary>Over all vendors and modes. The index beneath holds it in a race: who comes second runs again, and finds the first here.</summary>
    private static async Task ThrowIfTaken(KeytillDb db, Product product)
    {
        if (await db.Set<Product>().IgnoreQueryFilters([KeytillDb.ScopeFilter]).AnyAsync(p => p.Slug == product.Slug && p.Id != product.Id))
            throw new RuleBroken("product_slug_taken", $"The slug {product.Slug} is taken: a slug names one product in the whole installation.");
    }

    private async Task<ProductData> Checked(WriteContext write, Scope owner, ProductData data)
    {
        methods.Check(data.LicenseMethod, data.LicenseSettings, owner.Mode);
        if (data.LicenseMethod != KeyPoolMethod)
            return data;
        if (!LicenseSettings.Parse(data.LicenseSettings).TryGetProperty(PoolSetting, out _))
            return data with { LicenseSettings = OwnPool(write, owner, data) };
        await CheckPool(write.Db, data);
        return data;
    }

    private static string OwnPool(WriteContext write, Scope owner, ProductData data)
    {
        var pool = KeyPool.Create(owner.VendorId!, owner.Mode, data.Slug, KeyPool.LowWaterMarkDefault, write.Now);
        write.Db.Add(pool);
        var settings = JsonSerializer.SerializeToNode(LicenseSettings.Parse(data.LicenseSettings))!.AsObject();
        settings[PoolSetting] = JsonValue.Create(pool.Id);
        return settings.ToJsonString();
    }
}

/// <param name="IsSold">False takes it off sale; its orders are served on.</param>
public sealed record ProductChange(ProductData Data, bool IsSold);
