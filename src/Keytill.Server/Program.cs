using Keytill.Server.Hosting;

await using var app = KeytillServer.Build(args);
await app.RunAsync();

/// <summary>What the server is made of, in reading order.</summary>
public static partial class Program
{
    internal static void AddFeatures(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(services => StorageOptions.From(services.GetRequiredService<IConfiguration>()));
    }

    internal static void MapFeatures(WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
    }
}
