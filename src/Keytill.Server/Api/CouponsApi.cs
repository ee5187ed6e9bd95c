using Keytill.Core;
using Keytill.Core.Catalog;
using Keytill.Core.Vendors;
using Keytill.Server.Api.Description;
using Keytill.Server.Catalog;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Api;

/// <summary><c>/v1/coupons</c>: newest first.</summary>
internal static class CouponsApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/coupons", Create).Needs(ApiScope.CouponsWrite)
            .Says("Makes a coupon.", typeof(CouponView), takes: typeof(CouponRequest), status: StatusCodes.Status201Created);
        api.MapGet("/coupons", List).Needs(ApiScope.CouponsRead)
            .Says("Lists coupons.", typeof(Page<CouponView>));
        api.MapGet("/coupons/{id}", Get).Needs(ApiScope.CouponsRead)
            .Says("Shows a coupon.", typeof(CouponView));
        api.MapPatch("/coupons/{id}", Change).Needs(ApiScope.CouponsWrite)
            .Says("Changes a coupon: what is sent takes the place of what was there.", typeof(CouponView), takes: typeof(CouponRequest));
    }

    private static async Task<IResult> Create(HttpContext http, KeepCoupon keep)
    {
        var request = await ApiBody.Read<CouponRequest>(http);
        return await Answered(http, async () => await http.Act<Coupon>(
            alongside => keep.Create(ApiCaller.Of(http).Scope, request.ToData(), http.RequestAborted, alongside),
            coupon => JsonAnswer.Of(CouponView.Of(coupon, uses: 0), StatusCodes.Status201Created)));
    }

    private static async Task<IResult> Change(string id, HttpContext http, KeepCoupon keep, Store store, TimeProvider clock)
    {
        if (await Find(http, store, id) is not { } known)
            return Problem.NotFound(http);
        var request = await ApiBody.Merge(http, CouponRequest.Of(known));
        return await Answered(http, async () =>
            await keep.Change(ApiCaller.Of(http).Scope, id, request.ToData(), request.Enabled ?? true, http.RequestAborted) is { } coupon
                ? JsonAnswer.Of(await View(http, store, clock, coupon))
                : Problem.NotFound(http));
    }

    private static async Task<IResult> Get(string id, HttpContext http, Store store, TimeProvider clock) =>
        await Find(http, store, id) is { } coupon
            ? JsonAnswer.Of(await View(http, store, clock, coupon))
            : Problem.NotFound(http);

    private static async Task<IResult> List(HttpContext http, Store store, TimeProvider clock, string? limit, string? after)
    {
        if (Paging.Limit(limit) is not { } size)
            return Paging.BadLimit(http);
        if (!string.IsNullOrEmpty(after) && !Ids.IsWellFormed(after, Coupon.IdPrefix))
            return Problem.Invalid(http, "after", "not_a_cursor", "after is the next_cursor of a page of this list.");
        var found = await store.Read(ApiCaller.Of(http).Scope, db => db.Set<Coupon>()
            .Where(c => string.IsNullOrEmpty(after) || c.Id.CompareTo(after) < 0)
            .OrderByDescending(c => c.Id).Take(size + 1).ToListAsync(http.RequestAborted), http.RequestAborted);
        var data = new List<CouponView>();
        foreach (var coupon in found.Take(size)) data.Add(await View(http, store, clock, coupon));
        return new Page<CouponView>(data, found.Count > size, found.Count > size ? data[^1].Id : null).Json();
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

    private static Task<Coupon?> Find(HttpContext http, Store store, string id) =>
        store.Read(ApiCaller.Of(http).Scope, db => db.Set<Coupon>().FirstOrDefaultAsync(c => c.Id == id, http.RequestAborted), http.RequestAborted);

    private static async Task<CouponView> View(HttpContext http, Store store, TimeProvider clock, Coupon coupon) => CouponView.Of(coupon,
        await store.Read(ApiCaller.Of(http).Scope, db => db.CountUses(coupon.Id, clock.GetUtcNow(), http.RequestAborted), http.RequestAborted));

    /// <summary>The member that a broken rule is about; null where it is about none.</summary>
    private static string? FieldOf(RuleBroken broken) => broken.Code switch
    {
        "coupon_code" or "coupon_code_taken" => "code",
        "coupon_percent" => "percent_off",
        "coupon_period" => "ends_at",
        "coupon_uses" => "uses_max",
        "coupon_products" => "products",
        _ => null,
    };
}

/// <param name="PercentOff">1 to 100.</param>
/// <param name="Products">Ids or slugs; none for all.</param>
/// <param name="Enabled">False: given to nobody any more.</param>
internal sealed record CouponRequest(
    string? Code, int? PercentOff, IReadOnlyList<string?>? Products, DateTimeOffset? StartsAt, DateTimeOffset? EndsAt, int? UsesMax, int? UsesPerCustomerMax, bool? Enabled)
{
    public static CouponRequest Of(Coupon coupon) => new(
        coupon.Code, coupon.PercentOff, coupon.ProductIds, coupon.StartsAt, coupon.EndsAt, coupon.UsesMax, coupon.UsesPerCustomerMax, coupon.DisabledAt is null);

    public CouponData ToData() => new()
    {
        Code = Code ?? "",
        PercentOff = PercentOff ?? 0,
        ProductIds = [.. (Products ?? []).Select(p => p ?? "")],
        StartsAt = StartsAt,
        EndsAt = EndsAt,
        UsesMax = UsesMax,
        UsesPerCustomerMax = UsesPerCustomerMax,
    };
}

/// <param name="Uses">How many orders hold a use now. Above <paramref name="UsesMax"/> where orders were paid after their hold had run out.</param>
internal sealed record CouponView(
    string Id, string Code, int PercentOff, IReadOnlyList<string> Products, DateTimeOffset? StartsAt, DateTimeOffset? EndsAt, int? UsesMax, int? UsesPerCustomerMax,
    int Uses, bool Enabled, DateTimeOffset CreatedAt)
{
    public static CouponView Of(Coupon coupon, int uses) => new(
        coupon.Id, coupon.Code, coupon.PercentOff, coupon.ProductIds, coupon.StartsAt, coupon.EndsAt, coupon.UsesMax, coupon.UsesPerCustomerMax,
        uses, coupon.DisabledAt is null, coupon.CreatedAt);
}
