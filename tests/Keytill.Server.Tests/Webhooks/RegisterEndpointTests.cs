using System.Net;
using System.Net.Sockets;
using Keytill.Core;
using Keytill.Core.Vendors;
using Keytill.Core.Webhooks;
using Keytill.Server.Outgoing;
using Keytill.Server.Tests.Support;
using Keytill.Server.Webhooks;

namespace Keytill.Server.Tests.Webhooks;

public sealed class RegisterEndpointTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_was_registered_is_read_back_as_it_was(DatabaseKind kind)
    {
        await using WebhookWorld world = await WebhookWorld.Start(kind, NameService("93.184.216.34"));
        WebhookEndpoint all = await world.An_endpoint("https://shop.example/hooks?a=1");
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        WebhookEndpoint some = await world.An_endpoint("https://shop.example/other", "order.delivered", "order.created");

        List<WebhookEndpoint> listed = await world.Host.Get<VendorEndpoints>().List(world.Vendor);

        Assert.Equal([all.Id, some.Id], listed.Select(e => e.Id));
        Assert.Equal(["order.created", "order.delivered"], listed[1].Events.Types);
        Assert.Equal((all.Url, all.Secrets, ChosenEvents.All), (listed[0].Url, listed[0].Secrets, listed[0].Events));
    }

    [Theory]
    [InlineData("http://10.1.2.3/hooks", "url_not_public")]
    [InlineData("http://[fd00::1]/hooks", "url_not_public")]
    [InlineData("http://inside.example/hooks", "url_not_public")]
    [InlineData("nonsense", "url_invalid")]
    public async Task An_address_that_could_never_be_called_is_refused_at_once(string url, string code)
    {
        await using WebhookWorld world = await WebhookWorld.Start(DatabaseKind.Sqlite, NameService("192.168.7.7"));

        Assert.Equal(code, (await Assert.ThrowsAsync<RuleBroken>(() => world.An_endpoint(url))).Code);
        Assert.Empty(await world.Host.Get<VendorEndpoints>().List(world.Vendor));
    }

    [Fact]
    public async Task A_name_that_is_not_known_yet_is_taken()
    {
        await using WebhookWorld world = await WebhookWorld.Start(
            DatabaseKind.Sqlite, (_, _) => throw new SocketException((int)SocketError.HostNotFound));

        Assert.True((await world.An_endpoint("https://soon.example/hooks")).IsEnabled);
    }

    [Fact]
    public async Task An_unknown_event_is_refused()
    {
        await using WebhookWorld world = await WebhookWorld.Start(DatabaseKind.Sqlite, NameService("93.184.216.34"));

        Assert.Equal("event_unknown", (await Assert.ThrowsAsync<RuleBroken>(() => world.An_endpoint("https://shop.example/", "order.exploded"))).Code);
    }

    [Fact]
    public async Task A_vendor_has_at_most_fifty()
    {
        await using WebhookWorld world = await WebhookWorld.Start(DatabaseKind.Sqlite, NameService("93.184.216.34"));
        for (int i = 0; i < WebhookEndpoint.EndpointsPerVendorMax; i++)
            await world.An_endpoint("https://shop.example/");

        Assert.Equal("endpoints_too_many", (await Assert.ThrowsAsync<RuleBroken>(() => world.An_endpoint("https://shop.example/"))).Code);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Another_vendor_and_the_other_mode_neither_see_nor_change_it(DatabaseKind kind)
    {
        await using WebhookWorld world = await WebhookWorld.Start(kind, NameService("93.184.216.34"));
        var endpoints = world.Host.Get<VendorEndpoints>();
        WebhookEndpoint mine = await world.An_endpoint("https://shop.example/");

        foreach (Scope stranger in (Scope[])[new("ven_other", Mode.Test), new(world.Vendor.VendorId!, Mode.Live)])
        {
            Assert.Empty(await endpoints.List(stranger));
            Assert.Null(await endpoints.Disable(stranger, mine.Id));
            Assert.Null(await endpoints.Rotate(stranger, mine.Id));
        }

        Assert.True((await world.Reload(mine)).IsEnabled);
        Assert.Equal(mine.Secrets, (await world.Reload(mine)).Secrets);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Disabled_by_its_vendor_it_gets_nothing_until_it_is_enabled_again(DatabaseKind kind)
    {
        await using WebhookWorld world = await WebhookWorld.Start(kind);
        await using Listener receiver = await Listener.Start();
        WebhookEndpoint endpoint = await world.An_endpoint(receiver.Url);
        var endpoints = world.Host.Get<VendorEndpoints>();

        Assert.Equal(DisabledReason.ByVendor, (await endpoints.Disable(world.Vendor, endpoint.Id))!.DisabledReason);
        await world.Happen("order.created");
        await endpoints.Enable(world.Vendor, endpoint.Id);
        string delivered = await world.Happen("order.delivered");
        await world.Settle();

        Assert.Equal(delivered, Assert.Single(receiver.Requests).Headers[WebhookSignature.IdHeader]);
    }

    private static ResolveHost NameService(string address) => (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(address)]);
}
