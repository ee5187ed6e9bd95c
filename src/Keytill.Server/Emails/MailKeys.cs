using Keytill.Core.Licenses;
using Keytill.Core.Orders;

namespace Keytill.Server.Emails;

/// <summary>What a mail says of licences.</summary>
internal static class MailKeys
{
    /// <summary>A mail that lists more is cut by mail programs; the order page has them all.</summary>
    private const int KeysShownMax = 200;

    public static Dictionary<string, object> Of(MailFacts facts)
    {
        var (order, texts) = (facts.Order, facts.Texts);
        var line = order.Line(MailRow.PartId(facts.SubjectId));
        License[] active = [.. line.Licenses.Where(l => l.Status == LicenseStatus.Active).OrderBy(l => l.Unit)];
        string count = texts.Formats.Number(active.Length);
        var keys = active.Take(KeysShownMax).Select((license, index) => new Dictionary<string, object>
        {
            ["number"] = active.Length == 1
                ? ""
                : texts.Get("delivery.key_number", ("number", texts.Formats.Number(index + 1)), ("count", count)),
            ["key"] = MailText.Block(license.Key),
        });
        return new()
        {
            ["line"] = new Dictionary<string, object> { ["name"] = MailText.Line(line.Name) },
            ["license"] = new Dictionary<string, object>
            {
                ["keys"] = keys.ToList(),
                ["more"] = active.Length > KeysShownMax ? texts.Formats.Number(active.Length - KeysShownMax) : "",
                ["so_far"] = texts.Get("delivery.so_far", ("delivered", count), ("count", texts.Formats.Number(line.UnitsDue))),
                ["holder"] = MailText.Line(order.Buyer.LicensedTo.Name),
                // The order page shows what was paid: that is the buyer's, not the holder's.
                ["shows_order"] = order.Buyer.Holder is null,
            },
        };
    }

    public static Dictionary<string, object> Replaced(MailFacts facts)
    {
        var order = facts.Order;
        var license = order.Licenses.Single(l => l.Id == facts.SubjectId);
        var former = order.Licenses.Single(l => l.ReplacementId == facts.SubjectId);
        return new()
        {
            ["line"] = new Dictionary<string, object> { ["name"] = MailText.Line(order.Line(license.LineId).Name) },
            ["license"] = new Dictionary<string, object>
            {
                ["key"] = MailText.Block(license.Key),
                ["former_key"] = MailText.Block(former.Key),
                ["holder"] = MailText.Line(order.Buyer.LicensedTo.Name),
                ["shows_order"] = order.Buyer.Holder is null,
            },
        };
    }

    public static Dictionary<string, object> Revoked(Order order) => new()
    {
        ["revoked"] = order.Lines
            .Where(line => line.Licenses.Any(license => license.Status == LicenseStatus.Revoked))
            .Select(line => new Dictionary<string, object> { ["name"] = MailText.Line(line.Name) })
            .ToList(),
    };
}
