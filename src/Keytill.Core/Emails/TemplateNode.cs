namespace Keytill.Core.Emails;

/// <summary>A piece of a template.</summary>
/// <param name="Line">Where it begins, counted from 1.</param>
public abstract record TemplateNode(int Line)
{
    /// <summary>What stands there for every mail.</summary>
    public sealed record Literal(int Line, string Text) : TemplateNode(Line);

    /// <summary><c>{{order.number}}</c></summary>
    /// <param name="IsRaw">As it is, without escaping: for the house's own layouts alone.</param>
    public sealed record Value(int Line, string Path, bool IsRaw) : TemplateNode(Line);

    /// <summary><c>{{#if order.is_paid}} … {{else}} … {{/if}}</c>: a flag that is set, a text or a list that is not empty.</summary>
    public sealed record Choice(int Line, string Path, bool IsNegated, IReadOnlyList<TemplateNode> Then, IReadOnlyList<TemplateNode> Otherwise) : TemplateNode(Line);

    /// <summary><c>{{#each lines}} … {{/each}}</c>: once for each of a list, whose fields come first inside.</summary>
    public sealed record Each(int Line, string Path, IReadOnlyList<TemplateNode> Body, IReadOnlyList<TemplateNode> Otherwise) : TemplateNode(Line);

    /// <summary><c>{{> _summary}}</c>: one of the house's pieces.</summary>
    public sealed record Part(int Line, string Name) : TemplateNode(Line);
}
