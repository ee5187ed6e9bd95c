using System.Runtime.InteropServices;
using Keytill.Core.Vendors;
using Keytill.Core.Webhooks;
using Keytill.Server.Outgoing;
using Keytill.Server.Webhooks;

namespace Keytill.Server.Cli;

/// <summary>
/// Commands of a vendor's developer: <c>listen --forward-to URL</c> and <c>events resend EVENT</c>. They know a server by its API alone, and run
/// wherever he works.
/// </summary>
internal static class VendorCommands
{
    private const string ForwardTo = "--forward-to";
    private const string Secret = "--secret";
    private const string Events = "--events";
    private const string Endpoint = "--endpoint";

    /// <returns>Null where the arguments are no such command.</returns>
    public static Func<CancellationToken, Task>? Find(string[] args, TextWriter output) => args switch
    {
        ["listen", .. var rest] => cancel => Listen(new CliOptions(rest, ForwardTo, Secret, Events), output, cancel),
        ["events", "resend", var happened, .. var rest] => cancel => Resend(happened, new CliOptions(rest, Endpoint), output, cancel),
        _ => null,
    };

    private static async Task Listen(CliOptions options, TextWriter output, CancellationToken cancel)
    {
        if (!options.Key.StartsWith(ApiKey.PrefixOf(Mode.Test), StringComparison.Ordinal))
            throw new InvalidOperationException($"Only events of test mode are forwarded: give a key that begins with {ApiKey.PrefixOf(Mode.Test)}.");
        var receiver = options.Address(ForwardTo);
        var secret = options.Find(Secret) is not { } given ? WebhookSecret.New()
            : WebhookSecret.TryParse(given, out var parsed) ? parsed
            : throw new InvalidOperationException($"{Secret} is a secret as endpoints have it, and begins with {WebhookSecret.Prefix}.");
        var types = ChosenEvents.Of(options.Find(Events)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        await using var services = Services();
        var listen = new ListenForEvents(Api(services, options), services.GetRequiredService<WebhookPost>(), TimeProvider.System, output);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        try
        {
            await listen.Run(receiver, secret, types, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // That is how it ends.
        }

        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            ending.Cancel();
        }
    }

    private static async Task Resend(string happened, CliOptions options, TextWriter output, CancellationToken cancel)
    {
        await using var services = Services();
        await new ResendEvent(Api(services, options), output).Run(happened, options.Find(Endpoint), cancel);
    }

    private static VendorApi Api(ServiceProvider services, CliOptions options) =>
        new(services.GetRequiredService<IHttpClientFactory>(), options.ServerAddress, options.Key);

    /// <summary>Whoever types an address here may call it: it is his machine, and nothing here is a vendor's choice that an operator has to guard against.</summary>
    internal static ServiceProvider Services()
    {
        var anywhere = new Dictionary<string, string?> { ["Outgoing:AllowedNetworks:0"] = "0.0.0.0/0", ["Outgoing:AllowedNetworks:1"] = "::/0" };
        return new ServiceCollection()
            .AddLogging().AddSingleton(TimeProvider.System).AddSingleton<WebhookPost>()
            .AddOutgoing(new ConfigurationBuilder().AddInMemoryCollection(anywhere).Build())
            .BuildServiceProvider();
    }
}
