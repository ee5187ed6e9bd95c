using System.Net;
using Keytill.Core;
using Keytill.Core.Support;
using Keytill.Core.Vendors;
using Keytill.Server.Orders;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;
using Keytill.Server.Tests.Tidy;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Staff;

/// <summary>Every address of the console and every act on it, as nobody and as each role.</summary>
public sealed class RolesTests : IAsyncLifetime
{
    /// <summary>Every button of the console, and what it takes. A new one without a row is found.</summary>
    private static readonly Dictionary<string, StaffAct> Buttons = new()
    {
        ["cancel_order"] = StaffAct.CancelOrder,
        ["reopen_order"] = StaffAct.ReopenOrder,
        ["extend_order"] = StaffAct.ExtendOrder,
        ["correct_email"] = StaffAct.CorrectEmail,
        ["add_note"] = StaffAct.AddNote,
        ["retry_delivery"] = StaffAct.RetryDelivery,
        ["replace_license"] = StaffAct.ReplaceLicense,
        ["resend_mail"] = StaffAct.ResendMail,
        ["answer_case"] = StaffAct.AnswerCase,
        ["close_case"] = StaffAct.AnswerCase,
        ["refund_order"] = StaffAct.DecideRefund,
        ["approve_refund"] = StaffAct.DecideRefund,
        ["confirm_refund"] = StaffAct.DecideRefund,
        ["decline_refund"] = StaffAct.DecideRefund,
        ["revoke_licenses"] = StaffAct.DecideRefund,
        ["keep_licenses"] = StaffAct.DecideRefund,
        ["confirm_bank_refund"] = StaffAct.ConfirmBankRefund,
        ["record_receipt"] = StaffAct.RecordReceipt,
        ["apply_money"] = StaffAct.ApplyMoney,
        ["return_money"] = StaffAct.ReturnMoney,
        ["write_off"] = StaffAct.WriteOff,
    };

    private static readonly (string Name, string Value)[] Fields =
    [
        ("reason", "to see whether it may be done"), ("mail", "mail_1"), ("amount", "1.00"), ("bank_reference", "b-1"), ("to_name", "Ada"),
        ("iban", "DE89370400440532013000"), ("email", "other@example.org"), ("until", "2099-01-01"),
    ];

    private Installation here = null!;
    private Customer ada = null!;

    public async ValueTask InitializeAsync()
    {
        here = await Installation.StartSelling(DatabaseKind.Sqlite, rehearses: false);
        ada = await Customer.WhoOrdered(here);
    }

    public async ValueTask DisposeAsync()
    {
        ada.Dispose();
        await here.DisposeAsync();
    }

    [Fact]
    public async Task Nobody_reaches_any_address_of_the_console_but_the_sign_in()
    {
        using var nobody = new Colleague(here, "nobody");
        string[] addresses = [.. Addresses().Where(a => !a.IsOpen).Select(a => a.Address)];
        Assert.True(addresses.Length >= 9, string.Join(' ', addresses));
        foreach (string address in addresses)
        {
            await nobody.Visit(address);
            Assert.True(nobody.Browser.At.AbsolutePath == "/console/sign-in", $"Nobody came to {address}");
        }

        Assert.Equal(["/console/sign-in"], Addresses().Where(a => a.IsOpen).Select(a => a.Address));
    }

