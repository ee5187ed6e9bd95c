using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Keytill.Server.Api.Description;

/// <summary>
/// What the comments in the code say of the API's members: the compiler writes them beside the assembly, and the document shows them. So
/// whoever changes a member changes its description in the same place.
/// </summary>
internal sealed partial class CodeComments
{
    private readonly FrozenDictionary<string, XElement> byMember;

    private CodeComments(FrozenDictionary<string, XElement> byMember) => this.byMember = byMember;

    public static CodeComments Load()
    {
        string file = Path.Combine(AppContext.BaseDirectory, typeof(CodeComments).Assembly.GetName().Name + ".xml");
        return new CodeComments(XDocument.Load(file).Descendants("member").ToFrozenDictionary(m => m.Attribute("name")!.Value, StringComparer.Ordinal));
    }

    /// <summary>Of a record's parameter, by its name in code; null where nothing is said.</summary>
    public string? Of(Type record, string parameter) =>
        Find(record)?.Elements("param").FirstOrDefault(p => p.Attribute("name")?.Value == parameter) is { } said ? Text(said) : null;

    public string? Of(Type type) => Find(type)?.Element("summary") is { } said ? Text(said) : null;

    private XElement? Find(Type type) => byMember.GetValueOrDefault("T:" + (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.'));

    private static string Text(XElement said)
    {
        var text = new StringBuilder();
        foreach (var node in said.Nodes())
        {
            text.Append(node switch
            {
                XText words => words.Value,
                XElement { Name.LocalName: "c" } code => "`" + code.Value + "`",
                XElement { Name.LocalName: "paramref" } other => "`" + JsonName(other.Attribute("name")!.Value) + "`",
                XElement { Name.LocalName: "see" } other => "`" + JsonName(other.Attribute("cref")!.Value.Split('.', ':')[^1]) + "`",
                XElement other => other.Value,
                _ => "",
            });
        }

        return Blanks().Replace(text.ToString(), " ").Trim();
    }

    private static string JsonName(string name) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
