using Keytill.Core.Licenses;
using Keytill.Core.Orders;
using Keytill.Server.Persistence;

namespace Keytill.Server.Licenses;

/// <summary>Gets the licence that is to take the place of another. Its payload is the request's name.</summary>
public sealed class ReplaceLicense(Store store, LicenseMethods methods, ILogger<ReplaceLicense> log) : ObtainLicenses(store, methods, log)
{
    public const string WorkKind = "replace_license";

    public override string Kind => WorkKind;

    protected override string Act => "replace licence";

    protected override string LineOf(string payload) => Asked(payload).LineId;

    protected override (UnitRequest Request, int Attempt)? Begin(Order order, string payload) =>
        order.BeginReplacement(Asked(payload)) is { } license ? (Asked(payload), license.ReplacementAttempts) : null;

    protected override void Give(Order order, UnitRequest request, string key, DateTimeOffset now) => order.IssueReplacement(request, key, now);

    protected override void Delay(Order order, string payload, string reason, DateTimeOffset tryAgainAt, DateTimeOffset now) =>
        order.DelayReplacement(Asked(payload), reason, tryAgainAt, now);

    protected override void Fail(Order order, string payload, string reason, DateTimeOffset now) => order.FailReplacement(Asked(payload), reason, now);

    protected override (DateTimeOffset? Since, int Attempts)? TriedSince(Order order, string payload) =>
        order.AwaitingReplacement(Asked(payload)) is { } license ? (license.ReplacementAskedAt, license.ReplacementAttempts) : null;

    protected override bool GoesOn(Order order, string payload) => false;

    private static UnitRequest Asked(string payload) =>
        UnitRequest.OfReplacement(payload) ?? throw new InvalidOperationException($"{payload} asks for no replacement.");
}
