using System.Globalization;
using System.Text;
using Keytill.Core.Webhooks;
using Keytill.Server.Demo;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Demo;

public sealed class DemoVendorTests
{
    private readonly TestClock clock = new();
    private readonly WebhookSecret secret = WebhookSecret.New();

    [Fact]
    public void Lists_what_is_signed_with_its_secret_newest_first()
    {
        DemoVendor vendor = A_vendor();

        Assert.Equal(WebhookVerdict.Genuine, Receive(vendor, "evt_1", """{"type":"order.created","sequence":1,"data":{"order":{"id":"ord_1","number":"T0000000001"}}}"""));
        Receive(vendor, "evt_2", """{"type":"order.delivered","sequence":2,"data":{"order":{"id":"ord_1","number":"T0000000001"}}}""");

        Assert.Equal(["order.delivered", "order.created"], vendor.Verified.Select(w => w.Type));
        Assert.Equal(("ord_1", "T0000000001", 1L, 1), (vendor.Verified[1].OrderId!, vendor.Verified[1].OrderNumber!, vendor.Verified[1].Sequence, vendor.Verified[1].Copies));
    }

    [Fact]
    public void Counts_a_repetition_but_lists_it_once()
    {
        DemoVendor vendor = A_vendor();

        Receive(vendor, "evt_1", "{}");
        Receive(vendor, "evt_1", "{}");

        Assert.Equal(2, Assert.Single(vendor.Verified).Copies);
        Assert.Equal(1, vendor.VerifiedCount);
    }

    [Fact]
    public void Refuses_what_another_secret_signed_and_everything_before_it_has_one()
    {
        DemoVendor vendor = A_vendor(), stranger = new(clock);

        Assert.Equal(WebhookVerdict.SignatureWrong, Receive(vendor, "evt_1", "{}", WebhookSecret.New()));
        Assert.Equal(WebhookVerdict.SignatureWrong, Receive(stranger, "evt_1", "{}"));

        Assert.Empty(vendor.Verified);
        Assert.Equal(WebhookVerdict.SignatureWrong, Assert.Single(vendor.Refused).Why);
    }

    [Fact]
    public void Keeps_the_last_thousand()
    {
        DemoVendor vendor = A_vendor();
        for (int i = 0; i < DemoVendor.WebhooksKeptMax + 5; i++)
            Receive(vendor, "evt_" + i.ToString(CultureInfo.InvariantCulture), "{}");

        Assert.Equal(DemoVendor.WebhooksKeptMax, vendor.Verified.Count);
        Assert.Equal(("evt_1004", "evt_5"), (vendor.Verified[0].Id, vendor.Verified[^1].Id));
        Assert.Equal(DemoVendor.WebhooksKeptMax + 5, vendor.VerifiedCount);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("""{"type":7,"sequence":"x","data":{"order":3}}""")]
    [InlineData("""{"data":[]}""")]
    public void Keeps_a_genuine_webhook_of_an_unknown_form(string payload)
    {
        DemoVendor vendor = A_vendor();

        Receive(vendor, "evt_1", payload);

        Assert.Equal(payload, Assert.Single(vendor.Verified).Payload);
    }

    private DemoVendor A_vendor()
    {
        var vendor = new DemoVendor(clock);
        vendor.Play("ven_1", "Nordlicht", [secret]);
        return vendor;
    }

    private WebhookVerdict Receive(DemoVendor vendor, string id, string payload, WebhookSecret? with = null)
    {
        byte[] body = Encoding.UTF8.GetBytes(payload);
        DateTimeOffset now = clock.GetUtcNow();
        return vendor.Receive(
            id, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), WebhookSignature.Sign([with ?? secret], id, now, body), body);
    }
}
