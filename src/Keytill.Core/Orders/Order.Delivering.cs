using Keytill.Core.Licenses;

namespace Keytill.Core.Orders;

public sealed partial class Order
{
    /// <summary>When every line was delivered, or stopped while another was delivered. Never taken back.</summary>
    public DateTimeOffset? DeliveredAt { get; private set; }

    public OrderDelivery Delivery
    {
        get
        {
            if (!lines.Any(l => l.Status == LineStatus.Delivered))
                return OrderDelivery.NotDelivered;
            return lines.All(l => l.Status is LineStatus.Delivered or LineStatus.Stopped)
                ? OrderDelivery.Delivered
                : OrderDelivery.PartiallyDelivered;
        }
    }

    /// <summary>Of all its lines, those that ended too.</summary>
    public IEnumerable<License> Licenses => lines.SelectMany(l => l.Licenses);

    public OrderLine Line(string lineId) => lines.Single(l => l.Id == lineId);

    /// <summary>Begins a try to deliver the line's next unit.</summary>
    /// <returns>The unit, or null where there is nothing to do: delivered, held, stopped, or waiting for a person.</returns>
    /// <exception cref="RuleBroken"><c>order_not_paid</c>.</exception>
    public int? BeginDelivery(string lineId)
    {
        RequirePaid();
        var line = Line(lineId);
        if (line.Status is not (LineStatus.Waiting or LineStatus.InProgress) || line.NextUnit is not { } unit)
            return null;
        line.Begin();
        Touch();
        return unit;
    }

    /// <summary>
    /// Gives a unit its licence. A unit that has one keeps it. For a line that was held or stopped meanwhile the licence is
    /// stored revoked, and not shown.
    /// </summary>
    /// <param name="unit">What <see cref="BeginDelivery"/> gave: units get their licences in order.</param>
    /// <exception cref="RuleBroken"><c>order_not_paid</c>.</exception>
    public void Issue(string licenseId, string lineId, int unit, string key, DateTimeOffset now)
    {
        RequirePaid();
        var line = Line(lineId);
        if (line.Licenses.Any(l => l.Unit == unit))
            return;
        if (unit != line.NextUnit)
            throw new ArgumentOutOfRangeException(nameof(unit), unit, $"The line's next unit is {line.NextUnit}.");
        var license = new License(licenseId, new UnitRequest(lineId, unit), key, isWithheld: !line.IsOpen, now);
        line.Add(license, now);
        Note(now, license.IsWithheld ? "license_came_too_late" : "license_issued", lineId, $"{line.UnitsIssued}/{line.UnitsDue}");
        if (line.Status == LineStatus.Delivered)
            Delivered(line, now);
    }

    /// <summary>The line's next unit cannot be had now.</summary>
    /// <param name="reason">A code: <c>pool_empty</c>, <c>method_slow</c>, <c>temporary_error</c>.</param>
    /// <param name="tryAgainAt">When it is tried again by itself, order time; null where something else must happen first.</param>
    /// <exception cref="RuleBroken"><c>order_not_paid</c>.</exception>
    public void DelayDelivery(string lineId, string reason, DateTimeOffset? tryAgainAt, DateTimeOffset now)
    {
        RequirePaid();
        var line = Line(lineId);
        // A late answer is no reason to go on without the person who was asked.
        if (!line.IsOpen || line.Status == LineStatus.NeedsPerson)
            return;
        if (line.WaitsFor != reason)
            Note(now, "delivery_delayed", lineId, reason);
        if (line.TellUnits())
            Raise(new UnitsDelivered(now, lineId, line.UnitsIssued));
        if (line.Wait(reason, tryAgainAt, now))
            Raise(new DeliveryDelayed(now, lineId));
        else
            Touch();
    }

    /// <summary>The line will not go on by itself: the vendor must act.</summary>
    /// <exception cref="RuleBroken"><c>order_not_paid</c>.</exception>
    public void FailDelivery(string lineId, string reason, DateTimeOffset now)
    {
        RequirePaid();
        var line = Line(lineId);
        if (line.Status == LineStatus.NeedsPerson || !line.IsOpen)
            return;
        line.NeedPerson(reason);
        Note(now, "delivery_needs_person", lineId, reason);
        Raise(new ProductDeliveryFailed(now, lineId));
    }

    /// <summary>A person has mended what was wrong, or keys have come: the line goes on, and so do the replacements of its licences.</summary>
    /// <exception cref="RuleBroken"><c>order_not_paid</c>.</exception>
    public void ResumeDelivery(string lineId, DateTimeOffset now)
    {
        RequirePaid();
        var line = Line(lineId);
        ResumeReplacements(line, now);
        if (line.Status is LineStatus.Waiting or LineStatus.NeedsPerson)
            GoOn(line, now);
    }

    private void GoOn(OrderLine line, DateTimeOffset now)
    {
        line.Resume(now);
        Note(now, "delivery_resumed", line.Id);
        if (line.Status == LineStatus.Delivered)
            Delivered(line, now);
        else
            Raise(new DeliveryResumed(now, line.Id));
    }

    private void RequirePaid()
    {
        if (PaidAt is null)
            throw new RuleBroken("order_not_paid", "An order that was never paid delivers nothing.");
    }

    private void Delivered(OrderLine line, DateTimeOffset now)
    {
        Note(now, "line_delivered", line.Id);
        Raise(new ProductDelivered(now, line.Id, [.. line.Licenses.Where(l => l.IsShown && l.Status != LicenseStatus.Replaced).Select(l => l.Id)]));
        DeliverOrderIfComplete(now);
    }

    private void DeliverOrderIfComplete(DateTimeOffset now)
    {
        if (DeliveredAt is not null || Delivery != OrderDelivery.Delivered)
            return;
        DeliveredAt = now;
        Note(now, "order_delivered");
        Raise(new OrderDelivered(now));
    }
}
