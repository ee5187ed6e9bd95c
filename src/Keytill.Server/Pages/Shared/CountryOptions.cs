using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;

namespace Keytill.Server.Pages.Shared;

/// <summary>The options of a country list. Each language's are escaped once: there are 249, on every checkout page.</summary>
internal sealed class CountryOptions : IHtmlContent
{
    private static readonly ConcurrentDictionary<string, CountryOption[]> ByLanguage = new();

    private readonly CountryOption[] options;
    private readonly string selected;

    private CountryOptions(CountryOption[] options, string selected) => (this.options, this.selected) = (options, selected);

    public static CountryOptions In(Texts texts, string selected) =>
        new(ByLanguage.GetOrAdd(texts.Language, _ => [.. texts.Countries.Select(CountryOption.Of)]), selected);

    public void WriteTo(TextWriter writer, HtmlEncoder encoder)
    {
        foreach (var option in options)
            writer.Write(option.Code.Equals(selected, StringComparison.OrdinalIgnoreCase) ? option.Selected : option.Plain);
    }

    private sealed record CountryOption(string Code, string Plain, string Selected)
    {
        public static CountryOption Of(CountryName country)
        {
            string name = PageEncoder.Html.Encode(country.Name);
            return new CountryOption(
                country.Code,
                $"<option value=\"{country.Code}\">{name}</option>",
                $"<option value=\"{country.Code}\" selected>{name}</option>");
        }
    }
}
