using Keytill.Server.Pages.Console;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Keytill.Server.Support;

/// <summary>The operator's people: who they are, what they find, what they do.</summary>
public static class SupportSetup
{
    public static IServiceCollection AddSupport(this IServiceCollection services)
    {
        services.AddAuthentication(StaffSession.Scheme).AddCookie(StaffSession.Scheme, StaffSession.Configure);
        // The lives of cookies are counted by the clock of everything else.
        services.AddOptions<CookieAuthenticationOptions>(StaffSession.Scheme).PostConfigure<TimeProvider>((options, clock) => options.TimeProvider = clock);
        services.AddSingleton<StaffPasswords>();
        services.AddSingleton<SignIn>();
        services.AddSingleton<KeepStaff>();
        services.AddSingleton<LookUpOrders>();
        services.AddSingleton<Inboxes>();
        services.AddSingleton<OrderFiles>();
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<ResendMail>();
        services.AddSingleton<RunWorkAgain>();
        services.AddSingleton<OrderDeeds>();
        services.AddCases();
        return services;
    }
}
