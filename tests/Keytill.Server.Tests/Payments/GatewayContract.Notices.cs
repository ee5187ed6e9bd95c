using Keytill.Core;
using Keytill.Core.Payments;
using Keytill.Core.Vendors;
using Keytill.Server.Payments;
using Microsoft.AspNetCore.Http;

namespace Keytill.Server.Tests.Payments;

/// <summary>What is believed of a notice, and what is not.</summary>
public abstract partial class GatewayContract
{
    [Fact]
    public async Task A_notice_names_our_payment_and_itself()
    {
        (OpenRequest request, _) = await APaidPayment();
        (IHeaderDictionary headers, byte[] body) = await NextNotice();

        var genuine = Assert.IsType<NoticeReading.Genuine>(Gateway.Read(headers, body));

        Assert.Equal((request.PaymentId, null), (genuine.PaymentId, genuine.RefundId));
        Assert.NotEmpty(genuine.NoticeId);
    }

    [Fact]
    public async Task A_notice_of_a_refund_names_our_refund()
    {
        (OpenRequest request, string reference) = await APaidPayment();
        await NextNotice();
        RefundRequest refund = Refund(request, reference, Price);
        await Gateway.Refund(refund, default);
        (IHeaderDictionary headers, byte[] body) = await NextNotice();

        Assert.Equal(refund.RefundId, Assert.IsType<NoticeReading.Genuine>(Gateway.Read(headers, body)).RefundId);
    }

    [Fact]
    public async Task A_notice_of_a_refund_that_was_begun_there_names_our_payment_and_no_refund_of_ours()
    {
        (OpenRequest request, string reference) = await APaidPayment();
        await NextNotice();
        await SendBackThere(reference, Price);
        (IHeaderDictionary headers, byte[] body) = await NextNotice();

        var genuine = Assert.IsType<NoticeReading.Genuine>(Gateway.Read(headers, body));

        Assert.Equal((request.PaymentId, null, true), (genuine.PaymentId, genuine.RefundId, genuine.IsForeignRefund));
    }

    [Fact]
    public async Task A_notice_is_forged_when_a_byte_of_it_was_changed()
    {
        await APaidPayment();
        (IHeaderDictionary headers, byte[] body) = await NextNotice();

        foreach (int at in new[] { 0, body.Length / 2, body.Length - 1 })
        {
            byte[] changed = [.. body];
            changed[at] ^= 1;
            Assert.IsType<NoticeReading.Forged>(Gateway.Read(headers, changed));
        }

        foreach (string name in headers.Keys.Where(name => name.StartsWith("webhook-", StringComparison.OrdinalIgnoreCase)))
        {
            var without = new HeaderDictionary(headers.Where(header => header.Key != name).ToDictionary());
            Assert.IsType<NoticeReading.Forged>(Gateway.Read(without, body));
        }
    }

    [Fact]
    public async Task An_old_notice_played_again_is_forged()
    {
        await APaidPayment();
        (IHeaderDictionary headers, byte[] body) = await NextNotice();

        Pass(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));

        Assert.IsType<NoticeReading.Forged>(Gateway.Read(headers, body));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("not json")]
    [InlineData("""{"type":"bank.holiday","payment":null,"refund":null}""")]
    [InlineData("""{"type":"payment.succeeded","payment":{"reference":7}}""")]
    public void A_genuine_notice_about_nothing_of_ours_is_genuine_still(string text)
    {
        (IHeaderDictionary headers, byte[] body) = Signed(text);

        var genuine = Assert.IsType<NoticeReading.Genuine>(Gateway.Read(headers, body));

        Assert.Equal((null, null), (genuine.PaymentId, genuine.RefundId));
    }
}
