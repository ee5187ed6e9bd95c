using Keytill.Server.Hosting;
using Keytill.Server.Outgoing;

await using var app = KeytillServer.Build(args);
await app.RunAsync();

/// <summary>What the server is made of, in reading order.</summary>
public static partial class Program
{
    internal static void AddFeatures(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(services => StorageOptions.From(services.GetRequiredService<IConfiguration>()));
        builder.Services.AddOutgoing(builder.Configuration);
    }

    internal static void MapFeatures(WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
    }
}
