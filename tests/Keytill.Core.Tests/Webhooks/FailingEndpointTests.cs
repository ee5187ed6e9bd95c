using Keytill.Core.Vendors;
using Keytill.Core.Webhooks;

namespace Keytill.Core.Tests.Webhooks;

public sealed class FailingEndpointTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
    private readonly WebhookEndpoint endpoint =
        WebhookEndpoint.Register(WebhookEndpoint.NewId(Now), "ven_1", Mode.Test, "https://shop.example/", ChosenEvents.All, WebhookSecret.New(), Now);

    [Fact]
    public void The_vendor_is_told_once_after_a_day_and_the_endpoint_is_disabled_once_after_eight()
    {
        Assert.Equal(EndpointAlarm.None, endpoint.Failed(Now));
        Assert.Equal(EndpointAlarm.None, endpoint.Failed(Now + WebhookEndpoint.TellAfter - TimeSpan.FromMilliseconds(1)));
        Assert.Equal(EndpointAlarm.Failing, endpoint.Failed(Now + WebhookEndpoint.TellAfter));
        Assert.Equal(EndpointAlarm.None, endpoint.Failed(Now + WebhookEndpoint.DisableAfter - TimeSpan.FromMilliseconds(1)));
        Assert.True(endpoint.IsEnabled);
        Assert.Equal(EndpointAlarm.Disabled, endpoint.Failed(Now + WebhookEndpoint.DisableAfter));
        Assert.Equal((EndpointStatus.Disabled, DisabledReason.Failing, Now), (endpoint.Status, endpoint.DisabledReason, endpoint.FailingSince));
        Assert.Equal(EndpointAlarm.None, endpoint.Failed(Now + WebhookEndpoint.DisableAfter));
    }

    [Fact]
    public void One_webhook_that_gets_through_makes_it_well()
    {
        endpoint.Failed(Now);
        endpoint.Failed(Now.AddDays(2));
        endpoint.Answered();
        Assert.Equal((null, null), (endpoint.FailingSince, endpoint.FailureToldAt));
        Assert.Equal(EndpointAlarm.None, endpoint.Failed(Now.AddDays(9)));
        Assert.Equal(Now.AddDays(9), endpoint.FailingSince);
    }

    [Fact]
    public void One_that_says_it_is_gone_is_disabled_at_once()
    {
        Assert.Equal(EndpointAlarm.Disabled, endpoint.SaidGone(Now));
        Assert.Equal(EndpointAlarm.None, endpoint.SaidGone(Now));
        Assert.Equal(DisabledReason.Gone, endpoint.DisabledReason);
    }

    [Fact]
    public void Enabled_again_it_begins_anew()
    {
        endpoint.Failed(Now);
        endpoint.Failed(Now + WebhookEndpoint.DisableAfter);
        endpoint.Enable();
        Assert.Equal((null, null), (endpoint.FailingSince, endpoint.DisabledReason));
        Assert.Equal(EndpointAlarm.None, endpoint.Failed(Now.AddDays(30)));
    }
}
