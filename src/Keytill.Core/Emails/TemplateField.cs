namespace Keytill.Core.Emails;

/// <summary>Something that a template may name.</summary>
public abstract record TemplateField(string Name)
{
    /// <summary>Escaped wherever it is written into HTML.</summary>
    public sealed record Text(string Name) : TemplateField(Name);

    /// <summary>An address of this installation: the only kind of value that a link may lead to.</summary>
    public sealed record Link(string Name) : TemplateField(Name);

    /// <summary>A mail address.</summary>
    public sealed record Address(string Name) : TemplateField(Name);

    /// <summary>For <c>{{#if}}</c> alone.</summary>
    public sealed record Flag(string Name) : TemplateField(Name);

    public sealed record Group(string Name, params IReadOnlyList<TemplateField> Members) : TemplateField(Name);

    /// <summary>For <c>{{#each}}</c>, and for <c>{{#if}}</c>.</summary>
    public sealed record List(string Name, params IReadOnlyList<TemplateField> Members) : TemplateField(Name);

    /// <summary>Looks from the innermost scope outwards, as rendering does.</summary>
    /// <param name="scopes">Outermost first.</param>
    /// <returns>Null where nothing has this name.</returns>
    internal static TemplateField? Find(IReadOnlyList<IReadOnlyList<TemplateField>> scopes, string path)
    {
        string[] names = path.Split('.');
        var found = scopes.Reverse().Select(scope => Named(scope, names[0])).FirstOrDefault(field => field is not null);
        foreach (string name in names.Skip(1))
            found = found is Group group ? Named(group.Members, name) : null;
        return found;
    }

    private static TemplateField? Named(IReadOnlyList<TemplateField> scope, string name) => scope.FirstOrDefault(field => field.Name == name);
}
