using System.Net;
using System.Net.Sockets;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Journeys;

/// <summary>
/// A customer with a browser without script: follows links and redirects over all hosts, keeps cookies, fills and sends the
/// forms that stand on the page.
/// </summary>
internal sealed class Buyer : IDisposable
{
    private const int RedirectsMax = 20;
    private readonly HttpClient http = TestHttp.Client(new Uri("http://127.0.0.1"));
    private readonly CookieContainer cookies = new();

    /// <summary>Where the browser is.</summary>
    public Uri At { get; private set; } = new("about:blank");

    public IHtmlDocument Page { get; private set; } = null!;

    public HttpStatusCode Status { get; private set; }

    /// <summary>Everything that a reader of the page sees.</summary>
    public string Text => Page.Body!.TextContent;

    /// <summary>What the browser would send there as its cookies.</summary>
    public string Cookies(Uri address) => cookies.GetCookieHeader(address);

    public async Task<IHtmlDocument> Visit(Uri address)
    {
        for (int i = 0; i < RedirectsMax; i++)
        {
            using var answer = await Send(new HttpRequestMessage(HttpMethod.Get, address));
            if (Next(answer, address) is { } next)
                address = next;
            else
                return await Show(answer, address);
        }

        throw new InvalidOperationException($"{address} redirects for ever.");
    }

    /// <summary>Sends the form in which <paramref name="button"/> stands, with what it holds but for <paramref name="fields"/>.</summary>
    /// <param name="button">A CSS selector.</param>
    public async Task<IHtmlDocument> Press(string button, params (string Name, string Value)[] fields)
    {
        var (action, content) = Fill(button, fields);
        return await Send(action, content);
    }

    /// <summary>As <see cref="Press"/>, twice: the very same form.</summary>
    public async Task PressTwice(string button, params (string Name, string Value)[] fields)
    {
        var (action, content) = Fill(button, fields);
        byte[] sent = await content.ReadAsByteArrayAsync();
        for (int presses = 0; presses < 2; presses++)
            await Send(action, new ByteArrayContent(sent) { Headers = { ContentType = content.Headers.ContentType } });
    }

    /// <summary>Posts a form, and follows where it leads.</summary>
    public async Task<IHtmlDocument> Send(Uri action, HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, action) { Content = content };
        request.Headers.Add("Origin", At.GetLeftPart(UriPartial.Authority));
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        using var answer = await Send(request);
        return Next(answer, action) is { } next ? await Visit(next) : await Show(answer, action);
    }

    /// <summary>What <see cref="Press"/> would send and where, for sending it in some other way.</summary>
    public (Uri Action, FormUrlEncodedContent Content) Fill(string button, params (string Name, string Value)[] fields)
    {
        var pressed = Page.QuerySelector(button) ?? throw new InvalidOperationException($"No {button} at {At}:\n{Page.Body?.TextContent}");
        var form = pressed.Closest("form") as IHtmlFormElement ?? (pressed as IHtmlButtonElement)?.Form ?? throw new InvalidOperationException($"{button} stands in no form.");
        var values = Values(form).Where(v => fields.All(f => f.Name != v.Key)).Concat(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))).ToList();
        if (pressed.GetAttribute("name") is { Length: > 0 } name)
            values.Add(KeyValuePair.Create(name, pressed.GetAttribute("value") ?? ""));
        string target = pressed.GetAttribute("formaction") ?? form.GetAttribute("action") ?? "";
        return (new Uri(At, target), new FormUrlEncodedContent(values));
    }

    public void Dispose() => http.Dispose();

    private static IEnumerable<KeyValuePair<string, string>> Values(IHtmlFormElement form)
    {
        foreach (var element in form.Elements)
        {
            string? name = element.GetAttribute("name");
            if (string.IsNullOrEmpty(name) || element.HasAttribute("disabled"))
                continue;
            string? value = element switch
            {
                IHtmlInputElement { Type: "checkbox" or "radio" } box => box.IsChecked ? box.Value : null,
                IHtmlInputElement { Type: "submit" or "button" or "image" } => null,
                IHtmlInputElement input => input.Value,
                IHtmlSelectElement select => select.Value,
                IHtmlTextAreaElement area => area.Value,
                _ => null,
            };
            if (value is not null)
                yield return KeyValuePair.Create(name, value);
        }
    }

    private static Uri? Next(HttpResponseMessage answer, Uri from) =>
        (int)answer.StatusCode is >= 300 and < 400 && answer.Headers.Location is { } location ? new Uri(from, location) : null;

    private async Task<HttpResponseMessage> Send(HttpRequestMessage request)
    {
        string known = cookies.GetCookieHeader(request.RequestUri!);
        if (known.Length > 0)
            request.Headers.Add("Cookie", known);
        var answer = await Answer(request);
        if (answer.Headers.TryGetValues("Set-Cookie", out var set))
            foreach (string cookie in set)
                cookies.SetCookies(request.RequestUri!, cookie);
        return answer;
    }

    private async Task<HttpResponseMessage> Answer(HttpRequestMessage request)
    {
        try
        {
            return await http.SendAsync(request);
        }
        catch (SocketException e)
        {
            // Where the server dies while it is greeted, the socket's own error comes through bare.
            throw new HttpRequestException("The server went away.", e);
        }
    }

    private async Task<IHtmlDocument> Show(HttpResponseMessage answer, Uri address)
    {
        (At, Status) = (address, answer.StatusCode);
        Page = new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());
        return Page;
    }
}
