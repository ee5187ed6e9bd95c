using Keytill.Core;
using Keytill.Core.Licenses;
using Keytill.Core.Orders;
using Keytill.Server.Persistence;

namespace Keytill.Server.Licenses;

/// <summary>Delivers one line of a paid order, unit by unit. Lines know nothing of each other: one that fails holds nobody back.</summary>
public sealed class DeliverLine(Store store, LicenseMethods methods, TimeProvider clock, ILogger<DeliverLine> log) : ObtainLicenses(store, methods, log)
{
    public const string WorkKind = "deliver_line";

    public override string Kind => WorkKind;

    protected override string Act => "deliver line";

    protected override string LineOf(string payload) => payload;

    protected override (UnitRequest Request, int Attempt)? Begin(Order order, string payload) =>
        order.BeginDelivery(payload) is { } unit ? (new UnitRequest(payload, unit), order.Line(payload).Attempts) : null;

    protected override void Give(Order order, UnitRequest request, string key, DateTimeOffset now) =>
        order.Issue(Ids.New("lic", clock.GetUtcNow()), request.LineId, request.Unit, key, now);

    protected override void Delay(Order order, string payload, string reason, DateTimeOffset tryAgainAt, DateTimeOffset now) =>
        order.DelayDelivery(payload, reason, tryAgainAt, now);

    protected override void Fail(Order order, string payload, string reason, DateTimeOffset now) => order.FailDelivery(payload, reason, now);

    protected override (DateTimeOffset? Since, int Attempts)? TriedSince(Order order, string payload) => (order.PaidAt, order.Line(payload).Attempts);

    protected override bool GoesOn(Order order, string payload) => order.Line(payload) is { Status: LineStatus.InProgress, NextUnit: not null };
}
