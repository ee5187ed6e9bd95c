using static Keytill.Server.Tests.Access.Door;

namespace Keytill.Server.Tests.Access;

/// <summary>Every route of the server, in the order in which it is walked: what takes something away comes after what needs it.</summary>
internal static class RouteTable
{
    private const string OfOrder = "/order/{number}/{token}";
    private const string Reasoned = "__RequestVerificationToken=$form&deed=$deed&reason=for+the+walk&";

    private static readonly Visitor[] Supporting = [Visitor.Support, Visitor.Admin];

    public static IReadOnlyList<RouteRow> All { get; } =
    [
        .. Public(),
        .. OfCustomers(),
        .. OfVendors(),
        .. OfCatalogue(),
        .. OfStaff("{mode:regex(^(test|live)$)}"),
    ];

    private static RouteRow[] Public() =>
    [
        new("GET /healthz", Open, 200),
        new("GET /readyz", Open, 200),
        new("GET /metrics", Open, 200),
        new("GET /assets/{hash}/{**name}", Open, 200),
        new("HEAD /assets/{hash}/{**name}", Open, 200),
        new("GET /assets/accent/{colour}.css", Open, 200),
        new("HEAD /assets/accent/{colour}.css", Open, 200),
        new("GET /docs/api", Open, 200),
        new("POST /docs/api", Open, 400),
        new("GET /v1/openapi.json", Open, 200),
        new("GET /help/refunds", Open, 200),
        new("POST /help/refunds", Open, 405),
        new("GET /legal/{seller}/{kind}", Open, 200),
        new("POST /legal/{seller}/{kind}", Open, 405),
        new("GET /licenses/{vendorId}/{mode}/keys.json", Open, 200),
        new("GET /licenses/{vendorId}/{mode}/key.pem", Open, 200),
        new("GET /orders/find", Open, 200),
        new("POST /orders/find", Open, 303, "email=nobody@example.org"),
        new("GET /buy/{product}", Open, 303),
        new("HEAD /buy/{product}", Open, 200),
        new("POST /notices/{method}", Open, 400, "{}"),
        new("GET /console/sign-in", Open, 200),
        new("POST /console/sign-in", Open, 400, "email=nobody@example.org&password=guessed"),
    ];

    private static RouteRow[] OfCustomers() =>
    [
        new("GET /buy/link/{token}", Token, 303),
        // A preview of a mail program makes nothing, and learns nothing.
        new("HEAD /buy/link/{token}", Open, 200),
        new("GET /checkout/{token}", Token, 200),
        new("POST /checkout/{token}", Token, 303, "update=continue"),
        new($"GET {OfOrder}", Token, 200),
        new($"POST {OfOrder}", Open, 405),
        new($"GET {OfOrder}/changes", Token, 200),
        new($"GET {OfOrder}/licenses/{{lineId}}", Token, 200),
        new($"GET {OfOrder}/return/{{paymentId}}", Token, 303),
        // Looks nothing up: the GET that it leads to does.
        new($"POST {OfOrder}/return/{{paymentId}}", Open, 303),
        new($"POST {OfOrder}/pay", Token, 303, "payment_method=sandbox"),
        new($"POST {OfOrder}/paid", Token, 303),
        new($"GET {OfOrder}/reminders", Token, 200),
        new($"POST {OfOrder}/reminders", Token, 303),
        new($"GET {OfOrder}/payment-request", Token, 200),
        new($"POST {OfOrder}/payment-request", Open, 405),
        new($"GET {OfOrder}/support", Token, 200),
        new($"POST {OfOrder}/support", Token, 303, "ask=ask&topic=other&message=And+what+of+this%3F"),
        new($"GET {OfOrder}/refund", Token, 200),
        new($"POST {OfOrder}/refund", Token, 303, "reason=I+do+not+need+it&line=$lineId"),
    ];

