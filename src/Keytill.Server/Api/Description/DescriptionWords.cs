using Keytill.Core.Webhooks;

namespace Keytill.Server.Api.Description;

/// <summary>What the API's document says in words that stand nowhere in the code.</summary>
internal static class DescriptionWords
{
    public const string Introduction =
        "Products, links, orders, refunds, coupons, events and webhook endpoints of one vendor in one mode. Amounts are whole minor units of their currency; "
        + "instants are RFC 3339 in UTC. Lists are newest first, in pages. What goes wrong is `application/problem+json` with a stable `code`, the wrong members in "
        + "`errors`, and a `request_id`. Each key has its own allowance of calls a second; beyond it the answer is 429 with `Retry-After`.";

    public const string Key = "A key of the vendor's: `sk_test_…` or `sk_live_…`. It has scopes; one to write includes the one to read.";

    public const string Signature = "Made by the endpoint's secret, `whsec_…`: verify it before you believe what came.";

    public const string IdempotencyKey =
        "Take a new random UUID for each call that is to be done. A repetition with the same key and the same body gets the first one's answer, with `Idempotent-Replayed: true`, for 30 days; "
        + "with another body it is refused (422 `idempotency_key_reused`). While the first one is still being worked on the answer is 409 `idempotency_in_progress`.";

    public static readonly IReadOnlyList<(string Name, string Meaning)> WebhookHeaders =
    [
        (WebhookSignature.IdHeader, "The event's id, the same in every attempt and resend."),
        (WebhookSignature.TimestampHeader, "When this attempt was made, in seconds of Unix time."),
        (WebhookSignature.SignatureHeader, "As Standard Webhooks say: `v1,` and a signature, one for each secret that is in force."),
    ];

    private static readonly Dictionary<string, string> Parameters = new(StringComparer.Ordinal)
    {
        ["limit"] = "Entries in a page: 1 to 100, 20 where it is left out.",
        ["newest"] = "`true` lists the newest event alone, where somebody begins who follows what is still to come.",
        ["after"] = "Where the page begins: the `next_cursor` of the one before; of events, the last `id` that you have seen.",
        ["id"] = "Its id.",
        ["kind"] = "The kind of mail, as `payment_confirmed`.",
        ["language"] = "The language of the mail: `en`, `de`.",
        ["idOrNumber"] = "The order's id, or its number with or without letter and zeros.",
        ["idOrSlug"] = "The product's id or slug.",
        ["email"] = "The buyer's address, whole.",
        ["number"] = "An order's number, with or without letter and zeros.",
        ["status"] = "One state alone.",
        ["order"] = "One order alone, by id or number.",
        ["type"] = "One type of events alone.",
        ["retired"] = "`true`: those that are no longer sold; `false`: those that are; left out: both.",
    };

    private static readonly Dictionary<string, string> Events = new(StringComparer.Ordinal)
    {
        ["order.created"] = "The customer has agreed to buy; nothing is paid.",
        ["order.cancelled"] = "By support, before it was paid.",
        ["order.deleted"] = "Nobody paid in time.",
        ["order.reopened"] = "It can be paid again.",
        ["order.delivered"] = "Every line is delivered, or stopped.",
        ["payment.processing"] = "The customer has acted, and the outcome comes later.",
        ["payment.succeeded"] = "What was due is covered.",
        ["payment.failed"] = "Refused, or an error; the customer may try again.",
        ["payment.disputed"] = "The customer has asked his bank for the money back.",
        ["payment.dispute_closed"] = "The dispute is won or lost.",
        ["product.delivered"] = "A line has all its licences; the keys are in it.",
        ["product.delivery_failed"] = "A line will not go on by itself, or the replacement of a licence, which is in it then: the vendor must act.",
        ["refund.requested"] = "Money is asked back.",
        ["refund.succeeded"] = "Money has gone back.",
        ["refund.declined"] = "Support has said no, and why.",
        ["refund.failed"] = "Money could not go back, or came back after it had.",
        ["license.replaced"] = "A licence has taken another one's place; both are in it, with the keys.",
        ["license.revoked"] = "A licence has ended because its money went back.",
    };

    /// <exception cref="KeyNotFoundException">Nobody has said yet what it means.</exception>
    public static string OfParameter(string name) => Parameters[name];

    /// <inheritdoc cref="OfParameter"/>
    public static string OfEvent(string type) => Events[type];
}
