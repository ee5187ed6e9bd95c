namespace Keytill.Server.Api;

/// <summary>What is wrong with a call's members, gathered so that all of it is told at once.</summary>
internal sealed class WrongFields
{
    private readonly List<ProblemField> all = [];

    public void Add(string field, string code, string detail) => all.Add(new ProblemField(field, code, detail));

    /// <exception cref="ApiRefusal">400 with every field.</exception>
    public void ThrowIfAny()
    {
        if (all.Count > 0)
            throw ApiRefusal.Of(all);
    }
}
