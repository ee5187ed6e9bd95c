using Keytill.Core.Refunds;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Keytill.Server.Pages.Shared;

/// <summary>The rules of refunds, for everybody. With <c>?vendor=</c> (a slug) those of that vendor.</summary>
public sealed class RefundHelpPage(ShopFronts fronts) : PageModel
{
    public RefundRules Rules { get; private set; } = null!;

    public string VendorName { get; private set; } = "";

    public Texts Texts => Rules.Texts;

    public async Task OnGet()
    {
        var vendor = await fronts.BySlug(Request.Query["vendor"].ToString(), HttpContext.RequestAborted);
        VendorName = vendor?.Name ?? "";
        Rules = new RefundRules(PageLanguage.Choose(Request.Query["locale"], Request.Headers.AcceptLanguage), vendor?.RefundWithinDays ?? RefundPolicy.AskWithinDays);
    }
}
