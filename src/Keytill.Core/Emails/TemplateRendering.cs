using System.Text;

namespace Keytill.Core.Emails;

/// <summary>
/// Fills one template once. Works on dictionaries of texts, flags, lists and dictionaries alone, so that there is nothing else it
/// could reach, and within bounds, so that a template that repeats itself ends.
/// </summary>
/// <param name="parts">The house's parts by name.</param>
/// <param name="escape">Of values; null: they stand as they are, for plain text.</param>
/// <param name="bounds">What it may cost.</param>
public sealed class TemplateRendering(IReadOnlyDictionary<string, Template> parts, Func<string, string>? escape, TemplateBounds bounds)
{
    private readonly StringBuilder filled = new();
    private readonly List<IReadOnlyDictionary<string, object>> scopes = [];
    private int steps;
    private int partsOpen;

    /// <exception cref="TemplateBroken">It names what the model lacks, or leaves the bounds.</exception>
    public string Fill(Template template, IReadOnlyDictionary<string, object> model)
    {
        (steps, partsOpen) = (0, 0);
        filled.Clear();
        scopes.Clear();
        scopes.Add(model);
        Fill(template.Nodes);
        return filled.ToString();
    }

    private void Fill(IReadOnlyList<TemplateNode> nodes)
    {
        foreach (var node in nodes)
        {
            if (++steps > bounds.StepsMax)
                throw new TemplateBroken($"Line {node.Line}: the mail repeats itself more than {bounds.StepsMax} times.");
            Fill(node);
            if (filled.Length > bounds.CharsMax)
                throw new TemplateBroken($"Line {node.Line}: the mail becomes longer than {bounds.CharsMax} characters.");
        }
    }

    private void Fill(TemplateNode node)
    {
        switch (node)
        {
            case TemplateNode.Literal literal:
                filled.Append(literal.Text);
                break;
            case TemplateNode.Value value:
                string text = Find(value.Path, node.Line) as string ?? throw new TemplateBroken($"Line {node.Line}: {value.Path} is no text.");
                filled.Append(escape is null || value.IsRaw ? text : escape(text));
                break;
            case TemplateNode.Choice choice:
                Fill(IsSet(Find(choice.Path, node.Line), choice) != choice.IsNegated ? choice.Then : choice.Otherwise);
                break;
            case TemplateNode.Each each:
                FillEach(each);
                break;
            case TemplateNode.Part part:
                FillPart(part);
                break;
            default:
                throw new InvalidOperationException("A node without a case.");
        }
    }

    private void FillEach(TemplateNode.Each each)
    {
        if (Find(each.Path, each.Line) is not IReadOnlyList<IReadOnlyDictionary<string, object>> items)
            throw new TemplateBroken($"Line {each.Line}: {each.Path} is no list.");
        if (items.Count == 0)
            Fill(each.Otherwise);
        foreach (var item in items)
        {
            if (++steps > bounds.StepsMax)
                throw new TemplateBroken($"Line {each.Line}: the mail repeats itself more than {bounds.StepsMax} times.");
            scopes.Add(item);
            Fill(each.Body);
            scopes.RemoveAt(scopes.Count - 1);
        }
    }

    private void FillPart(TemplateNode.Part part)
    {
        if (!parts.TryGetValue(part.Name, out var template))
            throw new TemplateBroken($"Line {part.Line}: there is no part {part.Name}.");
        if (++partsOpen > Template.DepthMax)
            throw new TemplateBroken($"Line {part.Line}: parts stand in parts, more than {Template.DepthMax} deep.");
        Fill(template.Nodes);
        partsOpen--;
    }

    /// <summary>The innermost that has a field of this name; its dots lead further in.</summary>
    private object Find(string path, int line)
    {
        string[] names = path.Split('.');
        object? found = scopes.FindLast(scope => scope.ContainsKey(names[0]));
        foreach (string name in names)
        {
            if (found is not IReadOnlyDictionary<string, object> group || !group.TryGetValue(name, out object? value))
                throw new TemplateBroken($"Line {line}: there is no field {path}.");
            found = value;
        }

        return found!;
    }

    private static bool IsSet(object value, TemplateNode.Choice choice) => value switch
    {
        bool flag => flag,
        string text => text.Length > 0,
        IReadOnlyList<IReadOnlyDictionary<string, object>> list => list.Count > 0,
        _ => throw new TemplateBroken($"Line {choice.Line}: {choice.Path} is neither set nor empty."),
    };
}

/// <param name="CharsMax">Of what comes of one template.</param>
/// <param name="StepsMax">Pieces that are written, and repetitions that are begun, even of nothing.</param>
public sealed record TemplateBounds(int CharsMax, int StepsMax);
