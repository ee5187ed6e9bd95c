using Keytill.Core.Checkouts;
using Keytill.Core.Refunds;

namespace Keytill.Core.Vendors;

/// <summary>A software publisher that sells here. Exists in both modes at once.</summary>
public sealed class Vendor : Aggregate
{
    public const int ReturnHostsMax = 20;
    public const int RefundWithinDaysMax = 365;
    private const string IdPrefix = "ven";

    private Vendor()
    {
    }

    public string Id { get; private set; } = "";

    /// <summary>The legal entity on this vendor's documents.</summary>
    public string SellerId { get; private set; } = "";

    /// <summary>Names the vendor in addresses; unique in the whole installation, and never changed.</summary>
    public string Slug { get; private set; } = "";

    public string Name { get; private set; } = "";

    /// <summary>Where mails to the vendor go.</summary>
    public string Email { get; private set; } = "";

    /// <summary>Where customers' answers to mails go; null: to the seller, who is their support.</summary>
    public string? ReplyTo { get; private set; }

    /// <summary>A new cart's currency where the product has it.</summary>
    public Currency DefaultCurrency { get; private set; } = null!;

    /// <summary>Where "back to the shop" leads when the link names no better place; null: nowhere.</summary>
    public string? ShopUrl { get; private set; }

    /// <summary>Hosts (with a port where it is not the scheme's) that <c>return_url</c> may lead to.</summary>
    public IReadOnlyList<string> ReturnHosts { get; private set; } = [];

    /// <summary>IANA name: the zone that times are shown in.</summary>
    public string TimeZone { get; private set; } = "";

    /// <summary>The colour of what can be pressed on the customers' pages; null: the pages' own.</summary>
    public Accent? Accent { get; private set; }

    /// <summary>A picture beside the name, by its path on this installation: pages load nothing from elsewhere.</summary>
    public string? LogoPath { get; private set; }

    /// <summary>Customers who have not paid are reminded of it, and warned before their order is deleted.</summary>
    public bool SendsReminders { get; private set; }

    /// <summary>So many days after payment customers may ask for a refund on the order's page; 0: they write to support.</summary>
    public int RefundWithinDays { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <exception cref="RuleBroken">The slug's form, or as <see cref="Change"/>.</exception>
    public static Vendor Create(string sellerId, string slug, VendorData data, DateTimeOffset now)
    {
        if (!Slugs.IsWellFormed(slug))
            throw new RuleBroken("vendor_slug", Slugs.Rule);
        var vendor = new Vendor { Id = Ids.New(IdPrefix, now), SellerId = sellerId, Slug = slug, CreatedAt = now };
        vendor.Change(data);
        return vendor;
    }

    /// <exception cref="RuleBroken">Too many hosts, an unknown time zone, days out of bounds, an address that is none, or a logo that is not here.</exception>
    public void Change(VendorData data)
    {
        if (data.ReturnHosts.Count > ReturnHostsMax)
            throw new RuleBroken("vendor_return_hosts", $"At most {ReturnHostsMax} hosts can be returned to.");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(data.TimeZone, out _))
            throw new RuleBroken("vendor_time_zone", "No such time zone.");
        if (data.LogoPath is { } logo && !PathHere.IsWellFormed(logo))
            throw new RuleBroken("vendor_logo", "A logo is named by its path on this installation.");
        if (data.RefundWithinDays is < 0 or > RefundWithinDaysMax)
            throw new RuleBroken("vendor_refund_days", $"Refunds can be asked for from 0 to {RefundWithinDaysMax} days.");
        if (data.ReplyTo is { } replyTo && !EmailAddress.IsWellFormed(replyTo))
            throw new RuleBroken("vendor_reply_to", "Answers go to one mail address.");
        (Name, Email, DefaultCurrency, ShopUrl, TimeZone) = (data.Name, data.Email, data.DefaultCurrency, data.ShopUrl, data.TimeZone);
        (Accent, LogoPath) = (data.Accent, data.LogoPath);
        ReturnHosts = [.. data.ReturnHosts];
        (SendsReminders, ReplyTo) = (data.SendsReminders, data.ReplyTo);
        RefundWithinDays = data.RefundWithinDays;
    }

    /// <summary>Whether a customer may be sent there: http or https, and the host, with its port, is on the list.</summary>
    public bool MayReturnTo(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out Uri? uri)
        && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
        && uri.UserInfo.Length == 0
        && ReturnHosts.Contains(uri.Authority, StringComparer.OrdinalIgnoreCase);
}

public sealed record VendorData
{
    public required string Name { get; init; }

    public required string Email { get; init; }

    public required Currency DefaultCurrency { get; init; }

    public string? ShopUrl { get; init; }

    public IReadOnlyList<string> ReturnHosts { get; init; } = [];

    public string? ReplyTo { get; init; }

    public string TimeZone { get; init; } = "UTC";

    public Accent? Accent { get; init; }

    public string? LogoPath { get; init; }

    public bool SendsReminders { get; init; } = true;

    public int RefundWithinDays { get; init; } = RefundPolicy.AskWithinDays;
}
