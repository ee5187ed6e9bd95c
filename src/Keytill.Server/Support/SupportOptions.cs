using System.Globalization;
using Keytill.Core.Support;

namespace Keytill.Server.Support;

/// <summary>What the operator promises of his support: setting <c>Support:AnswerWithinDays</c>.</summary>
/// <param name="AnswerWithinDays">Working days within which a question is answered.</param>
public sealed record SupportOptions(int AnswerWithinDays)
{
    private const string AnswerWithin = "Support:AnswerWithinDays";

    /// <exception cref="InvalidOperationException">It is set to something that nobody can promise.</exception>
    public static SupportOptions Read(IConfiguration settings)
    {
        if (settings[AnswerWithin] is not { Length: > 0 } text)
            return new SupportOptions(CasePolicy.AnswerWithinDays);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int days) && days is > 0 and <= CasePolicy.AnswerWithinDaysMax
            ? new SupportOptions(days)
            : throw new InvalidOperationException($"{AnswerWithin} must be 1 to {CasePolicy.AnswerWithinDaysMax} working days.");
    }
}
