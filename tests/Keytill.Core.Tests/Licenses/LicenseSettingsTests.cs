using Keytill.Core.Licenses;

namespace Keytill.Core.Tests.Licenses;

public sealed class LicenseSettingsTests
{
    private static readonly EmulatorStep Key = new EmulatorStep.GiveKey();
    private static readonly EmulatorStep Error = new EmulatorStep.TemporaryError();

    [Fact]
    public void A_script_answers_try_by_try_and_its_last_step_answers_all_that_follow()
    {
        var script = EmulatorScript.Parse("""{"script": ["slow PT2H", "temporary_error x3", "key"]}""");
        Assert.Equal(
            [new EmulatorStep.Slow(TimeSpan.FromHours(2)), Error, Error, Error, Key, Key],
            Enumerable.Range(1, 6).Select(script.AnswerTo));
        Assert.Equal(Key, script.AnswerTo(int.MaxValue));
    }

    [Fact]
    public void Without_a_script_every_try_gets_a_key_and_a_fatal_error_stays_fatal()
    {
        Assert.Equal(Key, EmulatorScript.Parse("").AnswerTo(1));
        Assert.Equal(Key, EmulatorScript.Parse("{}").AnswerTo(7));
        Assert.Equal(new EmulatorStep.FatalError(), EmulatorScript.Parse("""{"script":["fatal_error"]}""").AnswerTo(9));
    }

    [Fact]
    public void The_same_request_gives_the_same_key_and_another_request_another()
    {
        Assert.Equal(EmulatorScript.KeyFor("line_1-1"), EmulatorScript.KeyFor("line_1-1"));
        Assert.NotEqual(EmulatorScript.KeyFor("line_1-1"), EmulatorScript.KeyFor("line_1-2"));
        Assert.Matches("^([2-9A-Z]{5}-){4}[2-9A-Z]{5}$", EmulatorScript.KeyFor("line_1-1"));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"script":"key"}""")]
    [InlineData("""{"script":[1]}""")]
    [InlineData("""{"script":["sometimes"]}""")]
    [InlineData("""{"script":["slow"]}""")]
    [InlineData("""{"script":["slow soon"]}""")]
    [InlineData("""{"script":["slow P31D"]}""")]
    [InlineData("""{"script":["slow -PT1H"]}""")]
    [InlineData("""{"script":["key x0"]}""")]
    [InlineData("""{"script":["key x1001"]}""")]
    public void A_script_that_cannot_be_read_is_told_as_a_mistake_of_the_settings(string settings) =>
        Assert.Equal("license_settings_invalid", Assert.Throws<RuleBroken>(() => EmulatorScript.Parse(settings)).Code);

    [Fact]
    public void A_signed_key_may_have_features_and_an_end()
    {
        var settings = SignedKeySettings.Parse("""{"features":["pro","team"],"valid_days":365}""");
        Assert.Equal(["pro", "team"], settings.Features);
        Assert.Equal(365, settings.ValidDays);
        Assert.Null(SignedKeySettings.Parse("{}").ValidDays);
        Assert.Empty(SignedKeySettings.Parse("").Features);
    }

    [Theory]
    [InlineData("""{"valid_days":0}""")]
    [InlineData("""{"valid_days":"365"}""")]
    [InlineData("""{"valid_days":1.5}""")]
    [InlineData("""{"features":[""]}""")]
    [InlineData("""{"features":{}}""")]
    public void Settings_of_a_signed_key_out_of_bounds_are_refused(string settings) =>
        Assert.Equal("license_settings_invalid", Assert.Throws<RuleBroken>(() => SignedKeySettings.Parse(settings)).Code);

    [Fact]
    public void A_key_pool_method_names_its_pool()
    {
        string id = Ids.New(KeyPool.IdPrefix, DateTimeOffset.UnixEpoch);
        Assert.Equal(id, KeyPoolSettings.Parse($$"""{"pool":"{{id}}"}""").PoolId);
        Assert.Throws<RuleBroken>(() => KeyPoolSettings.Parse("{}"));
        Assert.Throws<RuleBroken>(() => KeyPoolSettings.Parse("""{"pool":"prod_1"}"""));
    }
}
