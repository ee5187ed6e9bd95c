using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Html.Dom;
using Keytill.Core;
using Keytill.Core.Payments;
using Keytill.Core.Vendors;
using Keytill.Server.Hosting;
using Keytill.Server.Payments;
using Keytill.Server.SandboxBank;
using Keytill.Server.Tests.Support;
using Keytill.Server.Tests.Tidy;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Keytill.Server.Tests.SandboxBank;

/// <summary>The bank inside the server, as in the demo, and what it may know of that server: nothing.</summary>
public sealed partial class MountedBankTests : IAsyncLifetime
{
    private readonly string folder = TempFolder.Create();
    private WebApplication server = null!;
    private Merchant merchant = null!;

    public async ValueTask InitializeAsync()
    {
        merchant = await Merchant.Open();
        server = KeytillServer.Build(["--urls", "http://127.0.0.1:0", "--data", folder]);
        await server.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await merchant.DisposeAsync();
        TempFolder.Remove(folder);
    }

    [Fact]
    public async Task A_payment_goes_its_whole_way_at_the_servers_own_address()
    {
        var gateway = server.Services.GetRequiredService<IPaymentGateway>();
        using HttpClient customer = TestHttp.Client(server.Services.GetRequiredService<PublicUrl>().Value);
        var opened = Assert.IsType<OpenAnswer.Opened>(await gateway.Open(
            new OpenRequest(
                "pay_1", "key_1", new Money(1_900, Currency.Of("EUR")), "T0000000001", Mode.Test, "en", new Uri(merchant.ReturnUrl),
                new Uri(merchant.NoticeUrl), TimeProvider.System.GetUtcNow()), default));
        Assert.StartsWith(SandboxOptions.OwnBankPath + "/pay/", opened.RedirectUrl.AbsolutePath, StringComparison.Ordinal);

        IHtmlDocument page = await BankWorld.Read(await customer.GetAsync(opened.RedirectUrl), HttpStatusCode.OK);
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string> { ["card_number"] = BankWorld.GoodCard, ["expiry"] = "12/99", ["security_code"] = "123" });
        using HttpResponseMessage paid = await customer.PostAsync(page.Forms[0].GetAttribute("action"), form);

        Assert.Equal(merchant.ReturnUrl, paid.Headers.Location!.ToString());
        Assert.Equal("payment.succeeded", (await merchant.NextWord()).Type);
        Assert.Equal(ReportedState.Succeeded, (await gateway.Ask("pay_1", opened.GatewayReference, default))!.State);
        Assert.Single(server.Services.GetRequiredService<Bank>().Books.Charges());
    }

    [Fact]
    public void The_bank_uses_nothing_of_the_server_that_it_may_be_mounted_in()
    {
        foreach (SourceFile file in Repository.Under("src/Keytill.Server/SandboxBank/", ".cs"))
            Assert.DoesNotContain(
                Foreign().Matches(file.Code), match => !match.Value.StartsWith("Keytill.Server.SandboxBank", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\bKeytill\.[\w.]+")]
    private static partial Regex Foreign();
}
