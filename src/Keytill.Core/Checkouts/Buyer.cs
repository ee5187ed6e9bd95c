using System.Text.Json.Serialization;
using static Keytill.Core.Checkouts.BuyerForm;

namespace Keytill.Core.Checkouts;

/// <summary>Who buys: a form whose every field has been found right. Prints as <c>***</c>.</summary>
public sealed record Buyer
{
    public const int NameCharsMax = 100;
    public const int CompanyCharsMax = 200;
    public const int AddressCharsMax = 200;
    private const int PhoneCharsMax = 40;
    private const int VatIdCharsMax = 20;
    private const int ZipCharsMax = 20;

    public required string Email { get; init; }

    /// <summary>What orders are found by: see <see cref="EmailAddress.Normalize"/>.</summary>
    public required string EmailNormalized { get; init; }

    public required string FirstName { get; init; }

    public required string LastName { get; init; }

    public string? Company { get; init; }

    public string? Phone { get; init; }

    public string? VatId { get; init; }

    /// <summary>ISO 3166-1 alpha-2, capitals.</summary>
    public required string Country { get; init; }

    public string? City { get; init; }

    public string? Zip { get; init; }

    public string? Address { get; init; }

    /// <summary>Who the licence is for, where that is somebody else.</summary>
    public LicenseHolder? Holder { get; init; }

    [JsonIgnore]
    public string FullName => $"{FirstName} {LastName}";

    /// <summary>Whose name and mail address the licence carries.</summary>
    [JsonIgnore]
    public LicenseHolder LicensedTo => Holder ?? new LicenseHolder(Company ?? FullName, Email);

    /// <summary>A purchase in a company's name; everybody else is a consumer.</summary>
    [JsonIgnore]
    public bool IsBusiness => Company is not null;

    /// <summary>Nobody any more: what is left of a buyer whose data were erased.</summary>
    public static Buyer Forgotten(string country) => new() { Email = "", EmailNormalized = "", FirstName = "", LastName = "", Country = country };

    /// <summary>The most that a field takes, in UTF-16 units as forms count them; pages set it as a hint, this class holds it.</summary>
    public static int CharsMax(string field) => field switch
    {
        Fields.Email or Fields.HolderEmail => EmailAddress.CharsMax,
        Fields.Company or Fields.HolderName => CompanyCharsMax,
        Fields.Address => AddressCharsMax,
        Fields.Phone => PhoneCharsMax,
        Fields.VatId => VatIdCharsMax,
        Fields.Zip => ZipCharsMax,
        Fields.Country => 2,
        _ => NameCharsMax,
    };

    /// <summary>Every field that is wrong, in the order of the form. None: <see cref="From"/> gives the buyer.</summary>
    public static IReadOnlyList<FieldError> Check(BuyerForm form) => [.. Fields.All.Select(f => Check(form, f)).OfType<FieldError>()];

    /// <summary>What is wrong with one field, or null.</summary>
    public static FieldError? Check(BuyerForm form, string field)
    {
        string value = form.Get(field);
        if (value.Length == 0)
            return IsRequired(form, field) ? new FieldError(field, FieldErrorCode.Required) : null;
        if (field == Fields.Country)
            return Keytill.Core.Country.Find(value) is null ? new FieldError(field, FieldErrorCode.UnknownCountry) : null;
        if (value.Length > CharsMax(field))
            return new FieldError(field, FieldErrorCode.TooLong, CharsMax(field));
        if (field is Fields.Email or Fields.HolderEmail)
            return EmailAddress.IsWellFormed(value) ? null : new FieldError(field, FieldErrorCode.NotAnEmail);
        return PlainText.HoldsCardNumber(value) ? new FieldError(field, FieldErrorCode.HoldsCardNumber) : null;
    }

    /// <exception cref="ArgumentException">A field is wrong: <see cref="Check(BuyerForm)"/> first.</exception>
    public static Buyer From(BuyerForm form)
    {
        if (Check(form) is [var error, ..])
            throw new ArgumentException($"{error.Field}: {error.Code}.", nameof(form));
        return new Buyer
        {
            Email = form.Email,
            EmailNormalized = EmailAddress.Normalize(form.Email)!,
            FirstName = form.FirstName,
            LastName = form.LastName,
            Company = Given(form.Company),
            Phone = Given(form.Phone),
            VatId = Given(form.VatId),
            Country = Keytill.Core.Country.Find(form.Country)!,
            City = Given(form.City),
            Zip = Given(form.Zip),
            Address = Given(form.Address),
            Holder = form.HolderEmail.Length == 0 ? null : new LicenseHolder(form.HolderName, form.HolderEmail),
        };
    }

    public override string ToString() => "***";

    private static bool IsRequired(BuyerForm form, string field) => field switch
    {
        Fields.Email or Fields.FirstName or Fields.LastName or Fields.Country => true,
        Fields.HolderName => form.HolderEmail.Length > 0,
        Fields.HolderEmail => form.HolderName.Length > 0,
        _ => false,
    };

    private static string? Given(string value) => value.Length == 0 ? null : value;
}

/// <summary>Name or company, and where the licence is sent. Prints as <c>***</c>.</summary>
public sealed record LicenseHolder(string Name, string Email)
{
    public override string ToString() => "***";
}

/// <summary>What is wrong with one input. The sentence for it is in the texts.</summary>
/// <param name="Field">The input's name.</param>
/// <param name="Limit">The number to name in the sentence, where there is one.</param>
public sealed record FieldError(string Field, FieldErrorCode Code, int? Limit = null);

public enum FieldErrorCode
{
    Required,
    TooLong,
    NotAnEmail,
    UnknownCountry,

    /// <summary>13 to 19 digits that pass a card number's check: not kept in free text.</summary>
    HoldsCardNumber,

    /// <summary>A payment method that does not serve this order.</summary>
    NotOffered,

    /// <summary>A box that must be ticked.</summary>
    MustBeTicked,
}
