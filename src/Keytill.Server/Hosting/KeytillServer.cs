namespace Keytill.Server.Hosting;

/// <summary>Builds the whole server. Tests start it exactly as the program does, on a port of their own.</summary>
public static class KeytillServer
{
    private const string DefaultUrl = "http://127.0.0.1:5080";

    /// <param name="args">What follows <c>./run</c>: <c>--urls URL --data DIR --database "Host=…" --no-demo</c>, or any setting as <c>--Name=value</c>.</param>
    /// <param name="change">Runs last, before the host is built: whatever it registers or configures wins.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? change = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = [.. args.Select(SwitchAsSetting)],
            ApplicationName = typeof(KeytillServer).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        // Below the command line, above the settings file.
        builder.Configuration.Sources.Insert(builder.Configuration.Sources.Count - 1, KeytillEnvironment());
        if (string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey])) builder.WebHost.UseUrls(DefaultUrl);
        KeepQuiet(builder.Logging);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<Crossings>();
        Features.Add(builder);
        change?.Invoke(builder);
        var app = builder.Build();
        Features.Map(app);
        app.MapHealth();
        return app;
    }

    /// <summary><c>--no-demo</c> is the one switch without a value.</summary>
    private static string SwitchAsSetting(string arg) => arg == "--no-demo" ? "--Demo=false" : arg;

    private static Microsoft.Extensions.Configuration.EnvironmentVariables.EnvironmentVariablesConfigurationSource KeytillEnvironment() =>
        new() { Prefix = "KEYTILL_" };

    /// <summary>Order tokens are part of addresses: nothing that logs whole addresses or statements may speak below a warning.</summary>
    private static void KeepQuiet(ILoggingBuilder logging)
    {
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // Keys lie in the database beside what they protect; that whoever holds it holds them is said in the threat model.
        logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error);
        logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning);
        logging.AddFilter("System.Net.Http.HttpClient", LogLevel.Warning);
        logging.AddFilter("Npgsql", LogLevel.Warning);
    }
}
