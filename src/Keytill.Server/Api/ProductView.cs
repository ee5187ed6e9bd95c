using System.Text.Json;
using Keytill.Core.Catalog;
using Keytill.Server.Hosting;
using Keytill.Server.Licenses;

namespace Keytill.Server.Api;

/// <param name="BuyUrl">Where a Buy button leads.</param>
/// <param name="RetiredAt">Since when it is no longer sold; null while it is.</param>
internal sealed record ProductView(
    string Id, string Slug, IReadOnlyDictionary<string, string> Name, IReadOnlyDictionary<string, string>? Description, string? Image, IReadOnlyList<PriceView> Prices,
    int MinQuantity, int MaxQuantity, ProductLicenseView License, RevocationPolicy Revocation, WithdrawalPolicy Withdrawal, bool Retired, string BuyUrl,
    DateTimeOffset CreatedAt, DateTimeOffset? RetiredAt)
{
    public static ProductView Of(Product product, PublicUrl publicUrl) => new(
        product.Id, product.Slug, product.Name.Texts, product.Description?.Texts, product.ImagePath,
        [.. product.Prices.Currencies.Select(c => new PriceView(c.Currency.Code, [.. c.Bands.Select(b => new BandView(b.FromQuantity, b.UnitMinor))]))],
        product.MinQuantity, product.MaxQuantity,
        new ProductLicenseView(product.LicenseMethod, ProductRequest.Json(product.LicenseSettings), product.LicensePer), product.Revocation, product.Withdrawal,
        !product.IsSold, publicUrl.For("/buy/" + product.Slug).AbsoluteUri, product.CreatedAt, product.RetiredAt);
}

internal sealed record PriceView(string Currency, IReadOnlyList<BandView> Bands);

/// <param name="From">The least quantity of a line whose units cost this much each.</param>
/// <param name="UnitPrice">Minor units.</param>
internal sealed record BandView(int From, long UnitPrice);

internal sealed record ProductLicenseView(string Method, JsonElement Settings, LicensePer Per);

/// <param name="Unused">Keys that can be sold.</param>
/// <param name="SetAside">Keys that were returned or taken out of use; never sold.</param>
/// <param name="LinesWaiting">Paid lines that wait for keys.</param>
/// <param name="LowSince">Since when no more than <paramref name="LowWaterMark"/> are left; null while there are more.</param>
internal sealed record PoolView(string Pool, int Unused, int Sold, int SetAside, int LinesWaiting, int LowWaterMark, DateTimeOffset? LowSince)
{
    public static PoolView Of(PoolState state) =>
        new(state.Pool.Id, state.Unused, state.Sold, state.SetAside, state.LinesWaiting, state.Pool.LowWaterMark, state.Pool.LowSinceAt);
}

/// <param name="Added">New keys that can be sold now.</param>
/// <param name="Known">Keys that the pool had already, sold or unsold.</param>
/// <param name="Repeated">Lines that said a key again.</param>
/// <param name="Refused">Lines that are no key; at most 100 are named.</param>
internal sealed record KeysView(int Added, int Known, int Repeated, IReadOnlyList<RefusedLineView> Refused)
{
    public static KeysView Of(KeysUploaded uploaded) =>
        new(uploaded.Added, uploaded.Known, uploaded.Repeated, [.. uploaded.Refused.Select(r => new RefusedLineView(r.Number, r.Why))]);
}

/// <param name="Line">Counted from 1.</param>
/// <param name="Why"><c>too_long</c>, <c>control_character</c> or <c>not_text</c>.</param>
internal sealed record RefusedLineView(int Line, string Why);
