using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Keytill.Server.SandboxBank;

/// <summary>
/// The bank as a host of its own on 127.0.0.1: it outlives whatever happens to its merchant, and its books are the judge of what truly moved.
/// </summary>
public sealed class SandboxBankHost : IAsyncDisposable
{
    private readonly WebApplication app;

    private SandboxBankHost(WebApplication app, Bank bank) => (this.app, Bank) = (app, bank);

    public Bank Bank { get; }

    public BankBooks Books => Bank.Books;

    public BankMischief Mischief => Bank.Mischief;

    /// <summary>Where it listens; set by <see cref="Start"/>.</summary>
    public Uri BaseUrl { get; private set; } = new("http://127.0.0.1:0");

    /// <param name="clock">The bank's wall time; the machine's when left out.</param>
    /// <param name="port">0 for any free one.</param>
    public static SandboxBankHost Build(SandboxBankOptions options, TimeProvider? clock = null, int port = 0)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        WebApplication app = builder.Build();
        var bank = new Bank(options, clock ?? TimeProvider.System, app.Services.GetRequiredService<ILogger<Bank>>());
        app.UseSandboxBank("", bank);
        return new SandboxBankHost(app, bank);
    }

    public async Task<SandboxBankHost> Start()
    {
        await app.StartAsync();
        BaseUrl = new Uri(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        await Bank.DisposeAsync();
    }
}
