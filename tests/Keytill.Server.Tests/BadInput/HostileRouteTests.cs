using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using Keytill.Core.Support;
using Keytill.Server.Pages.Console;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Staff;
using Keytill.Server.Tests.Support;
using Microsoft.AspNetCore.Routing;

namespace Keytill.Server.Tests.BadInput;

/// <summary>
/// Every address that the server has, read off its routes: as somebody of the staff, as a vendor's program and as a stranger, with right and
/// hostile parts. A new route is among them by itself.
/// </summary>
public sealed partial class HostileRouteTests
{
    private static readonly string[] Names =
    [
        "q", "limit", "after", "email", "number", "status", "order", "done", "locale", "return", "act", "reason", "deed", "line", "refund", "receipt", "case", "mail", "amount",
        "currency", "until", "value_date", "bank_reference", "iban", "to_name", "text", "item", "id", "role", "name", "password", "url", "events", "lines", "code", "percent_off",
        "products", "prices", "slug", "license_method", "license_settings", "advance", "quantity", "subject", "html", "keys", "enabled", "starts_at", "data", "__proto__", "",
    ];

    private static readonly string[] Acts =
        ["cancel_order", "reopen_order", "extend_order", "correct_email", "add_note", "resend_mail", "refund_order", "record_receipt", "write_off", "answer_case", "join", "roles", "nothing"];

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    [Trait(Proof.Trait, Proof.InFull)]
    public async Task No_address_breaks_or_lets_text_become_more_than_text(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var ada = await Customer.WhoOrdered(here);
        using var anna = await Colleague.SignedIn(here, "anna", StaffRole.Support, StaffRole.Finance);
        var order = await ada.Placed();
        await anna.Open(order.Number);
        string token = anna.Browser.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var known = new Dictionary<string, string> { ["number"] = order.Number, ["idOrNumber"] = order.Id, ["id"] = order.Id, ["mode"] = "test", ["token"] = order.Token, ["idOrSlug"] = "editor", ["product"] = "editor" };
        var routes = Routes(here);
        Assert.True(routes.Count > 60, $"{routes.Count} routes");
        using var http = TestHttp.Client(here.Url);
        var draw = new SeededDraw(Proof.Seed);
        var answers = new SortedDictionary<HttpStatusCode, int>();
        int requests = Proof.Runs(small: 250, full: 10_000);
        for (int i = 0; i < requests; i++)
        {
            var (method, pattern) = routes[draw.Below(routes.Count)];
            string path = Path(pattern, known, draw);
            using var request = new HttpRequestMessage(new HttpMethod(method), Address(here, path, draw));
            request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", draw.Below(10) == 0 ? "cross-site" : "same-origin");
            if (pattern.StartsWith("/console", StringComparison.Ordinal) && draw.Below(10) > 0)
                request.Headers.TryAddWithoutValidation("Cookie", anna.Browser.Cookies(new Uri(here.Url, "/console/test")));
            if (pattern.StartsWith("/v1", StringComparison.Ordinal) && draw.Below(10) > 0)
                request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + here.ApiKey);
            if (method is not ("GET" or "HEAD" or "DELETE"))
                request.Content = pattern.StartsWith("/v1", StringComparison.Ordinal) ? Json(draw) : Form(draw, token);
            answers[await Look(http, request, $"request {i}, {method} {pattern} (seed {Proof.Seed})")] = 1;
        }

