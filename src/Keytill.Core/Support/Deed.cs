using Keytill.Core.Vendors;

namespace Keytill.Core.Support;

/// <summary>Who of the staff acts now, with the roles that he has now.</summary>
public sealed record Actor(string StaffId, string Name, IReadOnlyList<StaffRole> Roles)
{
    public bool May(StaffAct act) => Roles.Allow(act);

    /// <summary>What he sees: all vendors of one mode.</summary>
    public Scope Sees(Mode mode) => Scope.Operator(mode);

    /// <summary>Says what he is about to do, and why, and gives the scope to do it in. Without that nothing of any vendor can be changed by staff.</summary>
    /// <param name="id">Fixed before the transaction, by the form: pressed twice it is one deed.</param>
    /// <param name="subject">The id of what it is done to; within an order, of its part.</param>
    /// <exception cref="NotAllowed">None of his roles allows it.</exception>
    /// <exception cref="RuleBroken"><c>reason_missing</c>, <c>reason_too_long</c>, <c>holds_card_number</c>.</exception>
    public Scope Does(Mode mode, StaffAct act, string id, string? reason, string? orderId = null, string? subject = null)
    {
        if (!May(act))
            throw new NotAllowed(act);
        string why = PlainText.Clean(reason);
        if (why.Length == 0)
            throw new RuleBroken("reason_missing", "Say why: it stands in the audit trail.");
        if (why.Length > Deed.ReasonCharsMax)
            throw new RuleBroken("reason_too_long", $"A reason has at most {Deed.ReasonCharsMax} characters.");
        if (PlainText.HoldsCardNumber(why))
            throw new RuleBroken("holds_card_number", "This holds a card number: leave it out.");
        return Scope.Operator(mode, new Deed(id, StaffId, act, why, orderId, subject));
    }
}

/// <summary>One act of somebody of the staff, and why. Carried by the scope in which it is done; the store writes it down with what it changes.</summary>
public sealed record Deed
{
    public const string IdPrefix = "aud";
    public const int ReasonCharsMax = 500;

    internal Deed(string id, string staffId, StaffAct act, string reason, string? orderId, string? subject) =>
        (Id, StaffId, Act, Reason, OrderId, Subject) = (id, staffId, act, reason, orderId, subject);

    public string Id { get; }

    public string StaffId { get; }

    public StaffAct Act { get; }

    public string Reason { get; }

    public string? OrderId { get; }

    public string? Subject { get; }
}

/// <summary>Somebody tried what his roles do not allow: 403.</summary>
public sealed class NotAllowed(StaffAct act) : Exception($"Nobody without a role for it may {PublicName.Of(act)}.")
{
    public StaffAct Act { get; } = act;
}
