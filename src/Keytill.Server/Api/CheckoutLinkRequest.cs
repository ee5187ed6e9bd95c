using Keytill.Core;
using Keytill.Core.Catalog;
using Keytill.Core.Checkouts;
using Keytill.Server.Checkouts;

namespace Keytill.Server.Api;

/// <summary>What a one-time link sells, and what else it says: as a Buy link does, but a value that could not be taken is refused.</summary>
/// <param name="Product">Id or slug: the same as <c>items</c> with this one.</param>
/// <param name="Quantity">Of <paramref name="Product"/>; its least where it is left out.</param>
/// <param name="Items">Products of the catalogue and of the link's own.</param>
/// <param name="Currency">ISO 4217; required where the link has products of its own.</param>
/// <param name="Coupon">A code to apply.</param>
/// <param name="Locale">The page's language, BCP 47.</param>
/// <param name="Customer">Fills the form: <c>email first_name last_name company phone vat_id country city zip address</c>. Stays editable.</param>
/// <param name="PaymentMethod">Chosen in the form.</param>
/// <param name="Ref">Your own id of the sale; comes back as <c>external_id</c>.</param>
/// <param name="Data">Hidden values; come back as <c>additional_data</c>.</param>
/// <param name="ReturnUrl">Where "back to the shop" leads; its host must be on your list.</param>
/// <param name="ExpiresAt">At most 90 days from now; 30 where it is left out.</param>
internal sealed record CheckoutLinkRequest(
    string? Product, int? Quantity, IReadOnlyList<LinkItemRequest?>? Items, string? Currency, string? Coupon, string? Locale, IReadOnlyDictionary<string, string?>? Customer,
    string? PaymentMethod, string? Ref, IReadOnlyDictionary<string, string?>? Data, string? ReturnUrl, DateTimeOffset? ExpiresAt)
{
    private static readonly HashSet<string> CustomerFields = [.. BuyerForm.Fields.All.Except([BuyerForm.Fields.HolderName, BuyerForm.Fields.HolderEmail])];

    /// <exception cref="ApiRefusal">400 with each member that is wrong.</exception>
    public LinkWish ToWish()
    {
        var wrong = new WrongFields();
        var currency = Core.Currency.Find(Currency);
        var parameters = ReadParameters(wrong);
        var items = ReadItems(currency, wrong);
        wrong.ThrowIfAny();
        return new LinkWish(items, currency, parameters, ExpiresAt);
    }

    /// <summary>Where an item of this number stands in the request.</summary>
    public string FieldOf(int item, string member) => Items is null ? member : $"items[{item}].{member}";

    private List<LinkWishItem> ReadItems(Currency? currency, WrongFields wrong)
    {
        if ((Product is null) == (Items is null) || (Items is not null && Quantity is not null))
        {
            wrong.Add("items", "required", "Say product, with a quantity or without, or else items.");
            return [];
        }

        if (Items is { Count: 0 or > Cart.LinesMax })
            wrong.Add("items", "out_of_range", $"A link has 1 to {Cart.LinesMax} items.");
        var items = Items ?? [new LinkItemRequest(Product, Quantity, null, null, null, null, null)];
        return [.. items.Select((item, i) => (item ?? LinkItemRequest.Empty).Read(member => FieldOf(i, member), currency, wrong))];
    }

    private Dictionary<string, string> ReadParameters(WrongFields wrong)
    {
        foreach (string unknown in (Customer ?? new Dictionary<string, string?>()).Keys.Where(name => !CustomerFields.Contains(name)))
            wrong.Add("customer." + PlainText.Cut(PlainText.Clean(unknown), CheckoutNotice.ValueCharsMax), "unknown", $"customer has the members {string.Join(", ", CustomerFields)}.");
        (string Name, string? Value)[] given =
        [
            ("currency", Currency), ("coupon", Coupon), ("locale", Locale), ("payment_method", PaymentMethod), ("ref", Ref), ("return_url", ReturnUrl),
            .. (Customer ?? new Dictionary<string, string?>()).Where(c => CustomerFields.Contains(c.Key)).Select(c => (c.Key, c.Value)),
            .. (Data ?? new Dictionary<string, string?>()).Select(d => ($"data[{d.Key}]", d.Value)),
        ];
        var parameters = given.Where(g => !string.IsNullOrEmpty(g.Value)).ToDictionary(g => g.Name, g => g.Value!, StringComparer.Ordinal);
        foreach (var notice in LinkParameters.Read(parameters.Select(p => KeyValuePair.Create(p.Key, (string?)p.Value))).Notices)
        {
            string field = CustomerFields.Contains(notice.Parameter) ? "customer." + notice.Parameter : notice.Parameter.StartsWith("data[", StringComparison.Ordinal) ? "data" : notice.Parameter;
            wrong.Add(field, PublicName.Of(notice.Code), $"{notice.Parameter} cannot be taken as it is: {notice.Value}");
        }

        return parameters;
    }
}

