using Keytill.Core.Vendors;
using Keytill.Server.Licenses;

namespace Keytill.Server.Tests.Licenses;

public sealed class EmulatorMethodTests
{
    private static readonly EmulatorMethod Emulator = new();

    [Fact]
    public async Task It_plays_the_products_script_try_by_try()
    {
        const string Script = """{"script": ["slow PT2H", "temporary_error x2", "key"]}""";
        Assert.Equal(new LicenseAnswer.Later(TimeSpan.FromHours(2), "method_slow"), await Ask(Script, 1));
        Assert.Equal(new LicenseAnswer.Later(null, "temporary_error"), await Ask(Script, 2));
        Assert.Equal(new LicenseAnswer.Later(null, "temporary_error"), await Ask(Script, 3));
        var key = Assert.IsType<LicenseAnswer.Given>(await Ask(Script, 4));
        Assert.Equal(key, await Ask(Script, 4));
        Assert.Equal(key, await Ask(Script, 99));
        Assert.NotEqual(key, await Ask(Script, 4, requestId: "line_1:2"));
    }

    [Fact]
    public async Task A_fatal_error_a_script_that_cannot_be_read_and_live_mode_need_a_person()
    {
        Assert.Equal(new LicenseAnswer.NeedsPerson("fatal_error"), await Ask("""{"script": ["fatal_error"]}""", 1));
        Assert.Equal(new LicenseAnswer.NeedsPerson("settings_unreadable"), await Ask("""{"script": ["whatever"]}""", 1));
        Assert.Equal(new LicenseAnswer.NeedsPerson("test_only"), await Ask("{}", 1, mode: Mode.Live));
    }

    private static Task<LicenseAnswer> Ask(string settings, int attempt, string requestId = "line_1:1", Mode mode = Mode.Test) =>
        Emulator.Ask(Requests.One(settings, requestId, attempt: attempt, mode: mode), CancellationToken.None);
}
