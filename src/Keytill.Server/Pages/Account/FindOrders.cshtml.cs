using System.Globalization;
using System.Net;
using Keytill.Core;
using Keytill.Core.Checkouts;
using Keytill.Server.Hosting.Access;
using Keytill.Server.Orders;
using Keytill.Server.Pages.Shared;
using Keytill.Server.Support;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Keytill.Server.Pages.Account;

/// <summary>
/// For whoever has lost the address of an order. It is for the whole installation, and knows no vendor. Its answer is the same
/// whether or not there is an order.
/// </summary>
public sealed class FindOrdersPage(SearchOrders search) : PageModel
{
    public const string EmailField = "email";
    public const string NumberField = "number";

    /// <summary>The key of the press: sent twice, it is answered once.</summary>
    public const string PressField = "press";

    private const string SentParameter = "sent";

    public Texts Texts { get; private set; } = Texts.For(Texts.DefaultLanguage);

    public string Title => Texts[IsSent ? "find.sent.title" : "find.title"];

    public bool IsSent { get; private set; }

    /// <summary>What was typed, where the page comes back with a problem.</summary>
    public string Email { get; private set; } = "";

    public string Number { get; private set; } = "";

    /// <summary>By field, in the order of the page.</summary>
    public IReadOnlyList<(string Field, string Sentence)> Problems { get; private set; } = [];

    public string MailsMax => Texts.Formats.Number(SearchOrders.PerAddress.Times);

    public void OnGet()
    {
        Choose();
        IsSent = Request.Query[SentParameter] == "1";
    }

    public async Task<IActionResult> OnPost()
    {
        Choose();
        var form = await Request.ReadPostedForm();
        (Email, Number) = (PlainText.Clean(form.First(EmailField)), PlainText.Clean(form.First(NumberField)));
        string? address = EmailAddress.Normalize(Email);
        Problems = [.. ProblemsOf(address)];
        if (Problems.Count > 0)
            return Page();
        if (await search.Run(form.First(PressField), address!, Number.Length == 0 ? null : Number, HttpContext.Connection.RemoteIpAddress, HttpContext.RequestAborted))
            return new SeeOther($"{OrderLinks.FindPath(Texts.Language)}&{SentParameter}=1");
        Problems = [(EmailField, Texts["find.problem.too_many"])];
        Response.StatusCode = (int)HttpStatusCode.TooManyRequests;
        Response.Headers.RetryAfter = ((int)SearchOrders.PerClient.Within.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return Page();
    }

    public string? ProblemOf(string field) => Problems.Where(p => p.Field == field).Select(p => p.Sentence).FirstOrDefault();

    private void Choose()
    {
        Texts = PageLanguage.Choose(Request.Query["locale"], Request.Headers.AcceptLanguage);
        HttpContext.KeepPrivate();
    }

    private IEnumerable<(string Field, string Sentence)> ProblemsOf(string? address)
    {
        if (address is null)
            yield return (EmailField, Texts["find.problem.email"]);
        if (Number.Length > 0 && !SearchOrders.IsNumber(Number))
            yield return (NumberField, Texts["find.problem.number"]);
    }
}
