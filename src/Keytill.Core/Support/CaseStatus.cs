namespace Keytill.Core.Support;

/// <summary>Who has the word.</summary>
public enum CaseStatus
{
    /// <summary>The customer has written: support answers next, by <see cref="Case.AnswerBy"/>.</summary>
    Open,

    /// <summary>Support has answered. The customer may write again.</summary>
    Answered,

    /// <summary>Support is done with it. Whoever writes again opens it again.</summary>
    Closed,
}
