namespace Keytill.Core.Payments;

/// <summary>What became of one attempt to pay.</summary>
public enum PaymentStatus
{
    /// <summary>Stored; the gateway was not asked yet, or its answer is unknown.</summary>
    Created,

    /// <summary>The customer can act there.</summary>
    Open,

    /// <summary>The customer has acted; the outcome comes later.</summary>
    Processing,

    /// <summary>Final.</summary>
    Succeeded,

    /// <summary>Refused or gone wrong. May still become <see cref="Succeeded"/>.</summary>
    Failed,

    /// <summary>The customer's time ran out. May still become <see cref="Succeeded"/>.</summary>
    Expired,

    /// <summary>Closed by us. May still become <see cref="Succeeded"/>.</summary>
    Closed,
}

public static class PaymentTransitions
{
    /// <summary>
    /// Where a report leads. Reports come late, twice and in any order: whatever came before, a success counts,
    /// and nothing else moves an attempt that has ended.
    /// </summary>
    public static PaymentStatus Next(PaymentStatus now, ReportedState reported) => (now, reported) switch
    {
        (PaymentStatus.Succeeded, _) => PaymentStatus.Succeeded,
        (_, ReportedState.Succeeded) => PaymentStatus.Succeeded,
        (PaymentStatus.Failed or PaymentStatus.Expired or PaymentStatus.Closed, _) => now,
        (PaymentStatus.Created, ReportedState.Open) => PaymentStatus.Open,
        (_, ReportedState.Open) => now,
        (_, ReportedState.Processing) => PaymentStatus.Processing,
        (_, ReportedState.Failed) => PaymentStatus.Failed,
        (_, ReportedState.Expired) => PaymentStatus.Expired,
        (_, ReportedState.Closed) => PaymentStatus.Closed,
        _ => throw new ArgumentOutOfRangeException(nameof(reported), reported, null),
    };

    public static bool IsEnded(this PaymentStatus status) => status >= PaymentStatus.Succeeded;
}
