namespace Keytill.Server.SandboxBank;

/// <summary>Instants are whole Unix milliseconds in the bank's tables.</summary>
internal static class Instants
{
    public static long Ms(DateTimeOffset at) => at.ToUnixTimeMilliseconds();

    public static long? Ms(DateTimeOffset? at) => at?.ToUnixTimeMilliseconds();

    public static DateTimeOffset At(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);

    /// <summary>The clock's instant, cut to what the tables hold, so that what was stored compares equal to what is read.</summary>
    public static DateTimeOffset Now(TimeProvider clock) => At(Ms(clock.GetUtcNow()));
}
