namespace Keytill.Core.Emails;

/// <summary>
/// Holds a template against the fields that its mail has, before it is kept: each name in each branch, also those that the next
/// hundred mails will not come to.
/// </summary>
internal sealed class TemplateCheck(string part, IReadOnlyList<TemplateField> fields, IReadOnlyDictionary<string, Template> parts)
{
    /// <summary>Of <c>{{#each}}</c> in another: with a third one a mail grows by the power of its lines.</summary>
    private const int EachDepthMax = 2;

    private readonly List<TemplateMistake> mistakes = [];
    private readonly List<IReadOnlyList<TemplateField>> scopes = [fields];
    private readonly HashSet<string> told = new(StringComparer.Ordinal);
    private int partsOpen;

    public IReadOnlyList<TemplateMistake> Mistakes => mistakes;

    /// <summary>Every name that is used, in parts too.</summary>
    public IReadOnlySet<string> Told => told;

    public void Run(Template template) => Look(template.Nodes);

    private void Look(IReadOnlyList<TemplateNode> nodes)
    {
        foreach (var node in nodes)
            Look(node);
    }

    private void Look(TemplateNode node)
    {
        switch (node)
        {
            case TemplateNode.Literal:
                break;
            case TemplateNode.Value { IsRaw: true }:
                Mistake(node, "raw_value", "Values are always escaped: write {{…}} with two braces.");
                break;
            case TemplateNode.Value value:
                if (Find(node, value.Path) is { } shown and not (TemplateField.Text or TemplateField.Link or TemplateField.Address))
                    Mistake(node, "field_not_text", $"{value.Path} is {Said(shown)} and cannot be written out.");
                break;
            case TemplateNode.Choice choice:
                if (Find(node, choice.Path) is TemplateField.Group)
                    Mistake(node, "field_not_flag", $"{choice.Path} is a group of fields: ask for one of them.");
                Look(choice.Then);
                Look(choice.Otherwise);
                break;
            case TemplateNode.Each each:
                LookAtEach(each);
                break;
            case TemplateNode.Part included:
                LookAtPart(included);
                break;
            default:
                throw new InvalidOperationException("A node without a case.");
        }
    }

    private void LookAtEach(TemplateNode.Each each)
    {
        var found = Find(each, each.Path);
        Look(each.Otherwise);
        if (found is not TemplateField.List list)
        {
            if (found is not null)
                Mistake(each, "field_not_list", $"{each.Path} is {Said(found)} and cannot be repeated.");
            return;
        }

        if (scopes.Count > EachDepthMax)
        {
            Mistake(each, "blocks_too_deep", $"Lists are repeated in lists at most {EachDepthMax} deep.");
            return;
        }

        scopes.Add(list.Members);
        Look(each.Body);
        scopes.RemoveAt(scopes.Count - 1);
    }

    /// <summary>What is wrong inside a part is said at the line that takes it in: it does not fit this mail.</summary>
    private void LookAtPart(TemplateNode.Part included)
    {
        if (!parts.TryGetValue(included.Name, out var template))
        {
            Mistake(included, "part_unknown", $"There is no part {included.Name}. There are: {string.Join(", ", parts.Keys.Order(StringComparer.Ordinal))}.");
            return;
        }

        if (partsOpen == Template.DepthMax)
            return;
        int before = mistakes.Count;
        partsOpen++;
        Look(template.Nodes);
        partsOpen--;
        if (mistakes.Count == before)
            return;
        mistakes.RemoveRange(before, mistakes.Count - before);
        Mistake(included, "part_unfit", $"The part {included.Name} speaks of what this mail does not have.");
    }

    private TemplateField? Find(TemplateNode node, string path)
    {
        told.Add(path);
        var found = TemplateField.Find(scopes, path);
        if (found is null)
            Mistake(node, "field_unknown", $"This mail has no field {PlainText.Cut(path, 60)}.");
        return found;
    }

    private void Mistake(TemplateNode node, string code, string sentence) => mistakes.Add(new TemplateMistake(part, node.Line, code, sentence));

    private static string Said(TemplateField field) => field switch
    {
        TemplateField.Flag => "a flag",
        TemplateField.Group => "a group of fields",
        TemplateField.List => "a list",
        _ => "a text",
    };
}
