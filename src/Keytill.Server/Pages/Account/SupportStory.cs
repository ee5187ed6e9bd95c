using Keytill.Core;
using Keytill.Core.Support;

namespace Keytill.Server.Pages.Account;

/// <summary>What an order's pages tell of the questions about it: what was written, who has the word, until when. Pure.</summary>
/// <param name="cases">All of the order, the newest first.</param>
/// <param name="now">Order time.</param>
public sealed class SupportStory(IReadOnlyList<Case> cases, DateTimeOffset now, Texts texts, TimeZoneInfo zone)
{
    /// <summary>The order's page is about the order: it shows so many, and leads to the others.</summary>
    private const int ShownOnOrderMax = 2;

    public IEnumerable<CaseState> All => cases.Select(StateOf);

    public IEnumerable<CaseState> OnOrderPage => All.Take(ShownOnOrderMax);

    public bool HasMore => cases.Count > ShownOnOrderMax;

    public bool IsEmpty => cases.Count == 0;

    /// <summary>What of support is awaited: a sentence for the order's page, or none.</summary>
    public IEnumerable<string> Next() => cases
        .Where(c => c.Status == CaseStatus.Open)
        .OrderBy(c => c.AnswerBy)
        .Take(1)
        .Select(c => texts.Get(IsLate(c) ? "support.next.late" : "support.next", ("date", Date(c.AnswerBy!.Value))));

    private CaseState StateOf(Case known) => new(
        known.Id,
        texts.Get("support.case.title", ("topic", texts["support.topic_" + PublicName.Of(known.Topic)]), ("date", Date(known.OpenedAt))),
        Sentence(known),
        [.. known.Messages.Select(m => new CaseLetter(
            texts.Get(m.IsCustomers ? "support.case.from_you" : "support.case.from_support", ("at", texts.Formats.DateTime(m.At, zone))), m.IsCustomers, m.Text))]);

    private string Sentence(Case known) => known.Status switch
    {
        CaseStatus.Open => texts.Get(IsLate(known) ? "support.case.late" : "support.case.open", ("date", Date(known.AnswerBy!.Value))),
        CaseStatus.Answered => texts.Get("support.case.answered", ("date", Date(known.Since))),
        CaseStatus.Closed => texts.Get("support.case.closed", ("date", Date(known.Since))),
        _ => throw new InvalidOperationException("A status without a sentence."),
    };

    private bool IsLate(Case known) => now > known.AnswerBy;

    private string Date(DateTimeOffset at) => texts.Formats.Date(at, zone);
}

/// <param name="Sentence">Who has the word, and until when.</param>
public sealed record CaseState(string Id, string Title, string Sentence, IReadOnlyList<CaseLetter> Letters);

/// <param name="Head">Who wrote it, and when.</param>
/// <param name="Text">Several lines.</param>
public sealed record CaseLetter(string Head, bool IsCustomers, string Text);
