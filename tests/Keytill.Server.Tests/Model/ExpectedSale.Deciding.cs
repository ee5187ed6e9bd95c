using Keytill.Core.Orders;

namespace Keytill.Server.Tests.Model;

// What support and finance decide.
internal sealed partial class ExpectedSale
{
    private string? writeOffAskedBy;

    public bool MayExtend(DateTimeOffset until, DateTimeOffset now) =>
        Status == OrderStatus.NotPaid && (until == ExpiresAt || (until > ExpiresAt && until > now && until <= createdAt.AddDays(180)));

    public void Extend(DateTimeOffset until) => ExpiresAt = until;

    public bool MayApply(string receiptId) =>
        Status == OrderStatus.NotPaid && Known(receiptId) is { Unapplied: > 0, GoingBack: 0 } receipt && receipt.Received.Currency == total.Currency;

    public void Apply(string receiptId)
    {
        var receipt = Known(receiptId);
        if (Due - receipt.Unapplied <= Tolerance(receipt.IsTransfer))
            Pay(receipt);
        else
            receipt.Applied += receipt.Unapplied;
    }

    public bool MayReturn(string receiptId) => Known(receiptId) is { IsTransfer: true } receipt && receipt.Unapplied > receipt.GoingBack;

    public bool MayWriteOff => Status == OrderStatus.NotPaid && receipts.Exists(IsOfThisSale);

    /// <summary>Small sums one person alone; others when a second agrees, to what the first has seen.</summary>
    public void WriteOff(string by)
    {
        if (Due <= WriteOffMax || (writeOffAskedBy is not null && writeOffAskedBy != by))
            Pay(receipts.FindLast(IsOfThisSale)!);
        else
            writeOffAskedBy = by;
    }

    private bool IsOfThisSale(Came receipt) => receipt.Received.Currency == total.Currency && receipt.Applied > 0;

    private Came Known(string receiptId) => receipts.Find(r => r.Id == receiptId)!;
}
