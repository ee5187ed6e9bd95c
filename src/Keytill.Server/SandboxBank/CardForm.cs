using System.Globalization;

namespace Keytill.Server.SandboxBank;

internal enum CardFormProblem
{
    NumberMissing,
    NumberMalformed,

    /// <summary>A number that is not among the published ones: it may be a real card.</summary>
    NumberNotPublished,
    ExpiryMalformed,
    ExpiryPast,
    CodeMalformed,
}

/// <summary>
/// What was typed into the card form, read at once into what may be kept: a published test card or nothing.
/// The typed number itself goes no further than <see cref="Read"/>.
/// </summary>
/// <param name="Card">The published card, when it is one.</param>
/// <param name="NumberMistyped">The number is no published one and fails the check digit.</param>
/// <param name="Expiry">Shown again on the form; empty unless <paramref name="Card"/> is a published one.</param>
internal sealed record CardForm(TestCard? Card, bool NumberMistyped, string Expiry, IReadOnlyList<CardFormProblem> Problems)
{
    private const int NumberDigitsMin = 12;
    private const int NumberDigitsMax = 19;
    private const int InputCharsMax = 64;

    public static readonly CardForm Empty = new(null, false, "", []);

    public bool IsComplete => Problems.Count == 0;

    /// <summary>A form that is filled with a published card and its needs, for who presses one of the list.</summary>
    public static CardForm With(TestCard card, DateTimeOffset now) =>
        new(card, false, $"12/{(now.Year + 3) % 100:00}", []);

    public static CardForm Read(string? number, string? expiry, string? code, DateTimeOffset now)
    {
        var problems = new List<CardFormProblem>();
        string digits = Digits(number);
        TestCard? card = TestCards.Find(digits);
        bool mistyped = false;
        if (card is null)
        {
            if (string.IsNullOrWhiteSpace(number))
                problems.Add(CardFormProblem.NumberMissing);
            else if (digits.Length is < NumberDigitsMin or > NumberDigitsMax)
                problems.Add(CardFormProblem.NumberMalformed);
            else if (HasCheckDigit(digits))
                problems.Add(CardFormProblem.NumberNotPublished);
            else
                mistyped = true;
        }

        if (ReadExpiry(expiry, now) is { } expiryProblem)
            problems.Add(expiryProblem);

        if (code?.Trim() is not { Length: 3 or 4 } typed || typed.AsSpan().IndexOfAnyExceptInRange('0', '9') >= 0)
            problems.Add(CardFormProblem.CodeMalformed);

        return new CardForm(card, mistyped, card is null || expiry is null || expiry.Length > InputCharsMax ? "" : expiry.Trim(), problems);
    }

    /// <summary>ISO/IEC 7812-1, annex B.</summary>
    private static bool HasCheckDigit(string digits)
    {
        int sum = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            int digit = digits[digits.Length - 1 - i] - '0';
            int weighted = i % 2 == 0 ? digit : digit * 2;
            sum += weighted > 9 ? weighted - 9 : weighted;
        }

        return sum % 10 == 0;
    }

    /// <summary>The digits of a number typed with spaces or dashes; empty when anything else is in it.</summary>
    private static string Digits(string? typed)
    {
        if (typed is null || typed.Length > InputCharsMax)
            return "";

        string bare = string.Concat(typed.Where(c => !char.IsWhiteSpace(c) && c is not ('-' or '\u2010' or '\u2011' or '\u2013')));
        return bare.AsSpan().IndexOfAnyExceptInRange('0', '9') >= 0 ? "" : bare;
    }

    /// <summary>Month and year, the year with two digits or four, with or without a slash: 12/30, 12 / 2030, 1230.</summary>
    private static CardFormProblem? ReadExpiry(string? typed, DateTimeOffset now)
    {
        string bare = string.Concat((typed ?? "").Take(InputCharsMax).Where(c => !char.IsWhiteSpace(c)));
        string[] parts = bare.Split('/', '-');
        if (parts.Length == 1 && bare.Length is 4 or 6)
            parts = [bare[..2], bare[2..]];

        if (parts.Length != 2 || !Whole(parts[0], out int month) || month is < 1 or > 12 || parts[1].Length is not (2 or 4)
            || !Whole(parts[1], out int year))
            return CardFormProblem.ExpiryMalformed;

        int fullYear = parts[1].Length == 2 ? now.Year / 100 * 100 + year : year;
        // A card is good to the end of its month.
        return fullYear < now.Year || (fullYear == now.Year && month < now.Month) ? CardFormProblem.ExpiryPast : null;
    }

    private static bool Whole(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
