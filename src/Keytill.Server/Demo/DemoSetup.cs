using Keytill.Server.Outgoing;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Keytill.Server.Demo;

/// <summary>The demo shop, its vendor's own server and its mailbox: there unless the server was started with <c>--no-demo</c>.</summary>
public static class DemoSetup
{
    public static bool HasDemo(this IConfiguration settings) => settings.GetValue("Demo", defaultValue: true);

    public static void AddDemo(this WebApplicationBuilder builder)
    {
        builder.Services.AddRazorPages();
        builder.Services.AddSingleton<DemoVendor>().AddSingleton<DemoMailbox>().AddSingleton<DemoCatalog>().AddSingleton<DemoStaff>();
        if (builder.Configuration.HasDemo())
        {
            // The demo vendor lives at our own address, which no other vendor may reach.
            builder.Services.PostConfigure<OutgoingOptions>(options => options.AllowLoopback());
            builder.Services.AddHostedService<DemoStart>();
            return;
        }

        builder.Services.Configure<RazorPagesOptions>(pages =>
            pages.Conventions.AddFolderRouteModelConvention("/Demo", page => page.Selectors.Clear()));
    }

    public static void MapDemo(this WebApplication app)
    {
        if (!app.Configuration.HasDemo())
            return;
        DemoVendorRoutes.Map(app);
        app.MapRazorPages();
        app.MapGet("/demo/mail/{id}/html", DemoMailbox.Html);
    }
}
