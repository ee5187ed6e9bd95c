using System.Text.RegularExpressions;
using Keytill.Core;
using Keytill.Core.Emails;
using Keytill.Server.Support;

namespace Keytill.Server.Emails;

/// <summary>What mails say of questions to support, and of orders whose address was lost.</summary>
internal static partial class MailCases
{
    public static Dictionary<string, object> Of(MailFacts facts, TimeZoneInfo zone)
    {
        var (texts, known) = (facts.Texts, facts.Case!);
        bool isRepeated = facts.Kind != EmailKind.CaseReceived || facts.Order.PaidAt is not null || !Advertises(known.Text);
        return new()
        {
            ["case"] = new Dictionary<string, object>
            {
                ["topic"] = texts["support.topic_" + PublicName.Of(known.Topic)],
                ["answer_by"] = known.AnswerBy is { } by ? texts.Formats.Date(by, zone) : "",
                ["is_repeated"] = isRepeated,
                ["paragraphs"] = Paragraphs(isRepeated ? known.Text : ""),
                ["url"] = facts.Links.Support(facts.Order).AbsoluteUri,
            },
        };
    }

    public static Dictionary<string, object> Found(MailFacts facts, TimeZoneInfo zone) => new()
    {
        ["found"] = facts.Found!.Take(FoundOrders.ListMax).Select(order => new Dictionary<string, object>
        {
            ["number"] = order.Number,
            ["placed_on"] = facts.Texts.Formats.Date(order.CreatedAt, zone),
            ["status"] = facts.Texts["found.status." + PublicName.Of(order.Status)],
            ["products"] = MailText.Line(string.Join(", ", order.Lines.Select(l => l.Name))),
            ["url"] = facts.Links.Order(order).AbsoluteUri,
        }).ToList(),
        ["has_more"] = facts.Found!.Count > FoundOrders.ListMax,
    };

    /// <summary>What stands between empty lines, and in it each line on its own.</summary>
    private static List<Dictionary<string, object>> Paragraphs(string text) => [.. text
        .Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
        .Select(paragraph => MailText.Lines(paragraph).Select((line, index) => new Dictionary<string, object> { ["text"] = line, ["is_next"] = index > 0 }).ToList())
        .Select(lines => new Dictionary<string, object> { ["lines"] = lines })];

    /// <summary>
    /// Anybody can order to anybody's address and write to support then: until somebody has paid, our mail carries no stranger's
    /// message with an address of the web in it. The order's page shows it to whoever wrote it.
    /// </summary>
    private static bool Advertises(string text) => AddressOfTheWeb().IsMatch(text);

    [GeneratedRegex(@"://|\bwww\.|\w\.\p{L}{2,}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AddressOfTheWeb();
}
