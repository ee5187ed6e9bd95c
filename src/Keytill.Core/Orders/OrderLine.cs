using Keytill.Core.Catalog;
using Keytill.Core.Checkouts;
using Keytill.Core.Licenses;

namespace Keytill.Core.Orders;

/// <summary>One product of an order as it was when it was ordered, delivered on its own. A part of its order.</summary>
public sealed class OrderLine
{
    /// <summary>Why a held line waits: support decides about the request.</summary>
    public const string RefundAsked = "refund_asked";

    /// <summary>Why a line needs support: it had stopped for money that did not go back.</summary>
    public const string RefundFailed = "refund_failed";

    private readonly List<License> licenses = [];

    private OrderLine()
    {
    }

    internal OrderLine(string id, int position, PurchaseLine line)
    {
        Id = id;
        Position = position;
        ProductId = line.ProductId;
        Name = line.Name;
        Quantity = line.Quantity;
        Currency = line.UnitPrice.Currency;
        UnitPriceMinor = line.UnitPrice.Minor;
        SubtotalMinor = line.Amounts.Subtotal.Minor;
        DiscountMinor = line.Amounts.Discount.Minor;
        NetMinor = line.Amounts.Net.Minor;
        TaxMinor = line.Amounts.Tax.Minor;
        TotalMinor = line.Amounts.Total.Minor;
        LicenseMethod = line.LicenseMethod;
        LicenseSettings = line.LicenseSettings;
        LicensePer = line.LicensePer;
        (Revocation, Withdrawal) = (line.Revocation, line.Withdrawal);
    }

    public string Id { get; private set; } = "";

    public int Position { get; private set; }

    public string ProductId { get; private set; } = "";

    /// <summary>In the order's language.</summary>
    public string Name { get; private set; } = "";

    public int Quantity { get; private set; }

    public Money UnitPrice => Of(UnitPriceMinor);

    public Amounts Amounts => new(Of(SubtotalMinor), Of(DiscountMinor), Of(NetMinor), Of(TaxMinor), Of(TotalMinor));

    public string LicenseMethod { get; private set; } = "";

    /// <summary>The method's settings when it was ordered (a JSON object).</summary>
    public string LicenseSettings { get; private set; } = "{}";

    public LicensePer LicensePer { get; private set; }

    public RevocationPolicy Revocation { get; private set; }

    /// <summary>What a consumer who may withdraw was told of this product.</summary>
    public WithdrawalPolicy Withdrawal { get; private set; }

    public LineStatus Status { get; private set; }

    /// <summary>Why it waits or needs somebody: a code. Stays while it is tried again; null while nothing is amiss.</summary>
    public string? WaitsFor { get; private set; }

    /// <summary>When it is tried again by itself, order time; null when it is not.</summary>
    public DateTimeOffset? TryAgainAt { get; private set; }

    /// <summary>When it first could not be delivered at once; null when it never waited.</summary>
    public DateTimeOffset? DelayedAt { get; private set; }

    /// <summary>Tries begun for the unit that is delivered now.</summary>
    public int Attempts { get; private set; }

    public DateTimeOffset? DeliveredAt { get; private set; }

    /// <summary>Of how many licences the customer is told although others of this line still wait.</summary>
    public int UnitsTold { get; private set; }

    /// <summary>Since when support has to decide about its licences: the money went back, and the product leaves it to a person. Order time.</summary>
    public DateTimeOffset? RevocationAskedAt { get; private set; }

    /// <summary>Every licence ever issued for this line, revoked ones too.</summary>
    public IReadOnlyList<License> Licenses => licenses;

    /// <summary>How many licences make this line delivered.</summary>
    public int UnitsDue => LicensePer == LicensePer.Unit ? Quantity : 1;

    /// <summary>The unit to deliver next (0: the line as a whole), or null when every unit has its licence.</summary>
    public int? NextUnit => LicensePer == LicensePer.Unit
        ? UnitsIssued < Quantity ? UnitsIssued + 1 : null
        : UnitsIssued == 0 ? 0 : null;

    /// <summary>How many units have got a licence, whatever became of it since.</summary>
    public int UnitsIssued => licenses.Count(l => l.Generation == 0);

    public bool IsOpen => Status is LineStatus.Waiting or LineStatus.InProgress or LineStatus.NeedsPerson;

    /// <summary>Asks for one more licence of a unit, in the place of those that it has.</summary>
    internal UnitRequest NextRequest(int unit) => new(Id, unit, 1 + licenses.Where(l => l.Unit == unit).Select(l => l.Generation).DefaultIfEmpty(-1).Max());

    internal bool HasValidLicense => licenses.Any(l => l.IsValid);

    internal Currency Currency { get; private set; } = null!;

    internal long UnitPriceMinor { get; private set; }

    internal long SubtotalMinor { get; private set; }

    internal long DiscountMinor { get; private set; }

    internal long NetMinor { get; private set; }

    internal long TaxMinor { get; private set; }

    internal long TotalMinor { get; private set; }

    internal void Begin()
    {
        Status = LineStatus.InProgress;
        TryAgainAt = null;
        Attempts++;
    }

    internal void Add(License license, DateTimeOffset now)
    {
        licenses.Add(license);
        Attempts = 0;
        if (Status == LineStatus.InProgress)
            WaitsFor = null;
        DeliverIfComplete(now);
    }

    internal void AddReplacement(License license) => licenses.Add(license);

    /// <returns>Whether it is the first time that this line has to wait.</returns>
    internal bool Wait(string reason, DateTimeOffset? tryAgainAt, DateTimeOffset now)
    {
        (Status, WaitsFor, TryAgainAt) = (LineStatus.Waiting, reason, tryAgainAt);
        bool isFirst = DelayedAt is null;
        DelayedAt ??= now;
        return isFirst;
    }

    /// <returns>Whether licences have come that nobody was told of.</returns>
    internal bool TellUnits()
    {
        bool isNews = UnitsIssued > UnitsTold;
        UnitsTold = UnitsIssued;
        return isNews;
    }

    internal void NeedPerson(string reason) =>
        (Status, WaitsFor, TryAgainAt) = (LineStatus.NeedsPerson, reason, null);

    /// <summary>Goes on; licences that came while it was not to be delivered take effect.</summary>
    internal void Resume(DateTimeOffset now)
    {
        (Status, WaitsFor, TryAgainAt) = (LineStatus.Waiting, null, null);
        foreach (var license in licenses.Where(l => l.IsWithheld && l.Generation == 0))
            license.TakeEffect();
        DeliverIfComplete(now);
    }

    internal void AskRevocation(DateTimeOffset now) => RevocationAskedAt = now;

    internal void AnswerRevocation() => RevocationAskedAt = null;

    internal void Hold() => (Status, WaitsFor, TryAgainAt) = (LineStatus.Held, RefundAsked, null);

    internal void Stop() => (Status, WaitsFor, TryAgainAt) = (LineStatus.Stopped, null, null);

    private void DeliverIfComplete(DateTimeOffset now)
    {
        if (NextUnit is not null || !IsOpen)
            return;
        (Status, DeliveredAt) = (LineStatus.Delivered, now);
        (WaitsFor, TryAgainAt) = (null, null);
    }

    private Money Of(long minor) => new(minor, Currency);
}
