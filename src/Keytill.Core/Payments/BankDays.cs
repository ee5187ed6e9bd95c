namespace Keytill.Core.Payments;

/// <summary>Days on which banks move money: Monday to Friday, by UTC. Holidays differ by country and are not known.</summary>
public static class BankDays
{
    /// <param name="days">Not negative.</param>
    /// <returns>The same time of day, so many bank days later.</returns>
    public static DateTimeOffset After(DateTimeOffset from, int days)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(days);
        var at = from.ToUniversalTime();
        for (int passed = 0; passed < days;)
        {
            at = at.AddDays(1);
            if (at.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
                passed++;
        }

        return at;
    }
}
