using Keytill.Server.Hosting;
using Keytill.Server.Persistence.Moving;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;

namespace Keytill.Server.Persistence;

public static class PersistenceSetup
{
    public static IServiceCollection AddPersistence(this IServiceCollection services)
    {
        services.AddSingleton(provider => StorageOptions.From(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton(provider => Dialect.Of(provider.GetRequiredService<StorageOptions>()));
        services.AddSingleton<FolderLock>();
        services.AddSingleton<StoreMeter>();
        services.AddSingleton<SaveHooks>();
        services.AddSingleton<Store>();
        services.AddSingleton<Migrator>();
        services.AddSingleton<ExportDatabase>();
        services.AddSingleton<ImportDatabase>();
        services.AddSingleton<KeyRing>();
        // The default name is the folder of the program: moving it would sign everybody out.
        services.AddDataProtection().SetApplicationName("keytill");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider =>
            new ConfigureOptions<KeyManagementOptions>(options => options.XmlRepository = provider.GetRequiredService<KeyRing>()));
        services.AddSingleton<DatabaseStart>();
        services.AddHostedService(provider => provider.GetRequiredService<DatabaseStart>());
        return services;
    }
}
