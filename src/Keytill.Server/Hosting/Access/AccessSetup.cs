using System.Net;
using Keytill.Server.Hosting.Errors;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.HttpOverrides;

namespace Keytill.Server.Hosting.Access;

/// <summary>Everything between the socket and the features.</summary>
public static class AccessSetup
{
    /// <summary>A link may carry a page full of prefilled fields and hidden values; a longer one is refused before it is read.</summary>
    private const int RequestLineBytesMax = 64 * 1024;

    /// <summary>The largest form is a checkout of 50 lines with every field far too long.</summary>
    private const long RequestBodyBytesMax = 1024 * 1024;

    public static void AddAccess(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PublicUrl>();
        // Who is known, and how, is said by the pages that want to know it.
        builder.Services.AddAuthentication();
        builder.Services.AddAuthorization();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestLineSize = RequestLineBytesMax;
            kestrel.Limits.MaxRequestBodySize = RequestBodyBytesMax;
        });
        builder.Services.Configure<ForwardedHeadersOptions>(options => TrustProxies(options, builder.Configuration));
        builder.Services.PostConfigure<HostFilteringOptions>(options => AllowOwnHost(options, builder.Configuration));
    }

    /// <summary>
    /// Outermost first. Comes before any endpoint, and routes by itself, because the guard asks the endpoint whether it is open
    /// to other sites.
    /// </summary>
    public static void UseAccess(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.Use((context, next) =>
        {
            PageHeaders.SetAtStart(context);
            return next(context);
        });
        app.UseMiddleware<ErrorPages>();
        app.UseRouting();
        app.Use(RefuseForeignForms);
        app.UseAuthentication();
        app.UseAuthorization();
    }

    private static Task RefuseForeignForms(HttpContext context, RequestDelegate next)
    {
        bool isOpen = context.GetEndpoint()?.Metadata.GetMetadata<OpenToOtherSitesAttribute>() is not null;
        var ours = context.RequestServices.GetRequiredService<PublicUrl>().Value;
        if (isOpen || !SameOrigin.IsForeign(context.Request, ours))
            return next(context);

        context.BecauseOf(ErrorReason.ForeignForm);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    // Setting TrustedProxies: addresses or networks, separated by commas. Nobody else's word is taken for where a request comes from.
    private static void TrustProxies(ForwardedHeadersOptions options, IConfiguration settings)
    {
        options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        if (settings["TrustedProxies"] is not { Length: > 0 } proxies)
            return;

        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (string proxy in proxies.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (proxy.Contains('/', StringComparison.Ordinal))
                options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
            else
                options.KnownProxies.Add(IPAddress.Parse(proxy));
        }
    }

    private static void AllowOwnHost(HostFilteringOptions options, IConfiguration settings)
    {
        if (PublicUrl.Read(settings) is { } url)
            options.AllowedHosts = [url.Host, "localhost", "127.0.0.1", "[::1]"];
    }
}
