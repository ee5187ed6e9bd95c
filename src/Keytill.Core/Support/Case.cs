using Keytill.Core.Orders;
using Keytill.Core.Vendors;

namespace Keytill.Core.Support;

/// <summary>
/// A question of a customer's about one order, and what support and he wrote to each other about it. The order knows that something
/// was said; the words are here. All instants are order time.
/// </summary>
public sealed class Case : Aggregate
{
    public const string IdPrefix = "case";

    private readonly List<CaseMessage> messages = [];

    private Case()
    {
    }

    public string Id { get; private set; } = "";

    public string VendorId { get; private set; } = "";

    public Mode Mode { get; private set; }

    public string OrderId { get; private set; } = "";

    public CaseTopic Topic { get; private set; }

    public CaseStatus Status { get; private set; }

    public DateTimeOffset OpenedAt { get; private set; }

    /// <summary>Since when it has its present status. An open case was asked about at this instant first; what the customer adds changes nothing.</summary>
    public DateTimeOffset Since { get; private set; }

    /// <summary>What the customer was promised; null while nothing of his waits for an answer.</summary>
    public DateTimeOffset? AnswerBy { get; private set; }

    /// <summary>Who closed it last; null for nobody.</summary>
    public string? ClosedBy { get; private set; }

    /// <summary>At least one, the customer's first.</summary>
    public IReadOnlyList<CaseMessage> Messages => messages;

    /// <param name="id">Fixed before the transaction.</param>
    /// <param name="answerWithinDays">The operator's: see <see cref="CasePolicy.AnswerWithinDays"/>.</param>
    /// <exception cref="RuleBroken">As <see cref="FreeText.Require"/>.</exception>
    public static Case Open(string id, Order order, CaseTopic topic, CaseWords words, int answerWithinDays, DateTimeOffset now)
    {
        var opened = new Case { Id = id, VendorId = order.VendorId, Mode = order.Mode, OrderId = order.Id, Topic = topic, Status = CaseStatus.Closed, OpenedAt = now };
        opened.Ask(words, answerWithinDays, now);
        return opened;
    }

    /// <summary>The customer writes: support answers next. What he adds while he waits does not make him wait longer.</summary>
    /// <exception cref="RuleBroken">As <see cref="FreeText.Require"/>.</exception>
    public void Ask(CaseWords words, int answerWithinDays, DateTimeOffset now)
    {
        Write(words, staffId: null, now);
        if (Status == CaseStatus.Open)
            return;
        Become(CaseStatus.Open, now);
        AnswerBy = CasePolicy.AnswerBy(now, answerWithinDays);
    }

    /// <summary>Support writes. In a closed case too: a word that was forgotten is better said late.</summary>
    /// <param name="by">Who of support: an id, never a name.</param>
    /// <exception cref="RuleBroken">As <see cref="FreeText.Require"/>.</exception>
    public void Answer(CaseWords words, string by, DateTimeOffset now)
    {
        Write(words, by, now);
        Become(CaseStatus.Answered, now);
    }

    /// <summary>Support is done with it, answered or not.</summary>
    /// <returns>False where it was closed already.</returns>
    public bool Close(string by, DateTimeOffset now)
    {
        if (Status == CaseStatus.Closed)
            return false;
        Become(CaseStatus.Closed, now);
        ClosedBy = by;
        return true;
    }

    private void Write(CaseWords words, string? staffId, DateTimeOffset now)
    {
        var clean = words with { Text = PlainText.CleanLines(words.Text) };
        FreeText.Require(clean.Text, CasePolicy.MessageCharsMax);
        messages.Add(new CaseMessage(clean, OrderId, messages.Count, staffId, now));
        Touch();
    }

    private void Become(CaseStatus status, DateTimeOffset now) => (Status, Since, AnswerBy) = (status, now, null);
}
