using System.Text;
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
    /// <summary>A body is at most this long, in bytes of UTF-8: what does not fit is shown in part, and read whole by API.</summary>
    public const int BodyBytesMax = 64 * 1024;

    private const int LicensesMax = 200;

    public static string Render(Order order, PublicOrderEvent happened, string eventId, long sequence, OrderLinks links)
    {
        string[] cut = happened.LicenseIds.Count > LicensesMax ? [EventPart.Licenses] : [];
        var data = new EventData(
            OrderView.Of(order, links, withLicenses: false),
            happened.PaymentId is { } payment ? PaymentView.Of(order.Payment(payment)) : null,
            happened.LineId is { } line ? LineView.Of(order.Line(line), withLicenses: false) : null,
            Licenses(order, happened),
            happened.RefundId is { } refund ? RefundView.Of(order, order.Refund(refund)) : null,
            cut.Length > 0 ? cut : null);
        return Fit(new Envelope(eventId, happened.Type, happened.At, order.Mode, sequence, data));
    }

    /// <summary>
    /// What is too long is nearly always the list of keys; then a cart of fifty lines with long names, or hidden values of the
    /// link in a script that needs many bytes. Each is halved until the body fits.
    /// </summary>
    private static string Fit(Envelope whole)
    {
        string body = Write(whole);
        foreach (string part in EventPart.All)
        {
            while (Encoding.UTF8.GetByteCount(body) > BodyBytesMax && whole.Data.Without(part) is { } shorter)
            {
                whole = whole with { Data = shorter };
                body = Write(whole);
            }
        }

        return body;
    }

    private static string Write(Envelope envelope) => JsonSerializer.Serialize(envelope, OrderJson.Options);

    private static IReadOnlyList<LicenseView>? Licenses(Order order, PublicOrderEvent happened) => happened.LicenseIds.Count == 0
        ? null
        : [.. order.Line(happened.LineId!).Licenses.Where(l => happened.LicenseIds.Contains(l.Id)).Take(LicensesMax).Select(LicenseView.Of)];

    /// <param name="Timestamp">The order's own time.</param>
    /// <param name="Sequence">Counts all events of the order from 1, without gaps.</param>
    /// <param name="Redacted">The customer's data were erased since and read null; left out while they are there.</param>
    internal sealed record Envelope(string Id, string Type, DateTimeOffset Timestamp, Mode Mode, long Sequence, EventData Data,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Redacted = false);

    /// <param name="Cut">What is shown in part only, for want of room; left out where all is shown.</param>
    internal sealed record EventData(
        OrderView Order,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PaymentView? Payment,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] LineView? Line,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<LicenseView>? Licenses,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RefundView? Refund,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Cut)
    {
        /// <returns>Half of this part, and a word that it was cut; null where nothing of it is left.</returns>
        public EventData? Without(string part)
        {
            string[] cut = [.. (Cut ?? []).Union([part])];
            return part switch
            {
                EventPart.Licenses when Licenses is { Count: > 0 } all => this with { Licenses = Half(all), Cut = cut },
                EventPart.Lines when Order.Lines is { Count: > 0 } all => this with { Order = Order with { Lines = Half(all) }, Cut = cut },
                EventPart.AdditionalData when Order.AdditionalData is { Count: > 0 } all =>
                    this with { Order = Order with { AdditionalData = Half([.. all]).ToDictionary(StringComparer.Ordinal) }, Cut = cut },
                _ => null,
            };
        }

        private static T[] Half<T>(IReadOnlyList<T> all) => [.. all.Take(all.Count / 2)];
    }

    /// <summary>What may be cut, in the order in which it is.</summary>
    private static class EventPart
    {
        public const string Licenses = "licenses";
        public const string Lines = "lines";
        public const string AdditionalData = "additional_data";

        public static readonly string[] All = [Licenses, Lines, AdditionalData];
    }
}
