using System.Text.Json.Nodes;
using Keytill.Core;
using Keytill.Core.Catalog;
using Keytill.Core.Vendors;
using Keytill.Server.Api.Description;
using Keytill.Server.Catalog;
using Keytill.Server.Hosting;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Api;

/// <summary><c>/v1/products</c>: newest first, with their prices and how they are delivered.</summary>
internal static class ProductsApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/products", Create).Needs(ApiScope.ProductsWrite)
            .Says("Puts a product on sale.", typeof(ProductView), takes: typeof(ProductRequest), status: StatusCodes.Status201Created);
        api.MapGet("/products", List).Needs(ApiScope.ProductsRead)
            .Says("Lists products.", typeof(Page<ProductView>));
        api.MapGet("/products/{idOrSlug}", Get).Needs(ApiScope.ProductsRead)
            .Says("Shows a product.", typeof(ProductView));
        api.MapPatch("/products/{idOrSlug}", Change).Needs(ApiScope.ProductsWrite)
            .Says("Changes a product, or retires it: what is sent takes the place of what was there.", typeof(ProductView), takes: typeof(ProductRequest));
    }

    public static Task<Product?> Find(HttpContext http, Store store, string idOrSlug) =>
        store.Read(ApiCaller.Of(http).Scope, db => db.FindProduct(idOrSlug), http.RequestAborted);

    /// <summary>The member that a product's broken rule is about; null where it is about none.</summary>
    public static string? FieldOf(RuleBroken broken) => broken.Code switch
    {
        "product_slug" or "product_slug_taken" => "slug",
        "product_image" => "image",
        "license_method_unknown" => "license.method",
        "license_settings_invalid" => "license.settings",
        _ => null,
    };

    private static async Task<IResult> Create(HttpContext http, KeepProduct keep, PublicUrl publicUrl)
    {
        var wanted = (await ApiBody.Read<ProductRequest>(http)).ToChange();
        if (!wanted.IsSold)
            return Problem.Invalid(http, "retired", "retired", "A new product is on sale; retire it afterwards.");
        return await Answered(http, async () => await http.Act<Product>(
            alongside => keep.Create(ApiCaller.Of(http).Scope, wanted.Data, http.RequestAborted, alongside),
            product => JsonAnswer.Of(ProductView.Of(product, publicUrl), StatusCodes.Status201Created)));
    }

    private static async Task<IResult> Change(string idOrSlug, HttpContext http, KeepProduct keep, PublicUrl publicUrl)
    {
        var patch = await ApiBody.Read<JsonObject>(http);
        return await Answered(http, async () =>
            await keep.Change(ApiCaller.Of(http).Scope, idOrSlug, product => ApiBody.Merged(patch, ProductRequest.Of(product)).ToChange(), http.RequestAborted) is { } changed
                ? JsonAnswer.Of(ProductView.Of(changed, publicUrl))
                : Problem.NotFound(http));
    }

    private static async Task<IResult> Get(string idOrSlug, HttpContext http, Store store, PublicUrl publicUrl) =>
        await Find(http, store, idOrSlug) is { } product ? JsonAnswer.Of(ProductView.Of(product, publicUrl)) : Problem.NotFound(http);

    private static async Task<IResult> List(HttpContext http, Store store, PublicUrl publicUrl, string? retired, string? limit, string? after)
    {
        if (Paging.Limit(limit) is not { } size)
            return Paging.BadLimit(http);
        if (!string.IsNullOrEmpty(after) && !Ids.IsWellFormed(after, Product.IdPrefix))
            return Problem.Invalid(http, "after", "not_a_cursor", "after is the next_cursor of a page of this list.");
        if (!string.IsNullOrEmpty(retired) && retired is not ("true" or "false"))
            return Problem.Invalid(http, "retired", "unknown", "retired is true or false; left out, it is both.");
        var found = await store.Read(ApiCaller.Of(http).Scope, db => Matching(db, retired, after).Take(size + 1).ToListAsync(http.RequestAborted), http.RequestAborted);
        ProductView[] data = [.. found.Take(size).Select(p => ProductView.Of(p, publicUrl))];
        return new Page<ProductView>(data, found.Count > size, found.Count > size ? data[^1].Id : null).Json();
    }

    private static IQueryable<Product> Matching(KeytillDb db, string? retired, string? after)
    {
        IQueryable<Product> products = db.Set<Product>().Where(p => p.OneTimeLinkId == null);
        if (!string.IsNullOrEmpty(retired))
            products = products.Where(p => (p.RetiredAt != null) == (retired == "true"));
        if (!string.IsNullOrEmpty(after))
            products = products.Where(p => p.Id.CompareTo(after) < 0);
        return products.OrderByDescending(p => p.Id);
    }

    /// <summary>A broken rule about a member is told beside it.</summary>
    private static async Task<IResult> Answered(HttpContext http, Func<Task<IResult>> act)
    {
        try
        {
            return await act();
        }
        catch (RuleBroken broken) when (FieldOf(broken) is { } field)
        {
            return Problem.Invalid(http, field, broken.Code, broken.Message);
        }
    }
}
