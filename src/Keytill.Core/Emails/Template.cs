namespace Keytill.Core.Emails;

/// <summary>
/// A text with holes, in the small part of Handlebars that mails need: fields, choices, repetitions and the house's parts. It cannot
/// compute, call or loop by itself, and what it may name is checked before it is kept: see <see cref="TemplateCheck"/>.
/// </summary>
public sealed class Template
{
    /// <summary>Of blocks in blocks; the default texts need two.</summary>
    public const int DepthMax = 8;

    private Template(IReadOnlyList<TemplateNode> nodes) => Nodes = nodes;

    public IReadOnlyList<TemplateNode> Nodes { get; }

    /// <exception cref="TemplateUnreadable">The first thing that is wrong.</exception>
    public static Template Parse(string source)
    {
        var reader = new Reader(TemplateToken.Split(source.ReplaceLineEndings("\n")));
        return new Template(reader.ReadAll());
    }

    private sealed class Reader(IReadOnlyList<TemplateToken> tokens)
    {
        private int at;

        public List<TemplateNode> ReadAll()
        {
            var nodes = ReadUntilTurn(depth: 0);
            return at == tokens.Count
                ? nodes
                : throw new TemplateUnreadable(tokens[at].Line, "block_not_open", $"{Written(tokens[at])} stands here, and no block is open that it could belong to.");
        }

        /// <summary>Ends before an <c>else</c> or a closing tag.</summary>
        private List<TemplateNode> ReadUntilTurn(int depth)
        {
            var nodes = new List<TemplateNode>();
            for (; at < tokens.Count && tokens[at].Kind is not (TagKind.Else or TagKind.Close); at++)
            {
                var token = tokens[at];
                switch (token.Kind)
                {
                    case TagKind.Text:
                        nodes.Add(new TemplateNode.Literal(token.Line, token.Name));
                        break;
                    case TagKind.Value or TagKind.RawValue:
                        nodes.Add(new TemplateNode.Value(token.Line, token.Name, token.Kind == TagKind.RawValue));
                        break;
                    case TagKind.Part:
                        nodes.Add(new TemplateNode.Part(token.Line, token.Name));
                        break;
                    case TagKind.Open:
                        nodes.Add(ReadBlock(token, depth + 1));
                        break;
                }
            }

            return nodes;
        }

        /// <summary>Ends on its closing tag.</summary>
        private TemplateNode ReadBlock(TemplateToken open, int depth)
        {
            if (depth > DepthMax)
                throw new TemplateUnreadable(open.Line, "blocks_too_deep", $"Blocks stand in blocks here, more than {DepthMax} deep.");
            at++;
            var body = ReadUntilTurn(depth);
            List<TemplateNode> otherwise = [];
            if (at < tokens.Count && tokens[at].Kind == TagKind.Else)
            {
                at++;
                otherwise = ReadUntilTurn(depth);
            }

            if (at == tokens.Count)
                throw new TemplateUnreadable(open.Line, "block_not_closed", $"{Written(open)} begins here and is never closed: {{{{/{open.Word}}}}} is missing.");
            var end = tokens[at];
            if (end.Kind != TagKind.Close || end.Word != open.Word)
                throw new TemplateUnreadable(end.Line, "block_not_closed", $"{Written(end)} stands here, while {Written(open)} of line {open.Line} is open.");
            return open.Word == "each"
                ? new TemplateNode.Each(open.Line, open.Name, body, otherwise)
                : new TemplateNode.Choice(open.Line, open.Name, open.Word == "unless", body, otherwise);
        }

        private static string Written(TemplateToken token) => token.Kind switch
        {
            TagKind.Open => $"{{{{#{token.Word} {token.Name}}}}}",
            TagKind.Close => $"{{{{/{token.Word}}}}}",
            _ => "{{else}}",
        };
    }
}
