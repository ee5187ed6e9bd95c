namespace Keytill.Core.Checkouts;

/// <summary>
/// What stands in the fields of the form, right or wrong: kept so that nothing typed is lost. The names of the inputs are
/// those of <see cref="Fields"/>, the same as a link's prefill parameters.
/// </summary>
public sealed record BuyerForm
{
    /// <summary>Kept of each field. Far above what is valid, so that a value that is too long is shown again whole.</summary>
    public const int StoredCharsMax = 16_384;

    public string Email { get; init; } = "";

    public string FirstName { get; init; } = "";

    public string LastName { get; init; } = "";

    public string Company { get; init; } = "";

    public string Phone { get; init; } = "";

    public string VatId { get; init; } = "";

    public string Country { get; init; } = "";

    public string City { get; init; } = "";

    public string Zip { get; init; } = "";

    public string Address { get; init; } = "";

    /// <summary>Name or company of the licence's holder, where that is not the buyer.</summary>
    public string HolderName { get; init; } = "";

    public string HolderEmail { get; init; } = "";

    /// <summary>Every field by the name of its input.</summary>
    public IReadOnlyDictionary<string, string> ToFields() => Fields.All.ToDictionary(field => field, this.Get, StringComparer.Ordinal);

    public string Get(string field) => field switch
    {
        Fields.Email => Email,
        Fields.FirstName => FirstName,
        Fields.LastName => LastName,
        Fields.Company => Company,
        Fields.Phone => Phone,
        Fields.VatId => VatId,
        Fields.Country => Country,
        Fields.City => City,
        Fields.Zip => Zip,
        Fields.Address => Address,
        Fields.HolderName => HolderName,
        Fields.HolderEmail => HolderEmail,
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "No such field."),
    };

    /// <param name="value">Cut to <see cref="StoredCharsMax"/>, freed of what cannot be stored, a country's code in capitals, an address in its lines; otherwise kept as typed.</param>
    public BuyerForm With(string field, string? value)
    {
        string kept = PlainText.Cut(field == Fields.Address ? PlainText.CleanLines(value) : PlainText.Clean(value), StoredCharsMax);
        return field switch
        {
            Fields.Email => this with { Email = kept },
            Fields.FirstName => this with { FirstName = kept },
            Fields.LastName => this with { LastName = kept },
            Fields.Company => this with { Company = kept },
            Fields.Phone => this with { Phone = kept },
            Fields.VatId => this with { VatId = kept },
            Fields.Country => this with { Country = Core.Country.Find(kept) ?? kept },
            Fields.City => this with { City = kept },
            Fields.Zip => this with { Zip = kept },
            Fields.Address => this with { Address = kept },
            Fields.HolderName => this with { HolderName = kept },
            Fields.HolderEmail => this with { HolderEmail = kept },
            _ => throw new ArgumentOutOfRangeException(nameof(field), field, "No such field."),
        };
    }

    /// <summary>Reads every field from a posted form; what is not posted keeps its present value.</summary>
    public BuyerForm Read(Func<string, string?> posted) =>
        Fields.All.Aggregate(this, (form, field) => posted(field) is { } value ? form.With(field, value) : form);

    public static class Fields
    {
        public const string Email = "email";
        public const string FirstName = "first_name";
        public const string LastName = "last_name";
        public const string Company = "company";
        public const string Phone = "phone";
        public const string VatId = "vat_id";
        public const string Country = "country";
        public const string City = "city";
        public const string Zip = "zip";
        public const string Address = "address";
        public const string HolderName = "holder_name";
        public const string HolderEmail = "holder_email";

        public static readonly IReadOnlyList<string> All =
            [Email, FirstName, LastName, Company, Phone, VatId, Country, City, Zip, Address, HolderName, HolderEmail];
    }
}
