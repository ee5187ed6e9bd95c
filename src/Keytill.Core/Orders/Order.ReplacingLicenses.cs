using Keytill.Core.Licenses;

namespace Keytill.Core.Orders;

// Support has a licence replaced by another one of the same unit. Until that is there the customer keeps the one he has; then both change at once.
public sealed partial class Order
{
    /// <summary>Asks for a licence in the place of this one. Asking again under the same id changes nothing.</summary>
    /// <param name="replacementId">The id that the other licence will have, fixed before the transaction.</param>
    /// <exception cref="RuleBroken">
    /// <c>license_unknown</c>; <c>license_not_delivered</c> where the customer never had it; <c>order_refunded</c> or <c>line_refunded</c> where its money
    /// went back or goes; <c>license_not_active</c>; <c>replacement_awaited</c> already; <c>personal_data_erased</c>.
    /// </exception>
    public void ReplaceLicense(string licenseId, string replacementId, DateTimeOffset now)
    {
        if (Licenses.Any(l => l.ReplacementId == replacementId || l.Id == replacementId))
            return;
        var license = Licenses.FirstOrDefault(l => l.Id == licenseId) ?? throw new RuleBroken("license_unknown", "The order has no such licence.");
        var line = Line(license.LineId);
        if (WhyNotReplaced(line, license) is { } forbidden)
            throw forbidden;
        license.AskReplacement(replacementId, now);
        Note(now, "replacement_asked", line.Id, UnitOf(line, license.Unit));
        Raise(new ReplacementDue(now, line.NextRequest(license.Unit)));
    }

    /// <summary>Whether a licence of the order may be replaced as things are.</summary>
    public bool CanReplace(License license) => WhyNotReplaced(Line(license.LineId), license) is null;

    /// <summary>The licence in whose place this request asks for another, while that is awaited; null where it is not, or not any more.</summary>
    public License? AwaitingReplacement(UnitRequest request) =>
        lines.FirstOrDefault(l => l.Id == request.LineId) is { } line && line.NextRequest(request.Unit) == request
            ? line.Licenses.FirstOrDefault(l => l.Unit == request.Unit && l.IsBeingReplaced)
            : null;

    /// <summary>Begins a try to get a replacement.</summary>
    /// <returns>The licence that is to be replaced, or null where there is nothing to do: done, called off, or waiting for a person.</returns>
    public License? BeginReplacement(UnitRequest request)
    {
        if (AwaitingReplacement(request) is not { Replacement: ReplacementStatus.Waiting or ReplacementStatus.InProgress } license)
            return null;
        license.BeginReplacement();
        Touch();
        return license;
    }

    /// <summary>
    /// The other licence is there: it takes effect, and the one before ends. Where it was called off meanwhile it is stored revoked, and
    /// not shown. The same again changes nothing.
    /// </summary>
    /// <param name="request">What <see cref="BeginReplacement"/> began.</param>
    public void IssueReplacement(UnitRequest request, string key, DateTimeOffset now)
    {
        var line = Line(request.LineId);
        if (line.Licenses.Any(l => l.Unit == request.Unit && l.Generation == request.Generation))
            return;
        if (line.NextRequest(request.Unit) != request || line.Licenses.FirstOrDefault(l => l.Unit == request.Unit && (l.IsBeingReplaced || l.Replacement == ReplacementStatus.CalledOff)) is not { } before)
            throw new ArgumentOutOfRangeException(nameof(request), request, "Nobody asked for this.");
        var license = new License(before.ReplacementId!, request, key, isWithheld: !before.IsBeingReplaced, now);
        line.AddReplacement(license);
        if (license.IsWithheld)
        {
            Note(now, "replacement_came_too_late", line.Id, UnitOf(line, request.Unit));
            return;
        }

        before.GiveWay();
        Note(now, "license_replaced", line.Id, UnitOf(line, request.Unit));
        Raise(new LicenseReplaced(now, line.Id, before.Id, license.Id));
    }

    /// <summary>The replacement cannot be had now.</summary>
    /// <inheritdoc cref="DelayDelivery"/>
    public void DelayReplacement(UnitRequest request, string reason, DateTimeOffset? tryAgainAt, DateTimeOffset now)
    {
        // A late answer is no reason to go on without the person who was asked.
        if (AwaitingReplacement(request) is not { Replacement: not ReplacementStatus.NeedsPerson } license)
            return;
        if (license.ReplacementWaitsFor != reason)
            Note(now, "replacement_delayed", request.LineId, reason);
        if (license.DelayReplacement(reason, tryAgainAt, now))
            Raise(new ReplacementDelayed(now, request));
        else
            Touch();
    }

    /// <summary>The replacement will not go on by itself: the vendor must act.</summary>
    public void FailReplacement(UnitRequest request, string reason, DateTimeOffset now)
    {
        if (AwaitingReplacement(request) is not { Replacement: not ReplacementStatus.NeedsPerson } license)
            return;
        license.FailReplacement(reason);
        Note(now, "replacement_needs_person", request.LineId, reason);
        Raise(new ProductDeliveryFailed(now, request.LineId, license.Id, request));
    }

    private RuleBroken? WhyNotReplaced(OrderLine line, License license)
    {
        if (license.IsWithheld)
            return new("license_not_delivered", "The customer never had this licence.");
        if (Status != OrderStatus.Paid)
            return new("order_refunded", $"An order that is {Status.Words()} has no licences to replace.");
        if (GoesBack(line, r => r.IsDecided))
            return new("line_refunded", "The money for this licence goes back: it is not replaced.");
        if (license.Status != LicenseStatus.Active)
            return new("license_not_active", $"A licence that is {PublicName.Of(license.Status)} is not replaced.");
        if (license.IsBeingReplaced)
            return new("replacement_awaited", "A replacement of this licence is awaited already.");
        return IsErased ? new("personal_data_erased", "Nobody knows any more whose licence this is.") : null;
    }

    private void ResumeReplacements(OrderLine line, DateTimeOffset now)
    {
        foreach (var license in line.Licenses.Where(l => l.Replacement is ReplacementStatus.Waiting or ReplacementStatus.NeedsPerson))
        {
            license.ResumeReplacement();
            Note(now, "replacement_resumed", line.Id, UnitOf(line, license.Unit));
            Raise(new ReplacementDue(now, line.NextRequest(license.Unit)));
        }
    }

    private void CallOffReplacements(OrderLine line, DateTimeOffset now)
    {
        foreach (var license in line.Licenses.Where(l => l.IsBeingReplaced))
        {
            license.CallOffReplacement();
            Note(now, "replacement_called_off", line.Id, UnitOf(line, license.Unit));
        }
    }

    /// <summary>Which of how many, as people count.</summary>
    private static string UnitOf(OrderLine line, int unit) => $"{Math.Max(1, unit)}/{line.UnitsDue}";
}
