namespace Keytill.Core;

/// <summary>What people write to people, in several lines: the one rule for all of it, wherever it can be typed.</summary>
public static class FreeText
{
    /// <summary>What is wrong with it; null where it can be kept.</summary>
    /// <param name="text">As <see cref="PlainText.CleanLines"/> or <see cref="PlainText.Clean"/> gives it.</param>
    /// <param name="charsMax">In UTF-16 units, as forms count.</param>
    public static FreeTextProblem? Check(string text, int charsMax)
    {
        if (text.Length == 0)
            return FreeTextProblem.Missing;
        if (text.Length > charsMax)
            return FreeTextProblem.TooLong;
        return PlainText.HoldsCardNumber(text) ? FreeTextProblem.CardNumber : null;
    }

    /// <exception cref="RuleBroken"><c>text_missing</c>, <c>text_too_long</c> or <c>card_number</c>.</exception>
    public static void Require(string text, int charsMax)
    {
        switch (Check(text, charsMax))
        {
            case FreeTextProblem.Missing:
                throw new RuleBroken("text_missing", "There is no text.");
            case FreeTextProblem.TooLong:
                throw new RuleBroken("text_too_long", $"The text is longer than {charsMax} characters.");
            case FreeTextProblem.CardNumber:
                throw new RuleBroken("card_number", "The text holds a card number: it is not kept.");
        }
    }
}

/// <summary>Why a text cannot be kept. The sentences are in the texts.</summary>
public enum FreeTextProblem
{
    Missing,
    TooLong,

    /// <summary>See <see cref="PlainText.HoldsCardNumber"/>.</summary>
    CardNumber,
}
