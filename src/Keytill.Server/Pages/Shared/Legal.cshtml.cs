using Keytill.Core;
using Keytill.Core.Checkouts;
using Keytill.Core.Vendors;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Keytill.Server.Pages.Shared;

/// <summary>A legal text of a seller, as it is in force: what the boxes above "continue" link to.</summary>
public sealed class LegalPage(ShopFronts fronts, TimeProvider clock) : PageModel
{
    public Texts Texts { get; private set; } = Texts.For(Texts.DefaultLanguage);

    public SellerOfRecord Seller { get; private set; } = null!;

    public LegalText Text { get; private set; } = null!;

    public string Title { get; private set; } = "";

    public IEnumerable<string> Paragraphs => Text.Body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public static string Path(string sellerId, ConsentKind kind, Texts texts) => $"/legal/{sellerId}/{PublicName.Of(kind)}?locale={texts.Language}";

    public async Task<IActionResult> OnGet()
    {
        Texts = PageLanguage.Choose(Request.Query["locale"], Request.Headers.AcceptLanguage);
        string name = (string)RouteData.Values["kind"]!;
        string seller = (string)RouteData.Values["seller"]!;
        if (PublicName.Find<ConsentKind>(name) is not { } kind || await fronts.Legal(seller, kind, Texts.Language, clock.GetUtcNow(), HttpContext.RequestAborted) is not { } found)
            return NotFound();
        (Seller, Text, Title) = (found.Seller, found.Text, Texts["legal." + name]);
        return Page();
    }
}
