namespace Keytill.Server.Tests.Races;

/// <summary>One of those who want the same thing at once.</summary>
/// <param name="Act">The write before whose first statement it is held; other writes on its way there pass.</param>
internal sealed record Side(string Name, string Act, Func<Task> Go);

/// <summary>One run of a race.</summary>
/// <param name="AllThere">Every side was held at the line before the first was let go. A run without counts for nothing.</param>
/// <param name="First">Whose write was committed first; null where nobody's was.</param>
/// <param name="Failures">What the sides ended with that were refused.</param>
internal sealed record Heat(bool AllThere, string? First, IReadOnlyDictionary<string, Exception> Failures);
