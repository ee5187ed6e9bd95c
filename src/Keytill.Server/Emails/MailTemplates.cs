using System.Collections.Frozen;
using System.Reflection;
using System.Text.RegularExpressions;
using HandlebarsDotNet;
using Keytill.Core;
using Keytill.Core.Emails;

namespace Keytill.Server.Emails;

/// <summary>
/// The mails' texts: <c>Templates/{kind}.{language}.{html|text}.hbs</c>, parts that several share (<c>_name</c>), and one layout per
/// language. Each is compiled once, when the first mail of it leaves. A template may use only what the model has: an unknown field is an error, never a hole.
/// </summary>
internal sealed partial class MailTemplates
{
    private const string Folder = "Keytill.Server.Emails.Templates.";
    private const string SubjectMark = "Subject: ";

    private readonly FrozenDictionary<string, Lazy<MailTemplate>> templates;

    public MailTemplates()
    {
        var sources = ReadAll();
        string[] languages = [.. sources.Keys.Where(name => name.StartsWith("layout.", StringComparison.Ordinal)).Select(name => name.Split('.')[1]).Distinct()];
        templates = languages.SelectMany(language => All(language, sources)).ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <param name="language">One that the mail's texts have; English where this one lacks the kind.</param>
    /// <exception cref="HandlebarsException">A template names a field that the model lacks.</exception>
    public RenderedMail Render(EmailKind kind, string language, Dictionary<string, object> model)
    {
        string name = PublicName.Of(kind);
        var template = (templates.GetValueOrDefault($"{name}.{language}") ?? templates[$"{name}.{Server.Texts.DefaultLanguage}"]).Value;
        string subject = template.Subject(model).Trim();
        string html = template.Layout.Html(new Dictionary<string, object>(model) { ["subject"] = subject, ["body"] = template.Html(model) });
        string text = template.Layout.Text(new Dictionary<string, object>(model) { ["body"] = template.Text(model).Trim() });
        return new RenderedMail(subject, ManyBlankLines().Replace(html, "\n").Trim() + "\n", ManyBlankLines().Replace(text, "\n\n").Trim() + "\n");
    }

    private static IEnumerable<KeyValuePair<string, Lazy<MailTemplate>>> All(string language, Dictionary<string, string> sources)
    {
        var house = new Lazy<House>(() => new House(language, sources));
        foreach (var kind in Enum.GetValues<EmailKind>())
        {
            string name = $"{PublicName.Of(kind)}.{language}";
            if (sources.TryGetValue(name + ".text", out string? text))
                yield return new(name, new Lazy<MailTemplate>(() => house.Value.Template(text, sources[name + ".html"])));
        }
    }

    private static IHandlebars Engine(string language, string form, Dictionary<string, string> sources)
    {
        var engine = Handlebars.Create(new HandlebarsConfiguration
        {
            ThrowOnUnresolvedBindingExpression = true,
            NoEscape = form == "text",
            TextEncoder = new MailEncoder(),
        });
        string ending = $".{language}.{form}";
        foreach (var (name, source) in sources.Where(s => s.Key.StartsWith('_') && s.Key.EndsWith(ending, StringComparison.Ordinal)))
            engine.RegisterTemplate(name[..^ending.Length], source);
        return engine;
    }

    private static Dictionary<string, string> ReadAll()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .ToDictionary(name => Path.GetFileNameWithoutExtension(name[Folder.Length..]), name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                return reader.ReadToEnd().ReplaceLineEndings("\n");
            });
    }

    [GeneratedRegex(@"\n(\s*\n)+")]
    private static partial Regex ManyBlankLines();

    /// <summary>What the mails of one language share. An engine does not promise to compile two templates at a time.</summary>
    private sealed class House
    {
        private readonly Lock compiling = new();
        private readonly IHandlebars html;
        private readonly IHandlebars text;
        private readonly MailLayout layout;

        public House(string language, Dictionary<string, string> sources)
        {
            (html, text) = (Engine(language, "html", sources), Engine(language, "text", sources));
            layout = new(Compile(html, sources[$"layout.{language}.html"]), Compile(text, sources[$"layout.{language}.text"]));
        }

        public MailTemplate Template(string textSource, string htmlSource)
        {
            int firstLineEnd = textSource.IndexOf('\n', StringComparison.Ordinal);
            lock (compiling)
                return new(Compile(text, textSource[SubjectMark.Length..firstLineEnd]), Compile(html, htmlSource), Compile(text, textSource[firstLineEnd..]), layout);
        }

        private static Func<object, string> Compile(IHandlebars engine, string source)
        {
            var compiled = engine.Compile(source);
            return model => compiled(model);
        }
    }

    private sealed record MailLayout(Func<object, string> Html, Func<object, string> Text);

    private sealed record MailTemplate(Func<object, string> Subject, Func<object, string> Html, Func<object, string> Text, MailLayout Layout);
}

/// <summary>A mail as it is sent, and kept.</summary>
internal sealed record RenderedMail(string Subject, string Html, string Text);
