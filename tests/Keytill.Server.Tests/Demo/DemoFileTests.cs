using System.Text.Json;
using Keytill.Server.Demo;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Demo;

public sealed class DemoFileTests
{
    [Fact]
    public async Task Holds_what_a_script_needs_for_its_owner_alone_and_is_replaced_as_a_whole()
    {
        string folder = TempFolder.Create();
        await DemoFile.Write(folder, Facts("whsec_first"));
        string path = await DemoFile.Write(folder, Facts("whsec_second"));

        using JsonDocument json = JsonDocument.Parse(await File.ReadAllTextAsync(path));
        JsonElement root = json.RootElement;
        Assert.Equal("http://127.0.0.1:5080/demo", root.GetProperty("shop_url").GetString());
        Assert.Equal("whsec_second", root.GetProperty("vendor").GetProperty("webhook_secret").GetString());
        Assert.Equal("signed_key", root.GetProperty("products")[0].GetProperty("license_method").GetString());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal([path], Directory.GetFiles(folder));
    }

    private static DemoFacts Facts(string secret) => new(
        "http://127.0.0.1:5080", "http://127.0.0.1:5080/demo", new DemoVendorFacts("ven_1", "vendor@example.com", null, "sk_test_x", secret), null,
        [new DemoProductFacts("prod_1", "lumen", "Lumen", "http://127.0.0.1:5080/buy/lumen", "signed_key")]);
}
