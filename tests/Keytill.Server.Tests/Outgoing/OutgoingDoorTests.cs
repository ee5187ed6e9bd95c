using System.Net;
using System.Net.Sockets;
using Keytill.Core.Vendors;
using Keytill.Server.Hosting;
using Keytill.Server.Outgoing;
using Keytill.Server.Persistence;
using Keytill.Server.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Keytill.Server.Tests.Outgoing;

/// <summary>On real sockets: 127.0.0.2 plays a public address that may be called, 127.0.0.1 the operator's own network.</summary>
public sealed class OutgoingDoorTests
{
    private static readonly IPAddress Outside = IPAddress.Parse("127.0.0.2");
    private static readonly IPAddress Inside = IPAddress.Loopback;

    [Theory]
    [InlineData("http://127.0.0.1:{port}/")]
    [InlineData("http://[::1]:{port}/")]
    [InlineData("http://[::ffff:127.0.0.1]:{port}/")]
    [InlineData("http://2130706433:{port}/")]
    [InlineData("http://0x7f.1:{port}/")]
    [InlineData("http://0x7f000001:{port}/")]
    [InlineData("http://0177.0.0.1:{port}/")]
    [InlineData("http://017700000001:{port}/")]
    [InlineData("http://127.1:{port}/")]
    [InlineData("http://127.0.0.1.:{port}/")]
    [InlineData("http://１２７.0.0.1:{port}/")]
    [InlineData("http://①②⑦.0.0.1:{port}/")]
    [InlineData("http://127。0。0。1:{port}/")]
    [InlineData("http://LOCALHOST:{port}/")]
    [InlineData("http://localhost.:{port}/")]
    [InlineData("http://0:{port}/")]
    [InlineData("http://[::]:{port}/")]
    [InlineData("http://[0:0:0:0:0:ffff:7f00:1]:{port}/")]
    [InlineData("http://[::ffff:0:127.0.0.1]:{port}/")]
    [InlineData("http://public.example@127.0.0.1:{port}/")]
    [InlineData("http://0.0.0.0:{port}/")]
    public async Task Refuses_private_addresses_however_they_are_written(string address)
    {
        await using Listener inside = await Listener.Start();
        // Whatever is taken for a name leads inside as well.
        using ServiceProvider world = World(resolve: (_, _) => Task.FromResult<IPAddress[]>([Inside]));

        await Assert.ThrowsAsync<OutgoingRefused>(() => Get(world, address.Replace("{port}", $"{inside.Port}", StringComparison.Ordinal)));

        Assert.Empty(inside.Requests);
    }

    [Fact]
    public async Task A_bare_error_of_a_socket_is_an_unanswered_call_like_any_other()
    {
        using var invoker = new HttpMessageInvoker(new OutgoingDoor(new Crossings(), guarded: false) { InnerHandler = new DyingPeer() });
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://127.0.0.2/").Named("test");

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => invoker.SendAsync(request, CancellationToken.None));

