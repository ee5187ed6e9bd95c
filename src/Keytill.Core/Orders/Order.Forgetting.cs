using Keytill.Core.Checkouts;

namespace Keytill.Core.Orders;

// Personal data that are no longer needed.
public sealed partial class Order
{
    /// <summary>When the buyer was forgotten. What remains are number, lines, amounts, dates, payments and their references.</summary>
    public DateTimeOffset? ErasedAt { get; private set; }

    public bool IsErased => ErasedAt is not null;

    /// <summary>Forgets who bought, and all that he or the vendor's link said of him. The order itself stays, for the books.</summary>
    private void Erase(DateTimeOffset now)
    {
        Buyer = Buyer.Forgotten(Buyer.Country);
        EmailNormalized = "";
        Consents = [];
        (ExternalId, ReturnUrl) = (null, null);
        AdditionalData = new Dictionary<string, string>();
        Utm = new Dictionary<string, string>();
        foreach (var refund in refunds)
            refund.Forget();
        ErasedAt = now;
        Note(now, "personal_data_erased");
    }
}
