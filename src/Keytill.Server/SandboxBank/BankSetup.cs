using Keytill.Server.SandboxBank.Api;
using Keytill.Server.SandboxBank.Pages;

namespace Keytill.Server.SandboxBank;

/// <summary>How the bank is put into a server: as a branch with its own routes, untouched by what guards the server's own pages.</summary>
public static class BankSetup
{
    /// <summary>Mounts the bank at this path, opens its doors, and lets it work from when the server listens until it stops.</summary>
    /// <param name="prefix">As <c>/sandbox-bank</c>; empty for the root of a host of its own.</param>
    public static void UseSandboxBank(this WebApplication app, string prefix, Bank bank)
    {
        if (prefix.Length == 0)
            Branch(app, bank);
        else
            app.Map(prefix, branch => Branch(branch, bank));

        app.Lifetime.ApplicationStarted.Register(bank.Start);
        app.Lifetime.ApplicationStopping.Register(() => bank.Stop().GetAwaiter().GetResult());
    }

    private static void Branch(IApplicationBuilder branch, Bank bank)
    {
        // What the server's own routes made of this path does not count here.
        branch.Use((http, next) =>
        {
            http.SetEndpoint(null);
            return next(http);
        });
        branch.UseRouting();
        branch.UseEndpoints(routes =>
        {
            new BankApi(bank).Map(routes);
            new BankPages(bank).Map(routes);
            new MerchantPages(bank).Map(routes);
        });
    }
}
