using Keytill.Core;
using Keytill.Core.Emails;
using Keytill.Core.Licenses;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Vendors;
using Keytill.Server.Orders;
using Keytill.Server.Payments;
using Keytill.Server.Persistence;
using Keytill.Server.Vendors;

namespace Keytill.Server.Emails;

/// <summary>Shows a mail as it would leave now, of a real order of the vendor's. Sends nothing and keeps nothing.</summary>
internal sealed class PreviewTemplate(Store store, MailTemplates templates, OrderLinks links, TransferAccount account)
{
    /// <param name="draft">Not kept yet; null: the wording in force.</param>
    /// <exception cref="WordingRefused">The draft is not right.</exception>
    /// <exception cref="TemplateBroken">It makes no mail of this order.</exception>
    /// <exception cref="RuleBroken"><c>preview_order</c>: the order has nothing that this mail could tell.</exception>
    public async Task<RenderedMail> Run(Scope owner, EmailKind kind, string language, Order order, WordingSource? draft, CancellationToken cancel)
    {
        string subject = SubjectOf(kind, order) ?? throw new RuleBroken("preview_order", "This order has nothing that this mail could tell: take one that has it.");
        var (facts, own) = await store.Read(owner, async db =>
        {
            var (vendor, seller) = await db.VendorAndSeller(order.VendorId, order.SellerId, cancel);
            var texts = DueMail.CarriesTexts(kind) ? await DueMail.TextsOf(db, order) : [];
            var facts = new MailFacts(kind, subject, order, seller, vendor, texts, account.Value, links) { Language = language };
            return (facts, await db.FindTemplate(owner, kind, language));
        }, cancel);
        var model = MailModel.Of(facts);
        return (draft ?? own?.Source) is { } source
            ? templates.Render(kind, language, source, model)
            : templates.Render(kind, language, model);
    }

    /// <returns>What of the order the mail would be about, the newest; null where there is none.</returns>
    private static string? SubjectOf(EmailKind kind, Order order) => kind switch
    {
        EmailKind.License or EmailKind.LicensesSoFar or EmailKind.DeliveryLate => (order.Lines.FirstOrDefault(l => l.Licenses.Count > 0) ?? order.Lines[0]).Id,
        EmailKind.LicenseReplaced => order.Licenses.LastOrDefault(l => l.Replacement == ReplacementStatus.Done)?.ReplacementId,
        EmailKind.PaymentFailed => order.Payments.LastOrDefault(p => p.Status == PaymentStatus.Failed)?.Id,
        EmailKind.PartReceived or EmailKind.TooMuchReceived => order.Receipts.LastOrDefault()?.Id,
        EmailKind.RefundAsked or EmailKind.RefundDeclined => order.Refunds.LastOrDefault()?.RequestId,
        EmailKind.RefundDone or EmailKind.RefundFailed => order.Refunds.LastOrDefault()?.Id,
        _ => order.Id,
    };
}
