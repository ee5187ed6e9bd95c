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
    /// Gives a unit its licence. A unit that has one keeps it. For a line that was stopped meanwhile the licence is stored
    /// revoked, and never shown.
    /// </summary>
    /// <exception cref="RuleBroken"><c>order_not_paid</c>.</exception>
    public void Issue(string licenseId, string lineId, int unit, string key, DateTimeOffset now)
    {
        RequirePaid();
        var line = Line(lineId);
        if (line.Licenses.Any(l => l.Unit == unit))
            return;
        bool isStopped = line.Status == LineStatus.Stopped;
        var license = new License(licenseId, lineId, unit, key, isStopped ? LicenseStatus.Revoked : LicenseStatus.Active, now);
        line.Add(license, now);
        Note(now, isStopped ? "license_came_too_late" : "license_issued", lineId, $"{line.Licenses.Count}/{line.UnitsDue}");
        if (line.Status != LineStatus.Delivered || isStopped)
            return;
        Note(now, "line_delivered", lineId);
        Raise(new ProductDelivered(now, lineId, [.. line.Licenses.Select(l => l.Id)]));
        DeliverOrderIfComplete(now);
    }

    /// <summary>The line's next unit cannot be had now.</summary>
    /// <param name="reason">A code: <c>pool_empty</c>, <c>method_slow</c>, <c>temporary_error</c>.</param>
    /// <param name="tryAgainAt">When it is tried again by itself, order time; null where something else must happen first.</param>
    public void DelayDelivery(string lineId, string reason, DateTimeOffset? tryAgainAt, DateTimeOffset now)
    {
        var line = Line(lineId);
        if (!line.IsOpen)
            return;
        if (line.WaitsFor != reason)
            Note(now, "delivery_delayed", lineId, reason);
        line.Wait(reason, tryAgainAt);
        Touch();
    }

    /// <summary>The line will not go on by itself: the vendor must act.</summary>
    public void FailDelivery(string lineId, string reason, DateTimeOffset now)
    {
        var line = Line(lineId);
        if (line.Status == LineStatus.NeedsPerson || !line.IsOpen)
            return;
        line.NeedPerson(reason);
        Note(now, "delivery_needs_person", lineId, reason);
        Raise(new ProductDeliveryFailed(now, lineId));
    }

    /// <summary>A person has mended what was wrong, or keys have come: the line goes on.</summary>
    public void ResumeDelivery(string lineId, DateTimeOffset now)
    {
        RequirePaid();
        var line = Line(lineId);
        if (line.Status is not (LineStatus.Waiting or LineStatus.NeedsPerson))
            return;
        line.Resume();
        Note(now, "delivery_resumed", lineId);
        Raise(new DeliveryResumed(now, lineId));
    }

    private void RequirePaid()
    {
        if (PaidAt is null)
            throw new RuleBroken("order_not_paid", "An order that was never paid delivers nothing.");
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
