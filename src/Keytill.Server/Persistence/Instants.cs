namespace Keytill.Server.Persistence;

public static class Instants
{
    /// <summary>The instant as the database keeps it: whole milliseconds, so that what was written equals what is read.</summary>
    public static DateTimeOffset Whole(DateTimeOffset instant) => DateTimeOffset.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds());
}
