using Keytill.Core.Emails;
using Keytill.Core.Orders;
using Keytill.Core.Vendors;
using Keytill.Server.Payments;

namespace Keytill.Server.Emails;

/// <summary>All that one mail is made of.</summary>
/// <param name="SubjectId">What of the order it is about.</param>
/// <param name="LegalTexts">The seller's, in every version and language that the order's consents name.</param>
/// <param name="Account">Where bank transfers go, if anywhere.</param>
/// <param name="OrderPage">Opens the order: never in a mail to anybody but its buyer.</param>
internal sealed record MailFacts(
    EmailKind Kind, string SubjectId, Order Order, SellerOfRecord Seller, Vendor Vendor, IReadOnlyList<LegalText> LegalTexts, BankAccount? Account,
    Uri OrderPage)
{
    /// <summary>The customer's, as it was agreed; a vendor is written to in English until it has a language of its own.</summary>
    public Texts Texts => Texts.For(Kind == EmailKind.DeliveryNeedsVendor ? Texts.DefaultLanguage : Order.Locale);

    public string To => Kind switch
    {
        EmailKind.License => Order.Buyer.LicensedTo.Email,
        EmailKind.DeliveryNeedsVendor => Vendor.Email,
        _ => Order.Buyer.Email,
    };

    /// <summary>Where an answer goes: to the seller, who is the customer's and the vendor's support.</summary>
    public string ReplyTo => Seller.Email;
}
