using Keytill.Core.Documents;
using Keytill.Server.Payments;
using Microsoft.AspNetCore.Html;

namespace Keytill.Server.Documents;

/// <summary>The code that fills a banking app's transfer form.</summary>
public static class TransferCode
{
    /// <returns>Null where banks have no code for such a transfer: then it is typed off the page, as everybody else does.</returns>
    public static IHtmlContent? Find(PaymentRequest request, BankAccount account, Texts texts)
    {
        if (request.Reference is not { } reference || EpcPayment.Find(account.Holder, account.Iban, account.Bic, request.Amount, reference) is not { } payment)
            return null;
        return QrCode.Svg(payment.Payload, texts.Get(
            "transfer.code.label", ("amount", texts.Formats.Money(request.Amount)), ("holder", account.Holder), ("iban", account.Iban.Printed), ("reference", reference.Printed)));
    }
}
