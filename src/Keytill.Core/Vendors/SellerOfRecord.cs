namespace Keytill.Core.Vendors;

/// <summary>The legal entity that sells: it stands on documents, above the button, and owns the legal texts.</summary>
public sealed class SellerOfRecord : Aggregate
{
    private const string IdPrefix = "seller";

    private SellerOfRecord()
    {
    }

    public string Id { get; private set; } = "";

    public string Name { get; private set; } = "";

    /// <summary>Lines of the postal address, separated by line feeds.</summary>
    public string Address { get; private set; } = "";

    /// <summary>ISO 3166-1 alpha-2.</summary>
    public string Country { get; private set; } = "";

    /// <summary>Where customers write to.</summary>
    public string Email { get; private set; } = "";

    /// <summary>IANA name: the zone whose days stand on documents.</summary>
    public string TimeZone { get; private set; } = "";

    public Currency AccountingCurrency { get; private set; } = null!;

    public DateTimeOffset CreatedAt { get; private set; }

    /// <exception cref="RuleBroken">An unknown country or time zone.</exception>
    public static SellerOfRecord Create(SellerData data, DateTimeOffset now)
    {
        if (Keytill.Core.Country.Find(data.Country) is not { } country)
            throw new RuleBroken("seller_country", "No such country.");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(data.TimeZone, out _))
            throw new RuleBroken("seller_time_zone", "No such time zone.");
        return new SellerOfRecord
        {
            Id = Ids.New(IdPrefix, now),
            Name = data.Name,
            Address = data.Address,
            Country = country,
            Email = data.Email,
            TimeZone = data.TimeZone,
            AccountingCurrency = data.AccountingCurrency,
            CreatedAt = now,
        };
    }
}

public sealed record SellerData(string Name, string Address, string Country, string Email, string TimeZone, Currency AccountingCurrency);