        Assert.IsType<SocketException>(failure.InnerException);
    }

    [Fact]
    public async Task Refuses_a_name_that_leads_to_a_private_address_and_does_not_tell_which()
    {
        await using Listener inside = await Listener.Start();
        using ServiceProvider world = World(resolve: (_, _) => Task.FromResult<IPAddress[]>([Inside]));

        var refused = await Assert.ThrowsAsync<OutgoingRefused>(() => Get(world, $"http://hooks.example:{inside.Port}/"));

        Assert.Empty(inside.Requests);
        Assert.Contains("hooks.example", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.2", "127.0.0.1")]
    [InlineData("127.0.0.1", "127.0.0.2")]
    [InlineData("127.0.0.2", "169.254.169.254")]
    [InlineData("127.0.0.2", "100.64.0.1")]
    [InlineData("127.0.0.2", "fe80::1")]
    [InlineData("127.0.0.2", "fd00:ec2::254")]
    [InlineData("127.0.0.2", "::ffff:10.0.0.1")]
    [InlineData("127.0.0.2", "0.0.0.0")]
    [InlineData("127.0.0.2", "::")]
    [InlineData("127.0.0.2", "127.0.0.2", "127.0.0.2", "127.0.0.2", "127.0.0.2", "127.0.0.2", "10.0.0.1")]
    public async Task Refuses_a_name_with_one_private_address_among_public_ones(params string[] addresses)
    {
        await using Listener outside = await Listener.Start(Outside, 0);
        using ServiceProvider world = World(resolve: (_, _) => Task.FromResult<IPAddress[]>([.. addresses.Select(IPAddress.Parse)]), allowed: "127.0.0.2/32");

        await Assert.ThrowsAsync<OutgoingRefused>(() => Get(world, $"http://hooks.example:{outside.Port}/"));

        Assert.Empty(outside.Requests);
    }

    [Fact]
    public async Task Connects_to_the_address_that_was_checked_though_the_name_changes_right_after()
    {
        await using Listener outside = await Listener.Start(Outside, 0);
        await using Listener inside = await Listener.Start(Inside, outside.Port);
        int asked = 0;
        // The name service of an attacker: a harmless address for the check, ours for the connection.
        using ServiceProvider world = World(
            resolve: (_, _) => Task.FromResult<IPAddress[]>([Interlocked.Increment(ref asked) == 1 ? Outside : Inside]), allowed: "127.0.0.2/32");
        outside.Answer = context =>
        {
            context.Response.Headers.Connection = "close";
            return Task.CompletedTask;
        };

        using HttpResponseMessage first = await Get(world, $"http://hooks.example:{outside.Port}/");
        await Assert.ThrowsAsync<OutgoingRefused>(() => Get(world, $"http://hooks.example:{outside.Port}/"));

        Assert.Equal(2, asked);
        Assert.Single(outside.Requests);
        Assert.Empty(inside.Requests);
    }

    [Theory]
    [InlineData(OutgoingSetup.Vendor, 301)]
    [InlineData(OutgoingSetup.Vendor, 302)]
    [InlineData(OutgoingSetup.Vendor, 303)]
    [InlineData(OutgoingSetup.Vendor, 307)]
    [InlineData(OutgoingSetup.Vendor, 308)]
    [InlineData(OutgoingSetup.Gateway, 307)]
    public async Task Follows_no_redirect(string client, int status)
    {
        await using Listener inside = await Listener.Start();
        await using Listener outside = await Listener.Start(Outside, 0);
        outside.Answer = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = $"{inside.Url}/secret";
            return Task.CompletedTask;
        };
        using ServiceProvider world = World(allowed: "127.0.0.2/32");

        using HttpResponseMessage answer = await Get(world, $"http://127.0.0.2:{outside.Port}/", client: client);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Empty(inside.Requests);
    }

    [Fact]
    public async Task The_gateway_client_may_call_the_operators_own_network()
    {
        await using Listener inside = await Listener.Start();
        using ServiceProvider world = World();

        using HttpResponseMessage answer = await Get(world, inside.Url, client: OutgoingSetup.Gateway);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData(Mode.Live)]
    [InlineData(null)]
    public async Task Calls_vendors_by_https_alone_unless_the_call_says_test(Mode? mode)
    {
        await using Listener outside = await Listener.Start(Outside, 0);
        using ServiceProvider world = World(allowed: "127.0.0.2/32");

        await Assert.ThrowsAsync<OutgoingRefused>(() => Get(world, $"http://127.0.0.2:{outside.Port}/", mode));

        Assert.Empty(outside.Requests);
    }

    [Fact]
    public async Task Tries_the_next_address_when_nobody_answers_at_the_first()
    {
        await using Listener outside = await Listener.Start(Outside, 0);
        using ServiceProvider world = World(resolve: (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("127.0.0.3"), Outside]), allowed: "127.0.0.2/31");

        using HttpResponseMessage answer = await Get(world, $"http://hooks.example:{outside.Port}/");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_name_without_addresses_is_a_failed_call()
    {
        using ServiceProvider world = World(resolve: (_, _) => Task.FromResult<IPAddress[]>([]));

        var failed = await Assert.ThrowsAsync<HttpRequestException>(() => Get(world, "http://hooks.example/"));

        Assert.IsType<SocketException>(failed.InnerException);
    }

    [Fact]
    public async Task A_gateways_endless_answer_is_cut_off_as_an_error()
    {
        await using Listener inside = await Listener.Start();
        inside.Answer = Endless;
        using ServiceProvider world = World();

        await Assert.ThrowsAsync<HttpRequestException>(() => Get(world, inside.Url, client: OutgoingSetup.Gateway));
    }

    [Fact]
    public async Task An_endless_body_is_read_as_far_as_asked()
    {
        await using Listener inside = await Listener.Start();
        inside.Answer = Endless;
        using ServiceProvider world = World();
        using HttpRequestMessage request = new(HttpMethod.Get, inside.Url);
        using HttpResponseMessage answer = await Client(world, OutgoingSetup.Gateway).SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        (byte[] start, bool isCut) = await OutgoingBody.Read(answer.Content, 4096, CancellationToken.None);

        Assert.Equal(4096, start.Length);
        Assert.True(isCut);
    }

    [Fact]
    public async Task Says_before_and_after_by_name_and_stops_where_it_is_stopped()
    {
        await using Listener inside = await Listener.Start();
        using ServiceProvider world = World();
        List<string> passed = [];
        var crossings = world.GetRequiredService<Crossings>();
        crossings.At = name =>
        {
            passed.Add(name);
            return Task.CompletedTask;
        };

        (await Get(world, $"{inside.Url}/v1/payments/pay_01k5z3n9f8e7d6c5b4a3/close", client: OutgoingSetup.Gateway)).Dispose();
        (await Get(world, inside.Url, client: OutgoingSetup.Gateway, name: "webhook order.created")).Dispose();
        crossings.At = name => name.EndsWith(":before", StringComparison.Ordinal) ? throw new InvalidOperationException("crash") : Task.CompletedTask;
        await Assert.ThrowsAsync<InvalidOperationException>(() => Get(world, inside.Url, client: OutgoingSetup.Gateway));

        Assert.Equal(
            ["call:GET /v1/payments/{id}/close:before", "call:GET /v1/payments/{id}/close:after", "call:GET webhook order.created:before", "call:GET webhook order.created:after"],
            passed);
        Assert.Equal(2, inside.Requests.Count);
    }

    [Fact]
    public async Task Refuses_every_call_inside_a_write()
    {
        await using Listener inside = await Listener.Start();
        using ServiceProvider world = World();

        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            WriteGuard.Enter("place order");
            await Get(world, inside.Url, client: OutgoingSetup.Gateway);
        });

        Assert.Empty(inside.Requests);
    }

    private static ServiceProvider World(ResolveHost? resolve = null, string? allowed = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        if (resolve is not null)
            services.AddSingleton(resolve);
        services.AddOutgoing(new ConfigurationBuilder()
            .AddInMemoryCollection(allowed is null ? [] : [new("Outgoing:AllowedNetworks:0", allowed)])
            .Build());
        return services.BuildServiceProvider();
    }

    private static HttpClient Client(ServiceProvider world, string name) => world.GetRequiredService<IHttpClientFactory>().CreateClient(name);

    private static async Task<HttpResponseMessage> Get(
        ServiceProvider world, string address, Mode? mode = Mode.Test, string client = OutgoingSetup.Vendor, string? name = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, address);
        if (mode is { } known)
            request.InMode(known);
        if (name is not null)
            request.Named(name);
        return await Client(world, client).SendAsync(request);
    }

    private static async Task Endless(HttpContext context)
    {
        byte[] block = new byte[64 * 1024];
        while (!context.RequestAborted.IsCancellationRequested)
            await context.Response.Body.WriteAsync(block);
    }

    private sealed class DyingPeer : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel) =>
            throw new SocketException((int)SocketError.NotConnected);
    }
}
