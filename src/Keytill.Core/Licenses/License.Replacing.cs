namespace Keytill.Core.Licenses;

// Another licence for the same unit, because this one is of no use to its customer any more. Until the other is there, this one stays his.
public sealed partial class License
{
    /// <summary>How far its replacement has come; null where none was ever asked for.</summary>
    public ReplacementStatus? Replacement { get; private set; }

    /// <summary>The id of the licence that has taken its place, or is to take it; of the one that was asked for last.</summary>
    public string? ReplacementId { get; private set; }

    /// <summary>When the replacement was asked for last, order time.</summary>
    public DateTimeOffset? ReplacementAskedAt { get; private set; }

    /// <summary>Why the replacement waits or needs somebody: a code. Stays while it is tried again; null while nothing is amiss.</summary>
    public string? ReplacementWaitsFor { get; private set; }

    /// <summary>When the replacement is tried again by itself, order time; null when it is not.</summary>
    public DateTimeOffset? ReplacementTryAgainAt { get; private set; }

    /// <summary>When the replacement first could not be had at once, order time; null when it never waited.</summary>
    public DateTimeOffset? ReplacementDelayedAt { get; private set; }

    /// <summary>Tries begun for the replacement.</summary>
    public int ReplacementAttempts { get; private set; }

    public bool IsBeingReplaced => Replacement is ReplacementStatus.Waiting or ReplacementStatus.InProgress or ReplacementStatus.NeedsPerson;

    internal void AskReplacement(string replacementId, DateTimeOffset now)
    {
        (Replacement, ReplacementId, ReplacementAskedAt) = (ReplacementStatus.Waiting, replacementId, now);
        (ReplacementWaitsFor, ReplacementTryAgainAt, ReplacementAttempts) = (null, null, 0);
    }

    internal void BeginReplacement()
    {
        (Replacement, ReplacementTryAgainAt) = (ReplacementStatus.InProgress, null);
        ReplacementAttempts++;
    }

    /// <returns>Whether it is the first time that the replacement has to wait.</returns>
    internal bool DelayReplacement(string reason, DateTimeOffset? tryAgainAt, DateTimeOffset now)
    {
        (Replacement, ReplacementWaitsFor, ReplacementTryAgainAt) = (ReplacementStatus.Waiting, reason, tryAgainAt);
        bool isFirst = ReplacementDelayedAt is null;
        ReplacementDelayedAt ??= now;
        return isFirst;
    }

    internal void FailReplacement(string reason) =>
        (Replacement, ReplacementWaitsFor, ReplacementTryAgainAt) = (ReplacementStatus.NeedsPerson, reason, null);

    internal void ResumeReplacement() =>
        (Replacement, ReplacementWaitsFor, ReplacementTryAgainAt) = (ReplacementStatus.Waiting, null, null);

    internal void CallOffReplacement() =>
        (Replacement, ReplacementWaitsFor, ReplacementTryAgainAt) = (ReplacementStatus.CalledOff, null, null);

    internal void GiveWay()
    {
        (Replacement, ReplacementWaitsFor, ReplacementTryAgainAt) = (ReplacementStatus.Done, null, null);
        Status = LicenseStatus.Replaced;
    }
}

public enum ReplacementStatus
{
    /// <summary>Not begun, or something is missing that will come by itself.</summary>
    Waiting,
    InProgress,

    /// <summary>Will not go on by itself: the vendor or support must act.</summary>
    NeedsPerson,

    /// <summary>The other licence has taken its place.</summary>
    Done,

    /// <summary>Not wanted any more: its money goes back. A licence that comes all the same is stored revoked, and not shown.</summary>
    CalledOff,
}
