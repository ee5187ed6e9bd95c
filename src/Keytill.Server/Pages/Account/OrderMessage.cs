using Keytill.Core;

namespace Keytill.Server.Pages.Account;

/// <summary>What the redirect after a press carries to the page: a name out of a closed list, never a sentence.</summary>
public static class OrderMessage
{
    public const string Parameter = "message";
    public const string Unreachable = "unreachable";
    public const string Unclear = "unclear";

    /// <summary>The sentence, or null for anything that is not on the list.</summary>
    public static string? In(Texts texts, string? name) =>
        name is { Length: > 0 and <= 50 } && texts.Has("order.message." + name) ? texts["order.message." + name] : null;

    /// <summary>A broken rule by its code where there is a sentence for it, else a plain "not possible".</summary>
    public static string Of(RuleBroken rule) =>
        Texts.For(Texts.DefaultLanguage).Has("order.message." + rule.Code) ? rule.Code : "not_possible";
}
