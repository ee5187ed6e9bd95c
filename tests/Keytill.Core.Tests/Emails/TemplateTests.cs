using Keytill.Core.Emails;

namespace Keytill.Core.Tests.Emails;

public sealed class TemplateTests
{
    private static readonly TemplateBounds Bounds = new(CharsMax: 1_000, StepsMax: 200);

    [Theory]
    [InlineData("Hello {{name}}, {{order.number}}.", "Hello Ada, A1.")]
    [InlineData("{{#if yes}}a{{else}}b{{/if}}{{#if no}}c{{else}}d{{/if}}{{#unless no}}e{{/unless}}", "ade")]
    [InlineData("{{#if name}}a{{/if}}{{#if empty}}b{{/if}}{{#if lines}}c{{/if}}{{#if none}}d{{/if}}", "ac")]
    [InlineData("{{#each lines}}{{what}} of {{order.number}};{{/each}}", "x of A1;y of A1;")]
    [InlineData("{{#each none}}a{{else}}nothing{{/each}}", "nothing")]
    [InlineData("{{#each lines}}{{name}}{{/each}}", "XY")]
    [InlineData("a{{! a remark }}b", "ab")]
    [InlineData("{{> _part}}!", "part of A1!")]
    [InlineData("A brace { or } and a pair } }", "A brace { or } and a pair } }")]
    public void Fields_choices_repetitions_and_parts_are_filled(string source, string expected) => Assert.Equal(expected, Filled(source));

    [Fact]
    public void A_line_that_holds_a_block_or_a_part_alone_leaves_no_hole() =>
        Assert.Equal("a\nX\nY\npart of A1b\n", Filled("a\n{{#each lines}}\n  {{! remark }}\n{{name}}\n{{/each}}\n  {{> _part}}\nb\n"));

    [Fact]
    public void Values_are_escaped_and_what_they_hold_is_never_read_as_a_template() =>
        Assert.Equal("[<{{name}}>]", new TemplateRendering(Parts, v => $"[{v}]", Bounds).Fill(Template.Parse("{{wild}}"), Model()));

    [Theory]
    [InlineData("a\n{{#if yes}}\nb", 2, "block_not_closed")]
    [InlineData("{{#if yes}}\n{{#each lines}}\n{{/if}}{{/each}}", 3, "block_not_closed")]
    [InlineData("a\n\n{{/if}}", 3, "block_not_open")]
    [InlineData("{{else}}", 1, "block_not_open")]
    [InlineData("{{#if yes}}{{else}}a{{else}}b{{/if}}", 1, "block_not_closed")]
    [InlineData("a\nb {{name", 2, "tag_not_closed")]
    [InlineData("{{{name}}", 1, "tag_not_closed")]
    [InlineData("{{}}", 1, "tag_unknown")]
    [InlineData("{{&name}}", 1, "tag_unknown")]
    [InlineData("{{../name}}", 1, "tag_unknown")]
    [InlineData("{{@root}}", 1, "tag_unknown")]
    [InlineData("{{this}}.{{Name}}", 1, "tag_unknown")]
    [InlineData("{{lookup a b}}", 1, "tag_unknown")]
    [InlineData("{{#with order}}{{/with}}", 1, "tag_unknown")]
    [InlineData("{{#if a.}}{{/if}}", 1, "tag_unknown")]
    public void What_cannot_be_read_is_said_with_its_line(string source, int line, string code)
    {
        var wrong = Assert.Throws<TemplateUnreadable>(() => Template.Parse(source));
        Assert.Equal((line, code), (wrong.Line, wrong.Code));
    }

    [Fact]
    public void Blocks_in_blocks_have_an_end()
    {
        string Nested(int depth) => string.Concat(Enumerable.Repeat("{{#if yes}}", depth)) + string.Concat(Enumerable.Repeat("{{/if}}", depth));
        Template.Parse(Nested(Template.DepthMax));
        Assert.Equal("blocks_too_deep", Assert.Throws<TemplateUnreadable>(() => Template.Parse(Nested(Template.DepthMax + 1))).Code);
        Assert.Equal("blocks_too_deep", Assert.Throws<TemplateUnreadable>(() => Template.Parse(Nested(100_000))).Code);
    }

    [Theory]
    [InlineData("{{missing}}")]
    [InlineData("{{order}}")]
    [InlineData("{{yes}}")]
    [InlineData("{{order.number.more}}")]
    [InlineData("{{#each name}}{{/each}}")]
    [InlineData("{{#if order}}{{/if}}")]
    [InlineData("{{> _missing}}")]
    [InlineData("{{> _itself}}")]
    public void What_the_model_lacks_is_an_error_and_never_a_hole(string source) => Assert.Throws<TemplateBroken>(() => Filled(source));

    [Fact]
    public void A_template_that_repeats_itself_ends_within_its_bounds()
    {
        var many = new Dictionary<string, object> { ["lines"] = Enumerable.Range(0, 10_000).Select(_ => new Dictionary<string, object>()).ToList() };
        TemplateBroken Broken(string source, TemplateBounds bounds) =>
            Assert.Throws<TemplateBroken>(() => new TemplateRendering(Parts, null, bounds).Fill(Template.Parse(source), many));
        Assert.Contains("longer than 1000", Broken("{{#each lines}}ten letters{{/each}}", new(1_000, 1_000_000)).Message, StringComparison.Ordinal);
        Assert.Contains("more than 500", Broken("{{#each lines}}{{#each lines}}{{/each}}{{/each}}", new(1_000, 500)).Message, StringComparison.Ordinal);
    }

    private static IReadOnlyDictionary<string, Template> Parts { get; } = new Dictionary<string, Template>
    {
        ["_part"] = Template.Parse("part of {{order.number}}"),
        ["_itself"] = Template.Parse("{{> _itself}}"),
    };

    private static string Filled(string source) => new TemplateRendering(Parts, null, Bounds).Fill(Template.Parse(source), Model());

    private static Dictionary<string, object> Model() => new()
    {
        ["name"] = "Ada",
        ["wild"] = "<{{name}}>",
        ["empty"] = "",
        ["yes"] = true,
        ["no"] = false,
        ["order"] = new Dictionary<string, object> { ["number"] = "A1" },
        ["lines"] = new List<Dictionary<string, object>> { new() { ["what"] = "x", ["name"] = "X" }, new() { ["what"] = "y", ["name"] = "Y" } },
        ["none"] = new List<Dictionary<string, object>>(),
    };
}
