using Keytill.Core;
using Keytill.Core.Support;
using Keytill.Core.Vendors;
using Keytill.Server.Hosting.Access;
using Keytill.Server.Orders;
using Keytill.Server.Pages.Shared;
using Keytill.Server.Persistence;
using Keytill.Server.Support;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Keytill.Server.Pages.Console;

/// <summary>What every page of the console begins with: who looks, and at which mode. The console speaks English.</summary>
public abstract class ConsolePage : PageModel
{
    private static readonly Texts English = Texts.For("en");

    public abstract string Title { get; }

    public Actor Who { get; private set; } = null!;

    public Mode Mode { get; private set; }

    public string ModeName => PublicName.Of(Mode);

    /// <summary>The console's start in this mode, from the root.</summary>
    public string Root => "/console/" + ModeName;

    /// <summary>To look, over all vendors.</summary>
    public Scope Look => Who.Sees(Mode);

    public Formats Formats => English.Formats;

    /// <summary>An address that a form made leads back to, with what became of it.</summary>
    public string? Done { get; private set; }

    /// <summary>Why what was pressed was not done.</summary>
    public string? Problem { get; private set; }

    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        Who = HttpContext.Actor();
        Mode = PublicName.Find<Mode>(RouteData.Values["mode"] as string) ?? Mode.Live;
        Done = ConsoleWords.Done(Request.Query["done"].FirstOrDefault());
        HttpContext.KeepPrivate();
    }

    /// <summary>Does what was pressed and leads on. What a rule forbids is said on the page, which is to be shown again with <see cref="Problem"/>.</summary>
    /// <param name="button">What the page that follows says of it.</param>
    /// <param name="deed">False where no such button stands on the page.</param>
    /// <returns>Null: load the page and show it again.</returns>
    protected async Task<IActionResult?> Press(string address, string? button, Func<Task<bool>> deed)
    {
        try
        {
            return await deed() ? new SeeOther($"{address}?done={button}") : BadRequest();
        }
        catch (NotAllowed)
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }
        catch (OrderNotFound)
        {
            Problem = "That is not there any more: see how the order stands now.";
        }
        catch (RuleBroken broken)
        {
            Problem = broken.Message;
        }
        catch (Conflict)
        {
            // Most likely the same form, pressed twice at once: the page says how it stands.
            Problem = "Somebody else changed this at the same moment. See how it stands now.";
        }

        return null;
    }

    public string PathOf(string orderNumber) => $"{Root}/orders/{orderNumber}";

    public string At(DateTimeOffset at, TimeZoneInfo? zone = null) => Formats.DateTime(at, zone ?? TimeZoneInfo.Utc);

    public string NewDeed(TimeProvider clock) => Ids.New(Deed.IdPrefix, clock.GetUtcNow());
}
