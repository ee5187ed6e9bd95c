using Keytill.Core;
using Keytill.Core.Checkouts;
using Keytill.Server.Pages.Shared;
using Microsoft.AspNetCore.Html;

namespace Keytill.Server.Pages.Checkout;

/// <summary>One box to tick, with the sentence beside it.</summary>
public sealed record ConsentBox(string Field, IHtmlContent Sentence, bool IsTicked)
{
    public static ConsentBox Of(ConsentKind kind, string sellerId, Texts texts, bool isTicked)
    {
        string key = "consent." + PublicName.Of(kind);
        return new ConsentBox(ConsentRules.FieldOf(kind), texts.Html(key, ("link", Link(kind, sellerId, texts, key))), isTicked);
    }

    // A new window: the text must be readable without losing what is typed here.
    private static HtmlString Link(ConsentKind kind, string sellerId, Texts texts, string key) => new(
        $"<a href=\"{LegalPage.Path(sellerId, kind, texts)}\" target=\"_blank\" rel=\"noopener\">{PageEncoder.Html.Encode(texts[key + ".link"])}" +
        $"<span class=\"visually-hidden\"> {PageEncoder.Html.Encode(texts["page.new_tab"])}</span></a>");
}
