using System.Net;
using Keytill.Server.Hosting;
using Keytill.Server.Hosting.Access;
using Keytill.Server.Hosting.Errors;
using Keytill.Server.Pages.Shared;
using Keytill.Server.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Keytill.Server.Tests.Hosting;

/// <summary>What is answered instead of a page that cannot be shown, and what the log keeps of it.</summary>
public sealed partial class AccessTests
{
    [Fact]
    public async Task A_bug_shows_a_reference_that_the_log_knows_and_no_detail()
    {
        using var answer = await client.GetAsync("/broken");
        string page = await answer.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.DoesNotContain("secret", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Exception", page, StringComparison.Ordinal);
        string reference = logged.Single(line => line.Contains("reference ", StringComparison.Ordinal)).Split("reference ")[1].Split(':')[0];
        Assert.Contains(reference, page, StringComparison.Ordinal);
        Assert.DoesNotContain(logged, line => line.Contains("token-in-path", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_log_names_the_route_and_never_the_address()
    {
        using var answer = await client.GetAsync("/broken/token-in-path");

        Assert.Contains(logged, line => line.Contains("/broken/{token}", StringComparison.Ordinal));
        Assert.DoesNotContain(logged, line => line.Contains("token-in-path", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_unknown_address_gets_a_page_in_the_readers_language_that_leads_back()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/nowhere");
        request.Headers.Add("Accept-Language", "de");
        request.Headers.Referrer = new Uri("https://shop.example/?a=1&b=%22%3E%3Cscript%3E");
        using var answer = await client.SendAsync(request);
        string page = await answer.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("Diese Seite gibt es nicht", page, StringComparison.Ordinal);
        Assert.Contains("href=\"https://shop.example/?a=1&amp;b=%22%3E%3Cscript%3E\"", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("/relative")]
    public async Task The_way_back_is_never_a_script(string referer)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/nowhere");
        request.Headers.TryAddWithoutValidation("Referer", referer);
        using var answer = await client.SendAsync(request);

        Assert.DoesNotContain("<a ", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_sent_a_form_that_cannot_be_taken_is_led_nowhere_else()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/nowhere");
        request.Headers.TryAddWithoutValidation("Referer", "https://evil.example/");
        using var answer = await client.SendAsync(request);

        Assert.DoesNotContain("evil.example", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reason_says_more_than_its_status()
    {
        using var answer = await client.GetAsync("/unknown-product");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("This product is not sold here", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_no_form_is_the_senders_fault()
    {
        using var body = new ByteArrayContent([1, 2, 3]);
        body.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=x");
        using var answer = await client.PostAsync("/form", body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_form_beyond_any_bound_is_refused_with_a_sentence()
    {
        using var body = new FormUrlEncodedContent([new("name", new string('x', 2_000_000))]);
        using var answer = await client.PostAsync("/form", body);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("larger than this form can be", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_with_a_prefilled_name_of_ten_thousand_letters_is_read()
    {
        using var answer = await client.GetAsync("/form?first_name=" + new string('x', 10_000));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Programs_get_a_bare_status()
    {
        using var answer = await client.GetAsync("/v1/broken");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
    }
}
