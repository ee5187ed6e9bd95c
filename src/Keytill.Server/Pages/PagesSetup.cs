using Keytill.Server.Pages.Account;
using Keytill.Server.Pages.Checkout;
using Keytill.Server.Pages.Console;
using Keytill.Server.Pages.Shared;
using Keytill.Server.Support;
using Microsoft.AspNetCore.Mvc;

namespace Keytill.Server.Pages;

/// <summary>What customers see.</summary>
public static class PagesSetup
{
    public static IServiceCollection AddCustomerPages(this IServiceCollection services)
    {
        services.AddSingleton(PageEncoder.Html);
        services.AddSingleton<ShopFronts>();

        services.AddRazorPages(pages =>
        {
            pages.Conventions.ConfigureFilter(new OnlyHandledMethods());
            // A buyer's authority is the token in the address, and the edge refuses other sites' forms: no form token, no cookie.
            foreach (string folder in (string[])["/Account", "/Checkout", "/Demo", "/Shared"])
                pages.Conventions.AddFolderApplicationModelConvention(folder, page => page.Filters.Add(new IgnoreAntiforgeryTokenAttribute()));
            // The console's people bring a cookie: their forms carry a token as well.
            pages.Conventions.AuthorizeFolder("/Console");
        });
        services.AddAntiforgery(tokens =>
        {
            tokens.Cookie.Name = "keytill_forms";
            tokens.Cookie.Path = "/console";
        });
        return services;
    }

    public static void MapCustomerPages(this WebApplication app)
    {
        // What customers are promised: a setting that cannot be right stops the start.
        _ = app.Services.GetRequiredService<SupportOptions>();
        app.MapAssets();
        app.MapAccentSheets();
        app.MapBuy();
        app.MapOneTimeLinks();
        app.MapOrderActs();
        app.MapConsole();
        app.MapRazorPages();
    }
}
