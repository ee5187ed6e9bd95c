using Keytill.Core;
using Keytill.Core.Emails;
using Keytill.Core.Orders;
using Keytill.Server.Emails;
using Keytill.Server.Webhooks;

namespace Keytill.Server.Work;

/// <summary>The rows that follow from one event, collected for its save.</summary>
public sealed class FollowUps(Order order, DateTimeOffset wall)
{
    /// <summary>Bounds how many of an order's things are worked on at once per node.</summary>
    public const string OrderLane = "order";

    private readonly List<object> rows = [];
    private readonly List<WorkItem> work = [];
    private readonly List<string> dropped = [];

    /// <summary>Mails and webhook deliveries to add.</summary>
    public IReadOnlyList<object> Rows => rows;

    public IReadOnlyList<WorkItem> Work => work;

    /// <summary>Ids of work that has lost its point.</summary>
    public IReadOnlyList<string> Dropped => dropped;

    internal void Deliver(WebhookDelivery delivery)
    {
        rows.Add(delivery);
        work.Add(delivery.WorkItem(wall));
    }

    /// <param name="subject">What it is about: one mail per order, kind and subject.</param>
    /// <param name="former">An address that was the order's until now, and gets the mail.</param>
    internal void Mail(EmailKind kind, string subject, TimeSpan? after = null, string? former = null)
    {
        var mail = former is null ? MailRow.For(order, kind, subject, wall) : MailRow.ToFormer(order, former, kind, subject, wall);
        rows.Add(mail);
        work.Add(mail.WorkItem(wall + (after ?? TimeSpan.Zero), wall));
    }

    /// <param name="after">Order time, which passes as wall time does.</param>
    /// <param name="id">Where the item is to be found again, to be dropped.</param>
    internal void Do(string kind, string payload, TimeSpan? after = null, string? id = null) => work.Add(new WorkItem
    {
        Id = id ?? Ids.New("work", wall),
        Kind = kind,
        Lane = OrderLane,
        OrderId = order.Id,
        VendorId = order.VendorId,
        Mode = order.Mode,
        Payload = payload,
        DueAt = wall + (after ?? TimeSpan.Zero),
        CreatedAt = wall,
    });

    internal void Drop(string workId) => dropped.Add(workId);
}
