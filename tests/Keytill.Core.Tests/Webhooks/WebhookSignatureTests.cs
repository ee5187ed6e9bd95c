using System.Text;
using Keytill.Core.Webhooks;

namespace Keytill.Core.Tests.Webhooks;

/// <summary>The standard's own published example (its libraries all carry it), and every way in which a message can be wrong.</summary>
public sealed class WebhookSignatureTests
{
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const long Seconds = 1614265330;
    private const string Published = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private static readonly byte[] Body = """{"test": 2432232314}"""u8.ToArray();
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeSeconds(Seconds);
    private static readonly WebhookSecret Secret = WebhookSecret.Parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    [Theory]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    public void Signs_the_published_example_as_published(string secret) =>
        Assert.Equal(Published, WebhookSignature.Sign([WebhookSecret.Parse(secret)], Id, At, Body));

    [Fact]
    public void A_new_secret_is_written_in_JSON_as_it_is() => Assert.All(Enumerable.Range(0, 200).Select(_ => WebhookSecret.New().Reveal()), secret =>
    {
        Assert.Equal($"\"{secret}\"", System.Text.Json.JsonSerializer.Serialize(secret));
        Assert.True(WebhookSecret.TryParse(secret, out WebhookSecret read) && read.Reveal() == secret);
    });

    [Fact]
    public void Verifies_the_published_example() => Assert.Equal(WebhookVerdict.Genuine, Verify());

    [Fact]
    public void Verifies_where_the_right_signature_stands_among_others() =>
        Assert.Equal(WebhookVerdict.Genuine, Verify(signatures:
            $"v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= v2,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= {Published} v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc="));

    [Fact]
    public void While_rotating_a_receiver_with_either_secret_believes_the_message()
    {
        WebhookSecret next = WebhookSecret.New();
        string both = WebhookSignature.Sign([next, Secret], Id, At, Body);

        Assert.Equal(2, both.Split(' ').Length);
        Assert.Equal(WebhookVerdict.Genuine, Verify(signatures: both));
        Assert.Equal(WebhookVerdict.Genuine, WebhookSignature.Verify([next], Id, $"{Seconds}", both, Body, At));
        Assert.Equal(WebhookVerdict.SignatureWrong, WebhookSignature.Verify([WebhookSecret.New()], Id, $"{Seconds}", both, Body, At));
    }

    [Theory]
    [InlineData("v1,dawfeoifkpqwoekfpqoekf")]
    [InlineData("v1,g0hM9")]
    [InlineData("v1,")]
    [InlineData("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("V1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("v1,not base64 at all !!")]
    public void Refuses_a_signature_that_is_not_the_one(string signatures) =>
        Assert.Equal(WebhookVerdict.SignatureWrong, Verify(signatures: signatures));

    [Theory]
    [InlineData(null, "1614265330", Published)]
    [InlineData("", "1614265330", Published)]
    [InlineData(Id, null, Published)]
    [InlineData(Id, "1614265330", null)]
    public void Refuses_a_message_without_one_of_its_headers(string? id, string? timestamp, string? signatures) =>
        Assert.Equal(WebhookVerdict.HeaderMissing, WebhookSignature.Verify([Secret], id, timestamp, signatures, Body, At));

    [Theory]
    [InlineData("hello")]
    [InlineData("-1614265330")]
    [InlineData("1614265330.0")]
    [InlineData("99999999999999999999")]
    public void Refuses_a_timestamp_that_is_no_number(string timestamp) =>
        Assert.Equal(WebhookVerdict.TimestampMalformed, Verify(timestamp: timestamp));

    [Theory]
    [InlineData(-301, WebhookVerdict.TimestampTooFar)]
    [InlineData(-300, WebhookVerdict.Genuine)]
    [InlineData(300, WebhookVerdict.Genuine)]
    [InlineData(301, WebhookVerdict.TimestampTooFar)]
    public void Believes_a_timestamp_up_to_five_minutes_either_way(int secondsOff, WebhookVerdict expected) =>
        Assert.Equal(expected, Verify(now: At.AddSeconds(secondsOff)));

    [Fact]
    public void Refuses_the_signature_of_another_id_or_body()
    {
        Assert.Equal(WebhookVerdict.SignatureWrong, Verify(id: "msg_other"));
        Assert.Equal(WebhookVerdict.SignatureWrong, Verify(body: "{\"test\": 2432232315}"));
    }

    [Fact]
    public void Signs_no_id_with_a_full_stop_because_it_could_borrow_from_the_body() =>
        Assert.Throws<ArgumentException>(() => WebhookSignature.Sign([Secret], "msg.1", At, Body));

    [Theory]
    [InlineData("")]
    [InlineData("whsec_")]
    [InlineData("whsec_c2hvcnQ=")]
    [InlineData("whsec_ not base64")]
    public void Reads_no_secret_that_is_empty_short_or_malformed(string text)
    {
        Assert.False(WebhookSecret.TryParse(text, out _));
        Assert.Throws<FormatException>(() => WebhookSecret.Parse(text));
    }

    [Fact]
    public void A_secret_is_new_each_time_and_prints_as_stars()
    {
        WebhookSecret secret = WebhookSecret.New();

        Assert.NotEqual(secret, WebhookSecret.New());
        Assert.Equal("whsec_***", $"{secret}");
        Assert.StartsWith("whsec_", secret.Reveal(), StringComparison.Ordinal);
        Assert.Equal(secret, WebhookSecret.Parse(secret.Reveal()));
    }

    private static WebhookVerdict Verify(
        string id = Id, string timestamp = "1614265330", string signatures = Published, string? body = null, DateTimeOffset? now = null) =>
        WebhookSignature.Verify([Secret], id, timestamp, signatures, body is null ? Body : Encoding.UTF8.GetBytes(body), now ?? At);
}
