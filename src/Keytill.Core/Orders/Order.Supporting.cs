namespace Keytill.Core.Orders;

// What customer and support say to each other about an order. The words are the case's.
public sealed partial class Order
{
    /// <summary>When the customer wrote to support last; null: there is no case to look for.</summary>
    public DateTimeOffset? SupportAskedAt { get; private set; }

    /// <summary>The customer has written to support.</summary>
    /// <exception cref="RuleBroken"><c>personal_data_erased</c>: nobody would know whom to answer.</exception>
    public void AskSupport(string caseId, string messageId, DateTimeOffset now)
    {
        RequireBuyer();
        SupportAskedAt = now;
        Note(now, "support_asked", caseId);
        Raise(new SupportAsked(now, messageId));
    }

    /// <summary>Support has answered.</summary>
    /// <exception cref="RuleBroken"><c>personal_data_erased</c>: nobody knows whom to answer.</exception>
    public void HearFromSupport(string caseId, string messageId, DateTimeOffset now)
    {
        RequireBuyer();
        Note(now, "support_answered", caseId);
        Raise(new SupportAnswered(now, messageId));
    }

    /// <summary>Support is done with a case of this order.</summary>
    public void NoteCaseClosed(string caseId, DateTimeOffset now) => Note(now, "case_closed", caseId);

    private void RequireBuyer()
    {
        if (IsErased)
            throw new RuleBroken("personal_data_erased", "Nobody knows any more whose order this was: nobody can be written to.");
    }
}
