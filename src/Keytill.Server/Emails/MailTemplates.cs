using System.Collections.Frozen;
using System.Reflection;
using System.Text.RegularExpressions;
using Keytill.Core;
using Keytill.Core.Emails;

namespace Keytill.Server.Emails;

/// <summary>
/// The mails' texts: <c>Templates/{kind}.{language}.{html|text}.hbs</c>, parts that several share (<c>_name</c>), and one layout per
/// language. A template may use only what the model has: an unknown field is an error, never a hole. A vendor's own wording takes
/// the place of the kind's text; the layout, which names the seller and carries the texts of the boxes, stays around it.
/// </summary>
internal sealed partial class MailTemplates
{
    private const string Folder = "Keytill.Server.Emails.Templates.";
    private const string SubjectMark = "Subject: ";

    /// <summary>For the house's texts, which are not to be bounded by anything but what they tell.</summary>
    private static readonly TemplateBounds Unbounded = new(int.MaxValue, int.MaxValue);

    /// <summary>For vendors' wordings: many times what a long mail needs, a fraction of a second's work.</summary>
    private static readonly TemplateBounds Bounds = new(CharsMax: 500_000, StepsMax: 50_000);

    private readonly FrozenDictionary<string, House> houses;

    public MailTemplates()
    {
        var sources = ReadAll();
        houses = sources.Keys.Where(name => name.StartsWith("layout.", StringComparison.Ordinal)).Select(name => name.Split('.')[1]).Distinct()
            .ToFrozenDictionary(language => language, language => new House(language, sources), StringComparer.Ordinal);
    }

    /// <summary>The languages that the house has mails in.</summary>
    public IEnumerable<string> Languages => houses.Keys.Order(StringComparer.Ordinal);

    public MailParts Parts(string language) => houses[language].Parts;

    /// <summary>The house's wording as it is written.</summary>
    public WordingSource Source(EmailKind kind, string language) => Wording(kind, language).Source;

    /// <param name="language">One that the mail's texts have; English where this one lacks the kind.</param>
    /// <exception cref="TemplateBroken">A template names a field that the model lacks.</exception>
    public RenderedMail Render(EmailKind kind, string language, IReadOnlyDictionary<string, object> model)
    {
        var house = houses.GetValueOrDefault(language) is { } own && own.Wordings.ContainsKey(kind) ? own : houses[Server.Texts.DefaultLanguage];
        return Render(house, house.Wordings[kind].Wording, Unbounded, model);
    }

    /// <summary>In a vendor's wording.</summary>
    /// <exception cref="WordingRefused">It was kept by an older version of this program, and is not right for this one.</exception>
    /// <exception cref="TemplateBroken">It makes no mail of this model.</exception>
    public RenderedMail Render(EmailKind kind, string language, WordingSource source, IReadOnlyDictionary<string, object> model)
    {
        var house = houses[language];
        return Render(house, MailWording.Read(kind, source, house.Parts), Bounds, model);
    }

    private static RenderedMail Render(House house, MailWording wording, TemplateBounds bounds, IReadOnlyDictionary<string, object> model)
    {
        string Html(Template template, TemplateBounds within, IReadOnlyDictionary<string, object> of) => new TemplateRendering(house.Parts.Html, PageEncoder.Html.Encode, within).Fill(template, of);
        string Text(Template template, TemplateBounds within, IReadOnlyDictionary<string, object> of) => new TemplateRendering(house.Parts.Text, escape: null, within).Fill(template, of);
        string subject = PlainText.Cut(MailText.Line(Text(wording.Subject, bounds, model)), MailWording.SubjectCharsMax);
        if (subject.Length == 0)
            throw new TemplateBroken("Line 1: the subject is empty.");
        string htmlBody = Html(wording.Html, bounds, model);
        string textBody = Text(wording.Text, bounds, model);
        string page = Html(house.HtmlLayout, Unbounded, new Dictionary<string, object>(model) { ["subject"] = subject, ["body"] = htmlBody });
        string lines = Text(house.TextLayout, Unbounded, new Dictionary<string, object>(model) { ["body"] = textBody.Trim() });
        return new RenderedMail(subject, ManyBlankLines().Replace(page, "\n").Trim() + "\n", ManyBlankLines().Replace(lines, "\n\n").Trim() + "\n");
    }

    private HouseWording Wording(EmailKind kind, string language) => houses[language].Wordings.GetValueOrDefault(kind) ?? houses[Server.Texts.DefaultLanguage].Wordings[kind];

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

    /// <summary>What the house has in one language. Read once, as the server starts.</summary>
    private sealed class House
    {
        public House(string language, Dictionary<string, string> sources)
        {
            Parts = new MailParts(PartsOf($".{language}.html", sources), PartsOf($".{language}.text", sources));
            (HtmlLayout, TextLayout) = (Template.Parse(sources[$"layout.{language}.html"]), Template.Parse(sources[$"layout.{language}.text"]));
            Wordings = Enum.GetValues<EmailKind>()
                .Select(kind => (Kind: kind, Name: $"{PublicName.Of(kind)}.{language}"))
                .Where(file => sources.ContainsKey(file.Name + ".text"))
                .ToFrozenDictionary(file => file.Kind, file => HouseWording.Of(sources[file.Name + ".text"], sources[file.Name + ".html"]));
        }

        public MailParts Parts { get; }

        public Template HtmlLayout { get; }

        public Template TextLayout { get; }

        public FrozenDictionary<EmailKind, HouseWording> Wordings { get; }

        private static FrozenDictionary<string, Template> PartsOf(string ending, Dictionary<string, string> sources) =>
            sources.Where(s => s.Key.StartsWith('_') && s.Key.EndsWith(ending, StringComparison.Ordinal))
                .ToFrozenDictionary(s => s.Key[..^ending.Length], s => Template.Parse(s.Value), StringComparer.Ordinal);
    }

    private sealed record HouseWording(WordingSource Source, MailWording Wording)
    {
        /// <summary>The subject is the first line of a text's file.</summary>
        public static HouseWording Of(string text, string html)
        {
            int firstLineEnd = text.IndexOf('\n', StringComparison.Ordinal);
            var source = new WordingSource(text[SubjectMark.Length..firstLineEnd], html, text[firstLineEnd..].TrimStart('\n'));
            return new HouseWording(source, MailWording.OfHouse(source));
        }
    }
}

/// <summary>A mail as it is sent, and kept.</summary>
internal sealed record RenderedMail(string Subject, string Html, string Text);
