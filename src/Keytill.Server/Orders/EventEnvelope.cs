using System.Text.Json;
using System.Text.Json.Serialization;
using Keytill.Core.Orders;
using Keytill.Core.Vendors;

namespace Keytill.Server.Orders;

/// <summary>
/// The body of an event: rendered once, in the transaction that makes the event true, stored, and sent as the same bytes in
/// every webhook and feed.
/// </summary>
public static class EventEnvelope
{
    /// <summary>A body is at most this long, in bytes of UTF-8: a line with thousands of keys is shown in part, and read whole by API.</summary>
    public const int BodyBytesMax = 64 * 1024;

    private const int LicenseCharsMax = 40 * 1024;

    public static string Render(Order order, PublicOrderEvent happened, string eventId, long sequence, OrderLinks links)
    {
        var licenses = Licenses(order, happened);
        var data = new EventData(
            OrderView.Of(order, links, withLicenses: false),
            happened.PaymentId is { } payment ? PaymentView.Of(order.Payment(payment)) : null,
            happened.LineId is { } line ? LineView.Of(order.Line(line), withLicenses: false) : null,
            licenses,
            licenses is not null && licenses.Count < happened.LicenseIds.Count ? true : null,
            happened.RefundId is { } refund ? RefundView.Of(order.Refund(refund)) : null);
        return JsonSerializer.Serialize(new Envelope(eventId, happened.Type, happened.At, order.Mode, sequence, data), OrderJson.Options);
    }

    private static List<LicenseView>? Licenses(Order order, PublicOrderEvent happened)
    {
        if (happened.LicenseIds.Count == 0)
            return null;
        var shown = new List<LicenseView>();
        int chars = 0;
        foreach (var license in order.Line(happened.LineId!).Licenses.Where(l => happened.LicenseIds.Contains(l.Id)))
        {
            chars += license.Key.Length;
            if (chars > LicenseCharsMax || shown.Count == LicensesMax)
                break;
            shown.Add(LicenseView.Of(license));
        }

        return shown;
    }

    private const int LicensesMax = 200;

    private sealed record Envelope(string Id, string Type, DateTimeOffset Timestamp, Mode Mode, long Sequence, EventData Data);

    /// <param name="HasMoreLicenses">True where the line has more licences than fit: read them by <c>GET /v1/orders/{id}</c>.</param>
    private sealed record EventData(
        OrderView Order,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PaymentView? Payment,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] LineView? Line,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<LicenseView>? Licenses,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? HasMoreLicenses,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RefundView? Refund);
}
