using static Keytill.Core.Emails.TemplateField;

namespace Keytill.Core.Emails;

/// <summary>
/// What a vendor's own wording of a mail may say, by kind. Mails to vendors and to staff have no wording of their own: nobody
/// but their reader would see it; nor has what support itself writes: a corrected address, questions and
/// answers, found orders. What stands around every mail (the seller, test mode, the texts of the boxes) is the house's.
/// </summary>
public static class TemplateFields
{
    private static readonly IReadOnlyList<TemplateField> Common =
    [
        new Flag("is_test"),
        new Group("order", new Text("number"), new Link("url"), new Text("placed_on"), new Text("pay_by"), new Text("due")),
        new Group("customer", new Text("greeting")),
        new Group("vendor", new Text("name")),
        new Group("seller", new Text("name"), new Address("email"), new List("address", new Text("line"))),
        new List("lines", new Text("name"), new Text("quantity"), new Text("amount")),
        new Group(
            "totals", new Text("subtotal"), new Flag("has_discount"), new Text("discount"), new Flag("has_tax"), new Text("tax"), new Text("total")),
    ];

    private static readonly IReadOnlyList<TemplateField> Transfer =
    [
        new Flag("has_transfer"),
        new Group(
            "transfer", new Text("holder"), new Text("iban"), new Text("bic"), new Text("bank"), new Text("reference"), new Text("amount"), new Text("due_on"),
            new Link("request_url")),
    ];

    private static readonly TemplateField Reminder =
        new Group("reminder", new Flag("is_online"), new Link("pay_url"), new Link("other_url"), new Link("stop_url"));

    private static readonly IReadOnlyList<TemplateField> Keys =
    [
        new Group("line", new Text("name")),
        new Group(
            "license", new List("keys", new Text("number"), new Text("key")), new Text("more"), new Text("so_far"), new Text("holder"), new Flag("shows_order")),
    ];

    private static readonly TemplateField Refund = new Group("refund", new Text("amount"), new Flag("is_online"), new Text("method"), new Flag("is_whole"));

    private static readonly TemplateField RefundRequest =
        new Group("refund", new Text("amount"), new Text("reason"), new Text("decline_reason"), new Text("answer_by"), new Link("url"));

    /// <returns>Null where the kind has no wording but the house's.</returns>
    public static IReadOnlyList<TemplateField>? Of(EmailKind kind) => OfKind(kind) is { } own ? [.. Common, .. own] : null;

    /// <summary>What a mail of this kind is for: a wording that tells less of it than this is refused.</summary>
    public static IReadOnlyList<string> MustTell(EmailKind kind) => kind switch
    {
        EmailKind.OrderReceived => ["transfer.iban", "transfer.reference"],
        EmailKind.License or EmailKind.LicensesSoFar => ["license.keys"],
        EmailKind.PaymentReminder => ["reminder.pay_url", "reminder.stop_url"],
        EmailKind.DeletionWarning => ["reminder.stop_url"],
        EmailKind.RefundDeclined => ["refund.decline_reason"],
        EmailKind.LicenseReplaced => ["license.key"],
        EmailKind.LicenseRevoked => ["revoked"],
        _ => [],
    };

    private static IReadOnlyList<TemplateField>? OfKind(EmailKind kind) => kind switch
    {
        EmailKind.OrderReceived => Transfer,
        EmailKind.PaymentConfirmed =>
            [new Group("paid", new Flag("is_free"), new Text("amount"), new Text("on"), new Text("method")), new Group("delivery", new Flag("is_done"))],
        EmailKind.License or EmailKind.LicensesSoFar => Keys,
        EmailKind.PaymentFailed => [new Group("failure", new Text("amount"), new Text("text"))],
        EmailKind.PartReceived => [.. Transfer, new Group("money", new Text("amount"))],
        EmailKind.TooMuchReceived => [new Group("money", new Text("amount"), new Flag("goes_back"))],
        EmailKind.PaymentReminder => [.. Transfer, Reminder],
        EmailKind.DeletionWarning => [Reminder],
        EmailKind.OrderCancelled => [new Group("money", new Flag("is_here"), new Text("amount"))],
        EmailKind.OrderReopened => [],
        EmailKind.RefundDone or EmailKind.RefundFailed => [Refund],
        EmailKind.RefundAsked or EmailKind.RefundDeclined => [RefundRequest],
        EmailKind.LicenseReplaced =>
            [new Group("line", new Text("name")), new Group("license", new Text("key"), new Text("former_key"), new Text("holder"), new Flag("shows_order"))],
        EmailKind.LicenseRevoked => [new List("revoked", new Text("name"))],
        EmailKind.DeliveryLate =>
            [new Group("line", new Text("name"), new Text("quantity"), new Text("method")), new Group("waits", new Flag("for_vendor"), new Text("reason"), new Flag("is_replacement"))],
        _ => null,
    };
}
