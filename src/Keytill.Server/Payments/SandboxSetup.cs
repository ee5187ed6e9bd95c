using Keytill.Server.Hosting;
using Keytill.Server.SandboxBank;

namespace Keytill.Server.Payments;

/// <summary>Test payments: the adapter always, and a bank of our own where no other is named.</summary>
public static class SandboxSetup
{
    private const string OwnBankFile = "sandbox-bank.db";

    public static void AddSandbox(this IServiceCollection services)
    {
        services.AddSingleton(provider => SandboxOptions.From(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton(provider => new SandboxGateway(
            provider.GetRequiredService<SandboxOptions>(), () => BankUrl(provider), provider.GetRequiredService<IHttpClientFactory>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IPaymentGateway>(provider => provider.GetRequiredService<SandboxGateway>());
        services.AddSingleton(OwnBank);
    }

    /// <summary>After the edge, which knows the scheme and host that the customer used; before every page of ours.</summary>
    public static void MapSandbox(this WebApplication app)
    {
        if (app.Services.GetRequiredService<SandboxOptions>() is { Enabled: true, BaseUrl: null })
            app.UseSandboxBank(SandboxOptions.OwnBankPath, app.Services.GetRequiredService<Bank>());
    }

    private static Uri BankUrl(IServiceProvider provider) =>
        provider.GetRequiredService<SandboxOptions>().BaseUrl ?? provider.GetRequiredService<PublicUrl>().For(SandboxOptions.OwnBankPath);

    private static Bank OwnBank(IServiceProvider provider)
    {
        SandboxOptions options = provider.GetRequiredService<SandboxOptions>();
        string folder = provider.GetRequiredService<StorageOptions>().Data;
        OwnFolder.Create(folder);
        string file = Path.Combine(folder, OwnBankFile);
        return new Bank(
            new SandboxBankOptions(file, options.Secret, options.NoticeSecret.Reveal(), options.Account),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<Bank>>());
    }
}