    private static RouteRow[] OfVendors() =>
    [
        new("GET /v1/orders", KeyThatReads, 200),
        new("GET /v1/orders/{idOrNumber}", KeyThatReads, 200),
        new("GET /v1/events", KeyThatReads, 200, Stranger: 404),
        new("POST /v1/refunds", KeyThatWrites, 201, """{"order":"$order","amount":1,"reason":"$customer"}""", Stranger: 404),
        new("GET /v1/refunds/{id}", KeyThatReads, 200),
        new("POST /v1/test/orders/{idOrNumber}/money", KeyThatWrites, 200, """{"amount":1,"currency":"EUR"}"""),
        new("POST /v1/test/orders/{idOrNumber}/clock", KeyThatWrites, 200, """{"advance":"PT1H"}"""),
        new("GET /v1/test/emails", KeyThatWrites, 200, Stranger: 404),
        new("GET /v1/webhook-endpoints", KeyThatReads, 200),
        new("POST /v1/webhook-endpoints", KeyThatWrites, 201, """{"url":"https://127.0.0.1:1/$fresh"}"""),
        new("GET /v1/webhook-endpoints/{id}", KeyThatReads, 200),
        new("PATCH /v1/webhook-endpoints/{id}", KeyThatWrites, 200, """{"enabled":true}"""),
        new("GET /v1/webhook-endpoints/{id}/deliveries", KeyThatReads, 200),
        new("POST /v1/webhook-endpoints/{id}/resend", KeyThatWrites, 200, """{"since":"2026-01-01T00:00:00Z"}"""),
        new("POST /v1/webhook-endpoints/{id}/rotate-secret", KeyThatWrites, 200, "{}"),
        new("GET /v1/webhook-deliveries/{id}", KeyThatReads, 200),
        new("POST /v1/webhook-deliveries/{id}/resend", KeyThatWrites, 200, "{}"),
        new("DELETE /v1/webhook-endpoints/{id}", KeyThatWrites, 204),
        new("GET /v1/email-templates", KeyThatReads, 200),
        new("GET /v1/email-templates/{kind}/{language}", KeyThatReads, 200, Stranger: 200),
        new("POST /v1/email-templates/{kind}/{language}/preview", KeyThatReads, 200, """{"order":"$order"}""", Stranger: 400),
        new("PUT /v1/email-templates/{kind}/{language}", KeyThatWrites, 200, """{"subject":"Mine","html":"<p>a</p>","text":"a"}""", Stranger: 200),
        new("DELETE /v1/email-templates/{kind}/{language}", KeyThatWrites, 204, Stranger: 204),
    ];

    private static RouteRow[] OfCatalogue() =>
    [
        new("GET /v1/products", KeyThatReads, 200),
        new("POST /v1/products", KeyThatWrites, 201, """{"slug":"$fresh","name":{"en":"A pen"},"prices":[{"currency":"EUR","bands":[{"unit_price":1000}]}]}"""),
        new("GET /v1/products/{idOrSlug}", KeyThatReads, 200),
        new("PATCH /v1/products/{idOrSlug}", KeyThatWrites, 200, """{"max_quantity":90}"""),
        new("GET /v1/products/{idOrSlug}/keys", KeyThatReads, 200),
        new("POST /v1/products/{idOrSlug}/keys", KeyThatWrites, 200, """{"keys":["$fresh"]}"""),
        new("GET /v1/coupons", KeyThatReads, 200),
        new("POST /v1/coupons", KeyThatWrites, 201, """{"code":"$fresh","percent_off":10}"""),
        new("GET /v1/coupons/{id}", KeyThatReads, 200),
        new("PATCH /v1/coupons/{id}", KeyThatWrites, 200, """{"percent_off":11}"""),
        new("GET /v1/checkout-links", KeyThatReads, 200),
        new("POST /v1/checkout-links", KeyThatWrites, 201, """{"product":"$product"}""", Stranger: 400),
        new("GET /v1/checkout-links/{id}", KeyThatReads, 200),
        new("POST /v1/checkout-links/{id}/end", KeyThatWrites, 200, "{}"),
    ];

    private static RouteRow[] OfStaff(string mode) =>
    [
        new("GET /console", Session, 303),
        new($"GET /console/{mode}", Session, 200),
        new($"POST /console/{mode}", Session, 405, Reasoned),
        // One order has this number: the search leads to it.
        new($"GET /console/{mode}/orders", Session, 303),
        new($"POST /console/{mode}/orders", Session, 405, Reasoned),
        new($"GET /console/{mode}/orders/{{number}}", Session, 200),
        // Every button is pressed as every role by the test of the roles; here only this one.
        new($"POST /console/{mode}/orders/{{number}}", Session, 303, Reasoned + "act=add_note", Roles: Supporting),
        new($"GET /console/{mode}/orders/{{number}}/mails/{{mail}}", Session, 200),
        new($"POST /console/{mode}/orders/{{number}}/mails/{{mail}}", Session, 405, Reasoned),
        new("POST /console/{mode}/orders/{number}/customers-page", Session, 303, Reasoned, Roles: Supporting),
        new($"GET /console/{mode}/inbox/{{name:regex(^(cases|refunds|deliveries|money|duplicates)$)}}", Session, 200),
        new($"POST /console/{mode}/inbox/{{name:regex(^(cases|refunds|deliveries|money|duplicates)$)}}", Session, 405, Reasoned),
        new($"GET /console/{mode}/work", Session, 200),
        // Nothing is buried that could be run again: who may is told so.
        new($"POST /console/{mode}/work", Session, 200, Reasoned + "item=wrk_1", Roles: Supporting),
        new($"GET /console/{mode}/audit", Session, 200),
        new($"POST /console/{mode}/audit", Session, 405, Reasoned),
        new($"GET /console/{mode}/staff", Session, 200, Roles: [Visitor.Admin]),
        new($"POST /console/{mode}/staff", Session, 303, Reasoned + "act=join&email=$fresh@keytill.example&name=New&password=correct+horse+battery&role=support", Roles: [Visitor.Admin]),
        new("POST /console/sign-out", Session, 303, Reasoned),
    ];
}
