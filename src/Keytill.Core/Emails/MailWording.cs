namespace Keytill.Core.Emails;

/// <summary>The wording of one mail, read and found right for its kind.</summary>
public sealed record MailWording
{
    public const int SubjectCharsMax = 200;
    public const int HtmlCharsMax = 24_000;
    public const int TextCharsMax = 12_000;

    private MailWording(Template subject, Template html, Template text) => (Subject, Html, Text) = (subject, html, text);

    public Template Subject { get; }

    public Template Html { get; }

    public Template Text { get; }

    /// <summary>For wordings of other hands than the house's.</summary>
    /// <param name="parts">The house's, of the wording's language.</param>
    /// <exception cref="WordingRefused">With everything that is wrong, as far as it can be seen at once.</exception>
    public static MailWording Read(EmailKind kind, WordingSource source, MailParts parts)
    {
        if (TemplateFields.Of(kind) is not { } fields)
            throw new WordingRefused([new TemplateMistake("", 0, "kind_has_no_wording", "This mail has no wording but the house's.")]);
        var reading = new Reading(kind, fields);
        var subject = reading.Read("subject", source.Subject, SubjectCharsMax, new Dictionary<string, Template>());
        var html = reading.Read("html", source.Html, HtmlCharsMax, parts.Html);
        var text = reading.Read("text", source.Text, TextCharsMax, parts.Text);
        return reading.Mistakes is [] ? new MailWording(subject!, html!, text!) : throw new WordingRefused(reading.Mistakes);
    }

    /// <summary>The parts that speak only of what mails of this kind have.</summary>
    public static IReadOnlyList<string> PartsFor(EmailKind kind, MailParts parts)
    {
        var fields = TemplateFields.Of(kind) ?? [];
        bool Fits(Template part)
        {
            var check = new TemplateCheck("html", fields, parts.Html);
            check.Run(part);
            return check.Mistakes.Count == 0;
        }

        return [.. parts.Html.Where(part => Fits(part.Value)).Select(part => part.Key).Order(StringComparer.Ordinal)];
    }

    /// <summary>For the house's own, which tests hold to their fields.</summary>
    /// <exception cref="TemplateUnreadable">Always the same one: the files are part of the program.</exception>
    public static MailWording OfHouse(WordingSource source) => new(Template.Parse(source.Subject), Template.Parse(source.Html), Template.Parse(source.Text));

    private sealed class Reading(EmailKind kind, IReadOnlyList<TemplateField> fields)
    {
        public List<TemplateMistake> Mistakes { get; } = [];

        /// <returns>Null where it cannot be read.</returns>
        public Template? Read(string part, string source, int charsMax, IReadOnlyDictionary<string, Template> parts)
        {
            if (string.IsNullOrWhiteSpace(source) || source.Length > charsMax || (part == "subject" && source.AsSpan().IndexOfAny('\n', '\r') >= 0))
            {
                Mistakes.Add(part == "subject"
                    ? new TemplateMistake(part, 0, "template_size", $"A subject is one line of 1 to {charsMax} characters.")
                    : new TemplateMistake(part, 0, "template_size", $"This part has 1 to {charsMax} characters."));
                return null;
            }

            try
            {
                var template = Template.Parse(source);
                var check = new TemplateCheck(part, fields, parts);
                check.Run(template);
                Mistakes.AddRange(check.Mistakes);
                if (part == "html" && MailMarkup.Check(source, fields) is { } markup)
                    Mistakes.Add(markup);
                if (part != "subject")
                    Mistakes.AddRange(TemplateFields.MustTell(kind).Where(path => !check.Told.Contains(path)).Select(path =>
                        new TemplateMistake(part, 0, "field_missing", $"This mail is there to tell {path}: it has to stand in it, by itself or in a part.")));
                return template;
            }
            catch (TemplateUnreadable wrong)
            {
                Mistakes.Add(new TemplateMistake(part, wrong.Line, wrong.Code, wrong.Message));
                return null;
            }
        }
    }
}

/// <summary>The source of a mail's wording.</summary>
/// <param name="Html">What stands in the house's frame, not a page of its own.</param>
/// <param name="Text">The same for readers of plain text.</param>
public sealed record WordingSource(string Subject, string Html, string Text);

/// <summary>Pieces that the house has ready in one language, by name.</summary>
public sealed record MailParts(IReadOnlyDictionary<string, Template> Html, IReadOnlyDictionary<string, Template> Text);

/// <summary>A wording that is not kept, with what is wrong, in the order of its parts.</summary>
public sealed class WordingRefused(IReadOnlyList<TemplateMistake> mistakes) : Exception("The wording of a mail is not right.")
{
    public IReadOnlyList<TemplateMistake> Mistakes { get; } = mistakes;
}
