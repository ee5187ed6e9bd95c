using System.Net;
using System.Text;
using Keytill.Core.Checkouts;
using Keytill.Server.Checkouts;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Pages;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.BadInput;

/// <summary>A visitor who sends what no page of ours would send, the same for the same seed, and looks at every answer.</summary>
internal sealed class HostileVisitor(Installation here, int seed) : IDisposable
{
    private static readonly string[] Parameters =
    [
        "quantity", "currency", "coupon", "locale", "country", "items", "clear", "payment_method", "ref", "return_url", "sig", "expires", "uses", "price", "name",
        "data[a]", "data[\"]", "data[<b>]", "utm_source", "utm_<b>", "QUANTITY", "__proto__", "removed", "message", .. BuyerForm.Fields.All,
    ];

    private readonly HttpClient http = TestHttp.Client(here.Url);

    public SeededDraw Draw { get; } = new(seed);

    /// <summary>Path and query of a Buy link, as they go over the wire.</summary>
    public string Link()
    {
        var query = new List<string>();
        int count = 1 + Draw.Below(12);
        for (int i = 0; i < count; i++)
        {
            string name = Parameters[Draw.Below(Parameters.Length)];
            query.Add(Draw.Below(6) == 0 ? HostileText.Broken[Draw.Below(HostileText.Broken.Length)] : $"{Escape(name)}={Escape(HostileText.Draw(Draw))}");
            if (Draw.Below(5) == 0)
                query.Add($"{Escape(name)}={Escape(HostileText.Draw(Draw))}");
        }

        // More than any limit, now and then.
        if (Draw.Below(20) == 0)
            query.AddRange(Enumerable.Range(0, 3_000).Select(i => $"x{i}={i}"));
        string product = Draw.Below(8) == 0 ? Escape(HostileText.Draw(Draw)) : "editor";
        return $"/buy/{(product.Length == 0 ? "editor" : product)}?{string.Join('&', query)}";
    }

    /// <summary>What a person can type: a form with a zero character in it is refused as a whole, before anybody reads it.</summary>
    private string Typed() => HostileText.Draw(Draw).Replace("\0", "", StringComparison.Ordinal);

    /// <summary>The fields of a checkout form: right ones, hostile ones, missing ones, doubled ones.</summary>
    public List<(string Name, string Value)> Form(IReadOnlyDictionary<string, string> right)
    {
        var fields = new List<(string Name, string Value)>();
        // From one that is wrong everywhere to one with a single slip, or none.
        int faults = 8 << (2 * Draw.Below(3));
        foreach (var (name, value) in right)
        {
            switch (Draw.Below(faults))
            {
                case 0:
                    break;
                case 1 or 2:
                    fields.Add((name, Typed()));
                    break;
                case 3:
                    fields.Add((name, Typed()));
                    fields.Add((name, value));
                    break;
                default:
                    fields.Add((name, value));
                    break;
            }
        }

        string[] buttons = ["continue", "continue", "continue", "update", "save", "remove", "restore", "locale"];
        fields.Add((buttons[Draw.Below(buttons.Length)], Draw.Below(2) == 0 ? "continue" : Typed()));
        if (Draw.Below(6) == 0)
            fields.Add((Core.PlainText.Cut(Typed(), 100), Typed()));
        return fields;
    }

    public static HttpContent UrlEncoded(IEnumerable<(string Name, string Value)> fields) =>
        new StringContent(string.Join('&', fields.Select(f => $"{Escape(f.Name)}={Escape(f.Value)}")), Encoding.UTF8, "application/x-www-form-urlencoded");

    /// <summary>The same form as another program would send it, or something that is no form at all.</summary>
    public HttpContent Odd(IReadOnlyList<(string Name, string Value)> fields)
    {
        switch (Draw.Below(7))
        {
            case 0:
                var parts = new MultipartFormDataContent("boundary");
                foreach (var (name, value) in fields.Where(f => f.Name.All(char.IsAsciiLetterOrDigit) && f.Name.Length > 0))
                    parts.Add(new StringContent(value), name);
                return parts;
            case 1:
                return new StringContent("--other\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\nnever ends", Encoding.UTF8, "multipart/form-data");
            case 2:
                return new StringContent("{\"email\":\"ada@example.org\"}", Encoding.UTF8, "application/json");
            case 3:
                return new StringContent(string.Concat(Enumerable.Range(0, 2_000).Select(i => $"f{i}=1&")), Encoding.UTF8, "application/x-www-form-urlencoded");
            case 4:
                return UrlEncoded([.. fields, ("first_name", "\0")]);
            case 5:
                return new StringContent(string.Concat(HostileText.Broken.Select(b => b + "&" + b + "=" + b + "&")), Encoding.UTF8, "application/x-www-form-urlencoded");
            default:
                return new ByteArrayContent([0, 0xFF, 0xFE, (byte)'=', 0x80]);
        }
    }

    public Task<Answer> Get(string path) => Send(HttpMethod.Get, path, null);

    public Task<Answer> Post(string path, HttpContent content) => Send(HttpMethod.Post, path, content);

    /// <summary>A new cart with one product: its page's path.</summary>
    public async Task<string> Cart(string query = "")
    {
        var answer = await Send(HttpMethod.Get, "/buy/editor?" + query, null, plainly: true);
        Assert.Equal(HttpStatusCode.SeeOther, answer.Status);
        return answer.Location!;
    }

    public void Dispose() => http.Dispose();

    /// <summary>Every answer is looked at: never our error, never a page on which something has broken out.</summary>
    private async Task<Answer> Send(HttpMethod method, string path, HttpContent? content, bool plainly = false)
    {
        // As it is: a client that mends what is broken would send no broken links.
        var address = new Uri(here.Url.AbsoluteUri.TrimEnd('/') + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(method, address) { Content = content };
        if (!plainly && Draw.Below(4) == 0)
            request.Headers.TryAddWithoutValidation("Accept-Language", Printable(HostileText.Draw(Draw)));
        if (!plainly && Draw.Below(4) == 0)
            request.Headers.TryAddWithoutValidation("Cookie", $"{CartCookie.Name(here.Scope)}={HostileText.Broken[Draw.Below(HostileText.Broken.Length)]}");
        if (!plainly && Draw.Below(4) == 0)
            request.Headers.TryAddWithoutValidation("Referer", Printable(HostileText.Draw(Draw)));
        using var got = await http.SendAsync(request);
        var answer = new Answer(got, await got.Content.ReadAsStringAsync());
        string asked = $"{method} {path[..Math.Min(path.Length, 600)]} (seed {seed})";
        Assert.True((int)answer.Status < 500, $"{answer.Status} for {asked}");
        if (answer.Location is { } location)
            Assert.True(IsOurs(location), $"{asked} leads to {location}");
        if (answer.Body.Contains('<', StringComparison.Ordinal))
        {
            HarmlessPage.Check(answer.Page, asked, method == HttpMethod.Get && request.Headers.Referrer is { IsAbsoluteUri: true } from ? from.AbsoluteUri : null);
            Assert.False(string.IsNullOrWhiteSpace(answer.Page.QuerySelector("h1")?.TextContent), $"{asked} got a page that says nothing");
        }

        return answer;
    }

    private bool IsOurs(string location) =>
        (location.StartsWith('/') && !location.StartsWith("//", StringComparison.Ordinal)) || location.StartsWith(here.Bank.BaseUrl.AbsoluteUri, StringComparison.Ordinal);

    private static string Printable(string text) => new([.. text.Where(c => c is >= ' ' and < '\u007f').Take(500)]);

    private static string Escape(string text) => Uri.EscapeDataString(text);
}
