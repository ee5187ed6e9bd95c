using Keytill.Core.Vendors;
using Keytill.Core.Webhooks;

namespace Keytill.Core.Tests.Webhooks;

public sealed class WebhookEndpointTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    [Fact]
    public void A_new_endpoint_is_enabled_and_signs_with_its_one_secret()
    {
        WebhookSecret secret = WebhookSecret.New();
        var endpoint = WebhookEndpoint.Register(WebhookEndpoint.NewId(Now), "ven_1", Mode.Live, "https://shop.example/hooks?a=b", ChosenEvents.All, secret, Now);

        Assert.True(Ids.IsWellFormed(endpoint.Id, "whe"));
        Assert.True(endpoint.IsEnabled);
        Assert.Equal("https://shop.example/hooks?a=b", endpoint.Url);
        Assert.Equal([secret], endpoint.LiveSecrets(Now.AddYears(5)));
    }

    [Theory]
    [InlineData(Mode.Live, null, "url_invalid")]
    [InlineData(Mode.Live, "", "url_invalid")]
    [InlineData(Mode.Live, "/hooks", "url_invalid")]
    [InlineData(Mode.Live, "shop.example/hooks", "url_invalid")]
    [InlineData(Mode.Live, "ftp://shop.example/hooks", "url_invalid")]
    [InlineData(Mode.Live, "file:///etc/passwd", "url_invalid")]
    [InlineData(Mode.Live, "javascript:alert(1)", "url_invalid")]
    [InlineData(Mode.Live, "https://me:secret@shop.example/hooks", "url_invalid")]
    [InlineData(Mode.Live, "https://shop.example/hooks#part", "url_invalid")]
    [InlineData(Mode.Live, "http://shop.example/hooks", "url_not_https")]
    public void Refuses_an_address_that_cannot_be_told(Mode mode, string? url, string code) =>
        Assert.Equal(code, Assert.Throws<RuleBroken>(() => An_endpoint(mode, url)).Code);

    [Fact]
    public void Takes_plain_http_in_test_mode_alone() =>
        Assert.Equal("http://shop.example/hooks", An_endpoint(Mode.Test, "http://shop.example/hooks").Url);

    [Fact]
    public void Refuses_an_address_of_more_than_2000_characters()
    {
        string longest = "https://shop.example/" + new string('a', WebhookEndpoint.UrlCharsMax - "https://shop.example/".Length);

        Assert.Equal(longest, An_endpoint(Mode.Live, longest).Url);
        Assert.Equal("url_too_long", Assert.Throws<RuleBroken>(() => An_endpoint(Mode.Live, longest + "a")).Code);
    }

    [Fact]
    public void Rotating_keeps_two_secrets_live_for_the_overlap_and_never_three()
    {
        WebhookSecret first = WebhookSecret.New(), second = WebhookSecret.New(), third = WebhookSecret.New();
        var endpoint = WebhookEndpoint.Register(WebhookEndpoint.NewId(Now), "ven_1", Mode.Test, "https://shop.example/", ChosenEvents.All, first, Now);

        endpoint.Rotate(second, Now, WebhookEndpoint.RotationOverlap);
        Assert.Equal([second, first], endpoint.LiveSecrets(Now.AddHours(23)));
        Assert.Equal([second], endpoint.LiveSecrets(Now.AddHours(24)));

        endpoint.Rotate(third, Now.AddHours(1), WebhookEndpoint.RotationOverlap);
        Assert.Equal([third, second], endpoint.LiveSecrets(Now.AddHours(2)));

        endpoint.Rotate(first, Now.AddHours(3), TimeSpan.Zero);
        Assert.Equal([first], endpoint.LiveSecrets(Now.AddHours(3)));
    }

    [Fact]
    public void A_disabled_endpoint_wants_nothing_and_keeps_its_first_reason()
    {
        WebhookEndpoint endpoint = An_endpoint(Mode.Test, "https://shop.example/");

        Assert.True(endpoint.Disable(DisabledReason.Gone, Now));
        Assert.False(endpoint.Disable(DisabledReason.ByVendor, Now.AddDays(1)));
        Assert.False(endpoint.Wants("order.created"));
        Assert.Equal((DisabledReason.Gone, Now), (endpoint.DisabledReason!.Value, endpoint.DisabledAt!.Value));

        Assert.True(endpoint.Enable());
        Assert.False(endpoint.Enable());
        Assert.True(endpoint.Wants("order.created"));
        Assert.Null(endpoint.DisabledReason);
    }

    [Fact]
    public void Wants_the_events_it_chose_in_the_catalogues_order_and_each_once()
    {
        var chosen = ChosenEvents.Of(["product.delivered", "order.created", "product.delivered"]);

        Assert.Equal(["order.created", "product.delivered"], chosen.Types);
        Assert.True(chosen.Include("order.created"));
        Assert.False(chosen.Include("order.cancelled"));
    }

    [Fact]
    public void No_choice_and_the_star_choose_everything()
    {
        Assert.Equal(ChosenEvents.All, ChosenEvents.Of(null));
        Assert.Equal(ChosenEvents.All, ChosenEvents.Of([]));
        Assert.Equal(ChosenEvents.All, ChosenEvents.Of(["order.created", "*"]));
        Assert.All(WebhookEventTypes.All, type => Assert.True(ChosenEvents.All.Include(type)));
    }

    [Fact]
    public void An_unknown_event_is_named_and_refused() =>
        Assert.Contains("order.exploded", Assert.Throws<RuleBroken>(() => ChosenEvents.Of(["order.created", "order.exploded"])).Message, StringComparison.Ordinal);

    private static WebhookEndpoint An_endpoint(Mode mode, string? url) =>
        WebhookEndpoint.Register(WebhookEndpoint.NewId(Now), "ven_1", mode, url, ChosenEvents.All, WebhookSecret.New(), Now);
}
