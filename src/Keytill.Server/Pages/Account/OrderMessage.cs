using Keytill.Core;

namespace Keytill.Server.Pages.Account;

/// <summary>What the redirect after a press carries to the page: a name out of a closed list, never a sentence.</summary>
public static class OrderMessage
{
    public const string Parameter = "message";
    public const string Unreachable = "unreachable";
    public const string Unclear = "unclear";
    public const string SaidPaid = "said_paid";
    public const string NotPossible = "not_possible";

    /// <summary>The sentence, or null for anything that is not on the list.</summary>
    /// <param name="isPaid">Or ended otherwise: what was said of paying is over, though the address still carries it.</param>
    public static string? In(Texts texts, string? name, bool isPaid) =>
        name is { Length: > 0 and <= 50 } && texts.Has("order.message." + name) && (!isPaid || name == NotPossible) ? texts["order.message." + name] : null;

    /// <summary>A broken rule by its code where there is a sentence for it, else a plain "not possible".</summary>
    public static string Of(RuleBroken rule) =>
        Texts.For(Texts.DefaultLanguage).Has("order.message." + rule.Code) ? rule.Code : NotPossible;
}
