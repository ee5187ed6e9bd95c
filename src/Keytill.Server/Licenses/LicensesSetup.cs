using Keytill.Server.Work;

namespace Keytill.Server.Licenses;

/// <summary>The licence methods: one line each, found by the name that products give.</summary>
public static class LicensesSetup
{
    public static IServiceCollection AddLicenses(this IServiceCollection services)
    {
        services.AddSingleton<ILocalLicenseMethod, SignedKeyMethod>();
        services.AddSingleton<ILocalLicenseMethod, KeyPoolMethod>();
        services.AddSingleton<IRemoteLicenseMethod, EmulatorMethod>();
        services.AddSingleton<SigningKeys>();
        services.AddSingleton<KeyPools>();
        services.AddJob<RefillPool>();
        return services;
    }

    public static void MapLicenses(this WebApplication app) => app.MapSigningKeys();
}