        Assert.Contains(HttpStatusCode.OK, answers.Keys);
        Assert.Contains(HttpStatusCode.BadRequest, answers.Keys);
        await ada.Browser.Visit(new Uri(here.Url, "/help/refunds"));
        Assert.Equal(HttpStatusCode.OK, ada.Browser.Status);
        Proof.Say($"{requests} hostile requests on {kind} over {routes.Count} routes: none broke, answers {string.Join(' ', answers.Keys.Select(k => (int)k))}");
    }

    /// <summary>What waits for a change is left out where it would find its order: it would wait in real time.</summary>
    private static List<(string Method, string Pattern)> Routes(Installation here) =>
    [
        .. from route in here.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           let pattern = "/" + route.RoutePattern.RawText?.TrimStart('/')
           where !pattern.EndsWith("/changes", StringComparison.Ordinal)
           from method in route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET", "POST"]
           orderby pattern, method
           select (method, pattern),
    ];

    private static string Path(string pattern, Dictionary<string, string> known, SeededDraw draw) => Parameter().Replace(pattern, match =>
    {
        string right = known.GetValueOrDefault(match.Groups["name"].Value) ?? "x";
        string value = draw.Below(3) > 0 ? right : Core.PlainText.Cut(HostileText.Draw(draw), 2_000);
        return value.Length == 0 ? right : Uri.EscapeDataString(value);
    });

    private static Uri Address(Installation here, string path, SeededDraw draw)
    {
        var query = Enumerable.Range(0, draw.Below(4)).Select(_ => draw.Below(6) == 0
            ? HostileText.Broken[draw.Below(HostileText.Broken.Length)]
            : Names[draw.Below(Names.Length)] + "=" + Uri.EscapeDataString(HostileText.Draw(draw)));
        return new Uri(here.Url.AbsoluteUri.TrimEnd('/') + path + "?" + string.Join('&', query), new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
    }

    private static StringContent Form(SeededDraw draw, string token)
    {
        var fields = Enumerable.Range(0, draw.Below(8)).Select(_ => (Name: Names[draw.Below(Names.Length)], Value: HostileText.Draw(draw))).ToList();
        fields.Add(("act", Acts[draw.Below(Acts.Length)]));
        fields.Add((ConsolePress.DeedField, draw.Below(2) == 0 ? Core.Ids.New(Deed.IdPrefix, DateTimeOffset.UnixEpoch) : HostileText.Draw(draw)));
        fields.Add((ConsolePress.ReasonField, HostileText.Draw(draw)));
        if (draw.Below(5) > 0)
            fields.Add(("__RequestVerificationToken", token));
        return new StringContent(string.Join('&', fields.Select(f => Uri.EscapeDataString(f.Name) + "=" + Uri.EscapeDataString(f.Value))), Encoding.UTF8, "application/x-www-form-urlencoded");
    }

    private static StringContent Json(SeededDraw draw)
    {
        string body = draw.Below(6) == 0 ? HostileText.Draw(draw) : Value(draw, depth: 0)!.ToJsonString();
        return new StringContent(body, Encoding.UTF8, draw.Below(8) == 0 ? "text/plain" : "application/json");
    }

    private static JsonNode? Value(SeededDraw draw, int depth) => depth == 0 ? Members(draw, depth) : draw.Below(6) switch
    {
        0 when depth < 3 => Members(draw, depth),
        1 when depth < 3 => new JsonArray([.. Enumerable.Range(0, draw.Below(4)).Select(_ => Value(draw, depth + 1))]),
        2 => JsonValue.Create((long)draw.Below(2_000_000_000) * draw.Below(2_000_000_000)),
        3 => JsonValue.Create(draw.Below(2) == 0),
        4 => null,
        _ => JsonValue.Create(HostileText.Draw(draw)),
    };

    private static JsonObject Members(SeededDraw draw, int depth)
    {
        var members = new JsonObject();
        for (int i = draw.Below(6); i >= 0; i--)
            members[Names[draw.Below(Names.Length)]] = Value(draw, depth + 1);
        return members;
    }

    private static async Task<HttpStatusCode> Look(HttpClient http, HttpRequestMessage request, string asked)
    {
        using var got = await http.SendAsync(request);
        string body = await got.Content.ReadAsStringAsync();
        Assert.True((int)got.StatusCode < 500, $"{got.StatusCode} for {asked}: {request.RequestUri!.OriginalString[..Math.Min(request.RequestUri.OriginalString.Length, 600)]}");
        if (got.Content.Headers.ContentType?.MediaType == "text/html")
            HarmlessPage.Check(new HtmlParser().ParseDocument(body), asked);
        return got.StatusCode;
    }

    [GeneratedRegex(@"\{\*{0,2}(?<name>\w+)[^/]*\}")]
    private static partial Regex Parameter();
}
