using Keytill.Server.Api;
using Keytill.Server.Checkouts;
using Keytill.Server.Demo;
using Keytill.Server.Emails;
using Keytill.Server.Hosting;
using Keytill.Server.Hosting.Access;
using Keytill.Server.Licenses;
using Keytill.Server.Orders;
using Keytill.Server.Outgoing;
using Keytill.Server.Pages;
using Keytill.Server.Payments;
using Keytill.Server.Persistence;
using Keytill.Server.Vendors;
using Keytill.Server.Webhooks;
using Keytill.Server.Work;

await using var app = KeytillServer.Build(args);
await app.RunAsync();

/// <summary>What the server is made of, in reading order.</summary>
public static partial class Program
{
    internal static void AddFeatures(WebApplicationBuilder builder)
    {
        builder.Services.AddPersistence();
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
        builder.Services.AddSandbox();
        builder.AddDemo();
    }

    internal static void MapFeatures(WebApplication app)
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
