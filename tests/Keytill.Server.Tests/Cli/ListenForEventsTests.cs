using Keytill.Core.Webhooks;
using Keytill.Server.Cli;
using Keytill.Server.Tests.Support;
using Keytill.Server.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Keytill.Server.Tests.Cli;

public sealed class ListenForEventsTests
{
    private const string Nothing = """{"data":[],"has_more":false,"next_cursor":null}""";
    private const string Created = """{"data":[{"id":"evt_1","type":"order.created","data":{"order":{"number":"T0000000001"}}}],"has_more":false,"next_cursor":null}""";

    [Fact]
    public async Task A_server_that_does_not_answer_for_a_while_is_told_of_once_and_nothing_is_missed()
    {
        await using var server = await Listener.Start();
        await using var machine = await Listener.Start();
        int asked = 0;
        server.Answer = async http =>
        {
            asked++;
            http.Response.StatusCode = asked is 3 or 4 or 5 ? 503 : 200;
            await http.Response.WriteAsync(asked == 6 ? Created : Nothing);
        };
        await using var services = VendorCommands.Services();
        using var terminal = new Terminal();
        using var stop = new CancellationTokenSource();
        var api = new VendorApi(services.GetRequiredService<IHttpClientFactory>(), new Uri(server.Url), "sk_test_x");
        var listen = new ListenForEvents(api, services.GetRequiredService<WebhookPost>(), TimeProvider.System, terminal) { Pause = TimeSpan.FromMilliseconds(1) };

        var listening = listen.Run(new Uri(machine.Url), WebhookSecret.New(), ChosenEvents.All, stop.Token);
        await Journeys.Installation.Until(() => Task.FromResult(terminal.Says("evt_1")), "the event is brought");
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening);
        Assert.Equal([$"{server.Url}/ answered 503. (asked again until it does)", "The server answers again."], terminal.Lines.Skip(1).Take(2));
        Assert.Single(machine.Requests);
    }
}
