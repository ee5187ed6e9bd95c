using Keytill.Core;
using Keytill.Core.Support;
using Keytill.Core.Vendors;
using Keytill.Server.Hosting.Access;
using Keytill.Server.Support;
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
    public string? Problem { get; protected set; }

    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        Who = HttpContext.Actor();
        Mode = PublicName.Find<Mode>(RouteData.Values["mode"] as string) ?? Mode.Live;
        Done = ConsoleWords.Done(Request.Query["done"].FirstOrDefault());
        HttpContext.KeepPrivate();
    }

    public string PathOf(string orderNumber) => $"{Root}/orders/{orderNumber}";

    public string At(DateTimeOffset at, TimeZoneInfo? zone = null) => Formats.DateTime(at, zone ?? TimeZoneInfo.Utc);

    public string NewDeed(TimeProvider clock) => Ids.New(Deed.IdPrefix, clock.GetUtcNow());
}
