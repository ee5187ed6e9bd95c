using Keytill.Core.Checkouts;

namespace Keytill.Core.Orders;

// What support puts right.
public sealed partial class Order
{
    /// <summary>Support gives the customer more time to pay.</summary>
    /// <param name="until">Order time; at most <see cref="LifecyclePolicy.PayWithinMax"/> after the order's creation.</param>
    /// <exception cref="RuleBroken"><c>order_not_extendable</c>; <c>not_an_extension</c> where it is no later than now agreed; <c>extension_too_long</c>.</exception>
    public void Extend(DateTimeOffset until, string reason, DateTimeOffset now)
    {
        if (Status != OrderStatus.NotPaid)
            throw new RuleBroken("order_not_extendable", $"An order that is {Status.Words()} has no time to pay that could be extended.");
        if (until == ExpiresAt)
            return;
        if (until < ExpiresAt || until <= now)
            throw new RuleBroken("not_an_extension", "The new end must be later than the present one.");
        if (until > CreatedAt + LifecyclePolicy.PayWithinMax)
            throw new RuleBroken("extension_too_long", $"An order can be paid for at most {LifecyclePolicy.PayWithinMax.TotalDays:0} days after it was made.");
        ExpiresAt = until;
        Note(now, "order_extended", detail: reason);
    }

    /// <summary>
    /// The customer's address was mistyped. The old and the new one are told, and the order's page gets a new key: whoever reads the old
    /// mailbox cannot open it any more.
    /// </summary>
    /// <param name="token">Fixed before the transaction.</param>
    /// <exception cref="RuleBroken"><c>personal_data_erased</c>; <c>email_not_valid</c>.</exception>
    public void CorrectEmail(string email, string token, DateTimeOffset now)
    {
        if (IsErased)
            throw new RuleBroken("personal_data_erased", "Nobody knows any more whose order this was.");
        if (email.Length > EmailAddress.CharsMax || EmailAddress.Normalize(email) is not { } normalized)
            throw new RuleBroken("email_not_valid", "That is no e-mail address.");
        if (email == Buyer.Email)
            return;
        string before = Buyer.Email;
        Buyer = Buyer with { Email = email, EmailNormalized = normalized };
        (EmailNormalized, Token) = (normalized, token);
        Note(now, "email_corrected");
        Raise(new EmailCorrected(now, before, ++EmailCorrections));
    }

    /// <summary>How often the address was corrected: each time is told for itself.</summary>
    public int EmailCorrections { get; private set; }

    /// <summary>Something that the next of the staff should know. The customer never sees it.</summary>
    public void AddNote(string text, DateTimeOffset now) => Note(now, "note_added", detail: text);
}
