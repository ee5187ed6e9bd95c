using Keytill.Core.Payments;

namespace Keytill.Core.Support;

/// <summary>The limits and spans of what customers and support write to each other. Every figure stands here.</summary>
public static class CasePolicy
{
    /// <summary>Of one message, from either side.</summary>
    public const int MessageCharsMax = 2_000;

    /// <summary>A question is answered within so many working days, where the operator has set nothing else.</summary>
    public const int AnswerWithinDays = 2;

    /// <summary>The most that an operator may set.</summary>
    public const int AnswerWithinDaysMax = 30;

    /// <summary>A customer's, in all cases of one order: what is beyond a page's and a person's reach goes by e-mail.</summary>
    public const int QuestionsPerOrderMax = 100;

    /// <summary>What a customer may write about one order.</summary>
    public static readonly Allowance Questions = new(10, TimeSpan.FromHours(1));

    /// <summary>By when a question that is asked now is answered. Monday to Friday; holidays are not known.</summary>
    public static DateTimeOffset AnswerBy(DateTimeOffset askedAt, int withinDays) => BankDays.After(askedAt, withinDays);

    /// <summary>Whether the customer may write about an order once more.</summary>
    /// <param name="cases">All that the order has.</param>
    /// <param name="now">Order time.</param>
    /// <exception cref="RuleBroken"><c>too_many_questions_now</c> in an hour; <c>too_many_questions</c> in all.</exception>
    public static void RequireRoom(IReadOnlyCollection<Case> cases, DateTimeOffset now)
    {
        var asked = cases.SelectMany(c => c.Messages).Where(m => m.IsCustomers).Select(m => m.At).Order().ToList();
        if (asked.Count >= QuestionsPerOrderMax)
            throw new RuleBroken("too_many_questions", $"There are {QuestionsPerOrderMax} messages about this order already.");
        if (Questions.Take(asked, now) is null)
            throw new RuleBroken("too_many_questions_now", $"At most {Questions.Times} messages about an order can be sent in an hour.");
    }
}
