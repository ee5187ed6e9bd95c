using System.Text.Json;
using Keytill.Server.Tests.Journeys;

namespace Keytill.Server.Tests.Api;

/// <summary>
/// The members of an order and of an event, written down once more by hand. Programs rely on them: a name that changes here
/// breaks every vendor.
/// </summary>
internal static class OrderShape
{
    public static readonly string[] Order =
    [
        "id", "number", "mode", "status", "delivery", "currency", "subtotal", "discount", "net", "tax", "total", "amount_due", "amount_paid", "amount_refunded",
        "customer", "locale", "lines", "payments", "refunds", "coupon", "replaces", "external_id", "additional_data", "url", "created_at", "paid_at", "expires_at",
    ];

    public static readonly string[] Customer = ["email", "first_name", "last_name", "company", "phone", "vat_id", "country", "city", "zip", "address"];

    public static readonly string[] LineInEvent = ["id", "product", "name", "quantity", "unit_price", "total", "delivery", "waits_for"];

    public static readonly string[] Line = [.. LineInEvent, "licenses"];

    public static readonly string[] License = ["id", "unit", "key", "status"];

    public static readonly string[] Payment = ["id", "method", "status", "failure_code", "amount", "created_at"];

    public static readonly string[] RefundInEvent =
        ["id", "request", "order", "status", "amount", "currency", "method", "origin", "reason", "decline_reason", "requested_at", "ended_at"];

    public static readonly string[] Refund = [.. RefundInEvent[..10], "lines", .. RefundInEvent[10..]];

    /// <summary>What stands beside the order in an event's data, where the event is about it.</summary>
    private static readonly Dictionary<string, string[]> Beside = new()
    {
        ["payment"] = Payment,
        ["line"] = LineInEvent,
        ["refund"] = Refund,
    };

    public static void AssertOrder(JsonElement order, bool inEvent = false)
    {
        Assert.Equal(Order, Names(order));
        Assert.Equal(Customer, Names(order.GetProperty("customer")));
        Assert.All(order.GetProperty("lines").EnumerateArray(), line => Assert.Equal(inEvent ? LineInEvent : Line, Names(line)));
        if (!inEvent)
            Assert.All(order.GetProperty("lines").EnumerateArray().SelectMany(l => l.GetProperty("licenses").EnumerateArray()), AssertLicense);
        Assert.All(order.GetProperty("payments").EnumerateArray(), payment => Assert.Equal(Payment, Names(payment)));
        Assert.All(order.GetProperty("refunds").EnumerateArray(), refund => Assert.Equal(inEvent ? RefundInEvent : Refund, Names(refund)));
    }

    public static void AssertEnvelope(HeardEvent heard)
    {
        Assert.Equal(["id", "type", "timestamp", "mode", "sequence", "data"], Names(heard.Body));
        var data = heard.Body.GetProperty("data");
        string subject = heard.Type.Split('.')[0];
        string[] expected = subject switch
        {
            "payment" => ["order", "payment"],
            "product" when heard.Type == "product.delivered" => ["order", "line", "licenses"],
            "product" => ["order", "line"],
            "license" => ["order", "line", "licenses"],
            "refund" => ["order", "refund"],
            _ => ["order"],
        };
        Assert.Equal(expected, Names(data));
        AssertOrder(data.GetProperty("order"), inEvent: true);
        foreach (var member in data.EnumerateObject().Where(m => Beside.ContainsKey(m.Name)))
            Assert.Equal(Beside[member.Name], Names(member.Value));
        if (data.TryGetProperty("licenses", out var licenses))
            Assert.All(licenses.EnumerateArray(), AssertLicense);
    }

    private static void AssertLicense(JsonElement license) =>
        Assert.Equal(license.GetProperty("status").GetString() == "replaced" ? [.. License, "replaced_by"] : License, Names(license));

    public static string[] Names(JsonElement element) => [.. element.EnumerateObject().Select(m => m.Name)];
}
