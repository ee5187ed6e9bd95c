using Keytill.Server.Api;
using Keytill.Server.Checkouts;
using Keytill.Server.Demo;
using Keytill.Server.Emails;
using Keytill.Server.Hosting.Access;
using Keytill.Server.Licenses;
using Keytill.Server.Orders;
using Keytill.Server.Outgoing;
using Keytill.Server.Pages;
using Keytill.Server.Payments;
using Keytill.Server.Persistence;
using Keytill.Server.Support;
using Keytill.Server.Vendors;
using Keytill.Server.Webhooks;
using Keytill.Server.Work;

namespace Keytill.Server;

/// <summary>What the server is made of, in reading order.</summary>
internal static class Features
{
    public static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddPersistence();
        // Before the work, which calls the demo vendor's own server: that must know its secrets by then.
        builder.AddDemo();
        builder.Services.AddWork();
        builder.Services.AddOutgoing(builder.Configuration);
        builder.AddAccess();
        builder.Services.AddVendors();
        builder.Services.AddCheckouts();
        builder.Services.AddOrders();
        builder.Services.AddLicenses();
        builder.Services.AddCustomerPages();
        builder.Services.AddEmails();
        builder.Services.AddWebhooks();
        builder.Services.AddApi();
        builder.Services.AddSupport();
        builder.Services.AddSandbox();
    }

    public static void Map(WebApplication app)
    {
        app.UseAccess();
        app.MapCustomerPages();
        app.MapNotices();
        app.MapLicenses();
        app.MapApi();
        app.MapSandbox();
        app.MapDemo();
    }
}
