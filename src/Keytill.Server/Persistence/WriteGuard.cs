namespace Keytill.Server.Persistence;

/// <summary>
/// Knows whether this flow of control stands inside the body of a write. Nothing may be called out from there: a slow
/// answer would hold every other writer, a second write would wait for itself, and a rollback could not take it back.
/// </summary>
public static class WriteGuard
{
    private static readonly AsyncLocal<string?> Act = new();

    /// <exception cref="InvalidOperationException">Called inside the body of a write.</exception>
    public static void ThrowIfInside(string deed)
    {
        if (Act.Value is { } act) throw new InvalidOperationException($"Tried to {deed} inside the write \"{act}\". Do it before or after.");
    }

    /// <summary>Lasts until the calling async method returns.</summary>
    internal static void Enter(string act) => Act.Value = act;

    /// <summary>For code that takes over another flow, such as the writer's own loop.</summary>
    internal static void Leave() => Act.Value = null;
}
