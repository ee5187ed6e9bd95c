using System.Text;
using Keytill.Core.Vendors;
using Keytill.Core.Webhooks;
using Keytill.Server.Hosting;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;
using Keytill.Server.Vendors;
using Keytill.Server.Work;
using Microsoft.AspNetCore.Http;

namespace Keytill.Server.Tests.Cli;

/// <summary>What a vendor's developer types on his own machine, against a real server.</summary>
public sealed class VendorCommandsTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_developers_own_machine_gets_from_now_on_the_very_webhooks_and_a_refusal_holds_none_up(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        await using var machine = await Listener.Start();
        bool isFirst = true;
        machine.Answer = http =>
        {
            http.Response.StatusCode = isFirst ? 500 : 204;
            isFirst = false;
            return Task.CompletedTask;
        };
        using var before = await Customer.WhoOrdered(here);
        using var terminal = new Terminal();
        using var stop = new CancellationTokenSource();
        var secret = WebhookSecret.New();

        var listening = Run(terminal, here, stop.Token, "listen", "--forward-to", machine.Url + "/hooks", "--secret", secret.Reveal(), "--events", "order.created, order.delivered");
        await Installation.Until(() => Task.FromResult(terminal.Says("from now on, signed with " + secret.Reveal())), "it listens");
        using var ada = await Customer.WhoOrdered(here);
        await ada.PayByCard(Customer.GoodCard);
        var order = await ada.Placed();
        await here.Settle(order.Id);
        await Installation.Until(() => Task.FromResult(terminal.Says("order.delivered")), "what was chosen has come");
        await stop.CancelAsync();

        Assert.Equal(0, await listening);
        var events = (await here.Get<EventFeed>().OfOrder(here.Scope, order.Id, null, 10))!;
        Assert.Equal(["order.created", "payment.succeeded", "product.delivered", "order.delivered"], events.Select(e => e.Type));
        Assert.Equal([events[0].Body, events[3].Body], machine.Requests.Select(r => Encoding.UTF8.GetString(r.Body)));
        Assert.All(machine.Requests, request => Assert.Equal(WebhookVerdict.Genuine, WebhookSignature.Verify(
            [secret], request.Headers["webhook-id"], request.Headers["webhook-timestamp"], request.Headers["webhook-signature"], request.Body, TimeProvider.System.GetUtcNow())));
        string[] told = [.. terminal.Lines.Skip(1)];
        Assert.Equal(2, told.Length);
        Assert.EndsWith($"  order.created  {order.Number}  {events[0].Id}  The endpoint answered 500.", told[0], StringComparison.Ordinal);
        Assert.EndsWith($"  order.delivered  {order.Number}  {events[3].Id}  204", told[1], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task One_event_is_sent_again_to_the_endpoints_with_its_id_and_its_bytes(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await Customer.WhoOrdered(here);
        var order = await ada.Placed();
        await here.Settle(order.Id);
        await here.UntilInTime(() => Task.FromResult(here.VendorServer.Heard.Count == 1), "it is heard");
        var heard = here.VendorServer.Heard[0];
        using var terminal = new Terminal();

        Assert.Equal(0, await Run(terminal, here, CancellationToken.None, "events", "resend", heard.Id));

        Assert.Equal([$"{heard.Id} is on its way to {here.VendorServer.Url} again."], terminal.Lines);
        await here.UntilInTime(() => Task.FromResult(here.VendorServer.Heard.Count == 2), "it is heard again");
        Assert.Equal((heard.Id, heard.Body.GetRawText()), (here.VendorServer.Heard[1].Id, here.VendorServer.Heard[1].Body.GetRawText()));
        Assert.Equal(1, await Run(terminal, here, CancellationToken.None, "events", "resend", "evt_069nq4p3g0000000000000000a"));
        Assert.True(terminal.Says("answered 400: event is the id of an event of this mode."));
        Assert.Equal(1, await Run(terminal, here, CancellationToken.None, "events", "resend", heard.Id, "--endpoint", "we_069nq4p3g0000000000000000a"));
        Assert.True(terminal.Says("answered 404"));
    }

    [Fact]
    public async Task A_command_that_cannot_be_says_what_is_wrong_with_it()
    {
        await using var here = await Installation.StartSelling(DatabaseKind.Sqlite);
        string live = await here.Get<IssueApiKey>().Run(new Scope(here.Scope.VendorId!, Mode.Live), "live", Enum.GetValues<ApiScope>(), CancellationToken.None);
        string receiver = "http://127.0.0.1:1/";
        await Says("--forward-to is missing.", "listen");
        await Says("--forward-to needs a value.", "listen", "--forward-to");
        await Says("--forward-to is an address", "listen", "--forward-to", "ftp://127.0.0.1/");
        await Says("There is no option --to here.", "listen", "--to", receiver);
        await Says("There is no event \"order.sold\".", "listen", "--forward-to", receiver, "--events", "order.sold");
        await Says("--secret is a secret as endpoints have it", "listen", "--forward-to", receiver, "--secret", "whsec_short");
        await Says("Only events of test mode are forwarded", "listen", "--forward-to", receiver, "--api-key", live);
        await Says("answered 401", "listen", "--forward-to", receiver, "--api-key", "sk_test_nobodys");
        foreach (string other in (string[])["<!doctype html>", "[1]", "{}", """{"data":1}"""])
        {
            await using var stranger = await Listener.Start();
            stranger.Answer = http => http.Response.WriteAsync(other);
            await Says($"{stranger.Url}/ is no Keytill", "listen", "--forward-to", receiver, "--server", stranger.Url);
        }

        await Says("does not answer", "listen", "--forward-to", receiver, "--server", receiver);
        await Refuses("There are migrate, create-admin EMAIL", ["events", "resent", "evt_1"]);
        await Refuses("There are migrate, create-admin EMAIL", ["export"]);

        // Of an option that is given twice the last one counts.
        Task Says(string sentence, string command, params string[] options) => Refuses(sentence, [command, .. Usual(here), .. options]);

        async Task Refuses(string sentence, string[] args)
        {
            using var terminal = new Terminal();
            Assert.Equal(1, await Commands.Run(args, TextReader.Null, terminal));
            Assert.True(terminal.Says(sentence), string.Join('\n', terminal.Lines));
        }
    }

    private static string[] Usual(Installation here) => ["--server", here.Url.AbsoluteUri, "--api-key", here.ApiKey];

    private static Task<int?> Run(Terminal terminal, Installation here, CancellationToken cancel, params string[] args) =>
        Commands.Run([.. args, .. Usual(here)], TextReader.Null, terminal, cancel);
}
