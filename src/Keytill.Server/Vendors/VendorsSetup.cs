namespace Keytill.Server.Vendors;

public static class VendorsSetup
{
    public static IServiceCollection AddVendors(this IServiceCollection services) => services.AddSingleton<IssueApiKey>();
}
