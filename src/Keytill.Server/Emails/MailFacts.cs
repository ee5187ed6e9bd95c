using Keytill.Core.Emails;
using Keytill.Core.Orders;
using Keytill.Core.Support;
using Keytill.Core.Vendors;
using Keytill.Server.Orders;
using Keytill.Server.Payments;

namespace Keytill.Server.Emails;

/// <summary>All that one mail is made of.</summary>
/// <param name="SubjectId">What of the order it is about.</param>
/// <param name="LegalTexts">The seller's, in every version and language that the order's consents name.</param>
/// <param name="Account">Where bank transfers go, if anywhere.</param>
/// <param name="Pool">The pool that has run low, for the mail that says so.</param>
/// <param name="Endpoint">The webhook endpoint at which nothing gets through, for the mails that say so.</param>
/// <param name="Case">What was written to support or by it, for the mails that say so.</param>
/// <param name="Found">The orders of an address, for the mail that lists them.</param>
/// <param name="Former">An address that was the order's before, for the mail that tells it so.</param>
/// <param name="Links">Those that open the order stand in no mail to anybody but its buyer.</param>
internal sealed record MailFacts(
    EmailKind Kind, string SubjectId, Order Order, SellerOfRecord Seller, Vendor Vendor, IReadOnlyList<LegalText> LegalTexts, BankAccount? Account,
    OrderLinks Links, MailFacts.PoolFact? Pool = null, MailFacts.EndpointFact? Endpoint = null,
    MailFacts.CaseFact? Case = null, IReadOnlyList<Order>? Found = null, string? Former = null)
{
    /// <summary>The customer's, as it was agreed; a vendor is written to in English until it has a language of its own.</summary>
    public Texts Texts => Texts.For(Language ?? (IsToVendor ? Texts.DefaultLanguage : Order.Locale));

    /// <summary>Another language than the reader's, for who looks at a mail before any reader does.</summary>
    public string? Language { get; init; }

    public string To => Kind switch
    {
        _ when IsToHolder => Order.Buyer.LicensedTo.Email,
        EmailKind.EmailCorrectedNotice => Former ?? throw new InvalidOperationException("Nobody knows any more which address it was."),
        _ when IsToVendor => Vendor.Email,
        _ => Order.Buyer.Email,
    };

    /// <summary>Whoever gets it may see the order, and what was paid: a vendor, the holder of a gift and who had the address before may not.</summary>
    public bool IsToBuyer => !IsToVendor && Kind != EmailKind.EmailCorrectedNotice && !(Order.Buyer.Holder is not null && IsToHolder);

    /// <summary>It holds keys: it goes to whoever may use them.</summary>
    private bool IsToHolder => Kind is EmailKind.License or EmailKind.LicensesSoFar or EmailKind.LicenseReplaced;

    public bool IsToVendor => Kind is EmailKind.DeliveryNeedsVendor or EmailKind.DeliveryLateForVendor or EmailKind.PoolLow or EmailKind.RefundAskedForVendor
        or EmailKind.EndpointFailing or EmailKind.EndpointDisabled;

    /// <summary>Where an answer goes: to the seller, who is the vendor's support, and the customer's too unless the vendor has one of his own.</summary>
    public string ReplyTo => IsToVendor ? Seller.Email : Vendor.ReplyTo ?? Seller.Email;

    /// <summary>Where a mail program stops more of the kind by itself; null where the mail is none that can be stopped.</summary>
    public Uri? Unsubscribe => Kind is EmailKind.PaymentReminder or EmailKind.DeletionWarning ? Links.StopReminders(Order) : null;

    /// <param name="AnswerBy">What the customer was promised; null where nothing of his waits.</param>
    /// <param name="Text">The words of the message that the mail is about.</param>
    internal sealed record CaseFact(CaseTopic Topic, CaseStatus Status, DateTimeOffset? AnswerBy, string Text);

    internal sealed record PoolFact(string Name, int Unused);

    /// <param name="LastError">Why the last try failed, in a sentence.</param>
    internal sealed record EndpointFact(string Id, string Url, DateTimeOffset Since, bool IsGone, string LastError);
}