    [Theory]
    [InlineData(StaffRole.Admin)]
    [InlineData(StaffRole.Support)]
    [InlineData(StaffRole.Finance)]
    [InlineData(StaffRole.ReadOnly)]
    public async Task Each_role_does_what_the_table_allows_and_nothing_else(StaffRole role)
    {
        using var colleague = await Colleague.SignedIn(here, "anna", role);
        // By its id: one of the acts gives its page another key.
        string id = (await ada.Placed()).Id;
        string number = (await ada.Placed()).Number;
        await colleague.Open(number);
        Assert.Equal(HttpStatusCode.OK, colleague.Browser.Status);
        var (address, token) = Signature(colleague);
        foreach (var (button, act) in Buttons)
        {
            var order = await here.Get<OrderQueries>().ById(here.Scope, id, CancellationToken.None);
            using var form = new FormUrlEncodedContent(
                [.. Fields.Append(("act", button)).Append(("deed", Ids.New(Deed.IdPrefix, here.Clock.GetUtcNow()))).Append(("line", order!.Lines[0].Id)).Append(token)
                    .Select(f => KeyValuePair.Create(f.Item1, f.Item2))]);
            await colleague.Browser.Send(address, form);
            bool isForbidden = colleague.Browser.Status == HttpStatusCode.Forbidden;
            // Whatever the roles allow is done, or refused by a rule that the page names.
            Assert.True(isForbidden != new[] { role }.Allow(act) || IsOfAPartThatIsNotThere(button), $"{role} pressed {button}: {colleague.Browser.Status}");
            await colleague.Visit("/console/test/orders/" + number);
        }

        await colleague.Visit("/console/test/staff");
        Assert.Equal(role == StaffRole.Admin ? HttpStatusCode.OK : HttpStatusCode.Forbidden, colleague.Browser.Status);
        if (role == StaffRole.ReadOnly)
            Assert.Equal(0, await here.Store.Read(Scope.Everything, db => db.Set<AuditEntry>().CountAsync()));
    }

    [Fact]
    public void Every_button_has_a_row_in_the_table()
    {
        string source = File.ReadAllText(Path.Combine(Repository.Root, "src/Keytill.Server/Pages/Console/OrderDeeds.cs"));
        var written = System.Text.RegularExpressions.Regex.Matches(source, "\"([a-z_]+)\" => ").Select(m => m.Groups[1].Value);
        Assert.Equal(Buttons.Keys.Order(), written.Order());
    }

    [Fact]
    public async Task Live_orders_are_not_found_in_test_mode_nor_the_other_way_round()
    {
        using var anna = await Colleague.SignedIn(here, "anna", StaffRole.Support);
        await anna.Visit("/console/live/orders/" + (await ada.Placed()).Number);
        Assert.Equal(HttpStatusCode.NotFound, anna.Browser.Status);
        await anna.Visit("/console/live/orders?q=ada@example.org");
        Assert.Contains("Nothing was found in this mode", anna.Browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_of_another_site_changes_nothing()
    {
        using var anna = await Colleague.SignedIn(here, "anna", StaffRole.Admin);
        await anna.Open((await ada.Placed()).Number);
        var (address, token) = Signature(anna);
        using var http = TestHttp.Client(here.Url);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent([KeyValuePair.Create("act", "cancel_order"), KeyValuePair.Create(token.Item1, token.Item2)]) };
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        using var answer = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    /// <summary>Their forms stand only beside a part; without one nobody is told more than that the page is old.</summary>
    private static bool IsOfAPartThatIsNotThere(string button) =>
        button is "approve_refund" or "confirm_refund" or "decline_refund" or "confirm_bank_refund" or "apply_money" or "return_money" or "replace_license" or "answer_case" or "close_case";

    private static (Uri Address, (string, string) Token) Signature(Colleague colleague) =>
        (colleague.Browser.At, ("__RequestVerificationToken", colleague.Browser.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!));

    private IEnumerable<(string Address, bool IsOpen)> Addresses()
    {
        foreach (var endpoint in here.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            string pattern = "/" + endpoint.RoutePattern.RawText?.TrimStart('/');
            if (!pattern.StartsWith("/console", StringComparison.Ordinal))
                continue;
            string address = System.Text.RegularExpressions.Regex.Replace(pattern, @"\{(\w+)[^/]*\}", m => m.Groups[1].Value switch
            {
                "mode" => "test",
                "number" => "T0000000001",
                "name" => "refunds",
                _ => "x",
            });
            bool isGet = endpoint.Metadata.GetMetadata<HttpMethodMetadata>() is not { } methods || methods.HttpMethods.Contains("GET");
            if (isGet)
                yield return (address, endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null);
        }
    }
}
