namespace Keytill.Core;

/// <summary>
/// An act that a rule forbids. Thrown by aggregates before anything has changed; shown on the form, or as 409 with <see cref="Code"/>.
/// </summary>
public sealed class RuleBroken(string code, string sentence) : Exception(sentence)
{
    /// <summary>Stable, snake_case, documented in the API.</summary>
    public string Code { get; } = code;
}