/// <param name="Product">Id or slug, for a product of the catalogue. Without it the item is a product that this link alone sells.</param>
/// <param name="Quantity">Left out: the product's least, or 1 of a product of the link's own. The customer cannot change the latter.</param>
/// <param name="Name">Of a product of the link's own.</param>
/// <param name="Price">Of each unit, in minor units of the link's currency.</param>
/// <param name="Image">A path on this installation.</param>
/// <param name="License">How it is delivered: <c>signed_key</c> where it is left out.</param>
internal sealed record LinkItemRequest(string? Product, int? Quantity, string? Name, long? Price, string? Description, string? Image, LicenseRequestBody? License)
{
    public static readonly LinkItemRequest Empty = new(null, null, null, null, null, null, null);

    private const string Language = "en";

    /// <summary>Its slug is the link's affair.</summary>
    private const string NoSlugYet = "one-time";

    private bool SaysOwn => Name is not null || Price is not null || Description is not null || Image is not null || License is not null;

    public LinkWishItem Read(Func<string, string> fieldOf, Currency? currency, WrongFields wrong)
    {
        if (Quantity is < 1 or > Core.Catalog.Product.QuantityMax)
            wrong.Add(fieldOf("quantity"), "out_of_range", $"quantity lies between 1 and {Core.Catalog.Product.QuantityMax}.");
        if (Product is not null)
        {
            if (SaysOwn)
                wrong.Add(fieldOf("product"), "own_product", "A product of the catalogue has its own name, price and licence. Leave product out for one of the link's own.");
            return new LinkWishItem(Product, Quantity, Own: null);
        }

        string name = PlainText.Clean(Name);
        string description = PlainText.Clean(Description);
        if (name.Length is 0 or > Core.Catalog.Product.NameCharsMax)
            wrong.Add(fieldOf("name"), "product_text", $"name has 1 to {Core.Catalog.Product.NameCharsMax} characters.");
        if (description.Length > Core.Catalog.Product.DescriptionCharsMax)
            wrong.Add(fieldOf("description"), "product_text", $"description has at most {Core.Catalog.Product.DescriptionCharsMax} characters.");
        if (Price is not (>= 0 and <= PriceList.UnitPriceMinorMax))
            wrong.Add(fieldOf("price"), "unit_price_invalid", $"price is a whole number of minor units, from 0 to {PriceList.UnitPriceMinorMax}.");
        if (currency is null)
            wrong.Add("currency", "required", "currency is the currency of your own prices.");
        var license = (License ?? new LicenseRequestBody(null, null, null)).Read(fieldOf("license"), wrong);
        return name.Length == 0 || currency is null || Price is not { } price || price is < 0 or > PriceList.UnitPriceMinorMax
            ? new LinkWishItem(null, Quantity, null)
            : new LinkWishItem(null, Quantity, new ProductData
            {
                Slug = NoSlugYet,
                Name = In(name),
                Description = description.Length == 0 ? null : In(description),
                ImagePath = string.IsNullOrEmpty(Image) ? null : Image,
                Prices = PriceList.Of((currency.Code, price)),
                LicenseMethod = license.Method,
                LicenseSettings = license.Settings,
                LicensePer = license.Per,
            });
    }

    private static LocalizedText In(string text) => new(new Dictionary<string, string> { [Language] = text });
}
