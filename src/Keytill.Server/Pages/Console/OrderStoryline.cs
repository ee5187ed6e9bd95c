using System.Globalization;
using Keytill.Core;
using Keytill.Core.Orders;
using Keytill.Server.Support;

namespace Keytill.Server.Pages.Console;

/// <summary>What happened to an order in one line of time: its own timeline, and what staff did to it.</summary>
public sealed class OrderStoryline(OrderFile file, Formats formats)
{
    private readonly TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(file.Vendor.TimeZone);

    /// <summary>The vendor's zone, in which the page shows times.</summary>
    public TimeZoneInfo Zone => zone;

    /// <summary>In the vendor's zone, which the page names once.</summary>
    public string Time(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, zone).ToString("d MMM yyyy, HH:mm", CultureInfo.InvariantCulture);

    public string Money(Money money) => formats.Money(money);

    /// <summary>The latest first.</summary>
    public IEnumerable<Moment> Moments()
    {
        var told = file.Timeline.Select(t => new Moment(t.At, ConsoleWords.OfTimeline(t.Kind), Detail(t), About(t.Subject), null));
        // The wall clock of the audit trail, on the order's own clock.
        var done = file.Audit.Select(a => new Moment(
            file.Order.TimeAt(a.At), Capital(ConsoleWords.Of(a.Act)), a.Reason, About(a.Subject), file.Staff.GetValueOrDefault(a.StaffId) ?? a.StaffId));
        return told.Concat(done).OrderByDescending(m => m.At);
    }

    private string? Detail(TimelineEntry entry) =>
        entry.Detail is { } staff && file.Staff.TryGetValue(staff, out string? name) ? name : ConsoleWords.Detail(entry.Detail, formats);

    /// <summary>The product or the order that it is about. Other parts stand on the page with their amounts.</summary>
    private string? About(string? subject) => subject is null ? null
        : file.Order.Lines.FirstOrDefault(l => l.Id == subject)?.Name ?? file.Numbers.GetValueOrDefault(subject);

    private static string Capital(string words) => char.ToUpperInvariant(words[0]) + words[1..];
}

/// <param name="At">Order time.</param>
/// <param name="By">Who of the staff did it; null where it happened by itself or by others.</param>
public sealed record Moment(DateTimeOffset At, string What, string? Detail, string? About, string? By);
