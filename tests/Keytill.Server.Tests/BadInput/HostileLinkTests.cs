using System.Net;
using Keytill.Core.Catalog;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.BadInput;

/// <summary>Links that nobody should write, over HTTP, on a server with a shop.</summary>
public sealed class HostileLinkTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    [Trait(Proof.Trait, Proof.InFull)]
    public async Task Whatever_a_link_says_leads_to_a_cart_or_to_a_page_that_says_why_not(DatabaseKind kind)
    {
        await using var here = await Installation.Start(kind);
        await here.Shop.Sell(here.Store, "editor", PriceList.Of(("EUR", 29_00), ("USD", 32_00)));
        using var visitor = new HostileVisitor(here, Proof.Seed);
        var seen = new Dictionary<HttpStatusCode, int>();

        int links = Proof.Runs(small: 60, full: 1_000);
        for (int i = 0; i < links; i++)
        {
            string link = visitor.Link();
            var answer = await visitor.Get(link);
            seen[answer.Status] = seen.GetValueOrDefault(answer.Status) + 1;
            if (answer.Status != HttpStatusCode.SeeOther)
            {
                Assert.Contains(answer.Status, (HttpStatusCode[])[HttpStatusCode.NotFound, HttpStatusCode.BadRequest, HttpStatusCode.RequestUriTooLong, HttpStatusCode.RequestHeaderFieldsTooLarge]);
                continue;
            }

            Assert.StartsWith("/checkout/", answer.Location, StringComparison.Ordinal);
            var page = await visitor.Get(answer.Location!);
            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.NotNull(page.Page.QuerySelector("[name=continue]"));
            Assert.Equal(HttpStatusCode.OK, (await visitor.Get(answer.Location + "?" + link.Split('?', 2)[1])).Status);
        }

        Assert.True(seen.GetValueOrDefault(HttpStatusCode.SeeOther) > links / 2, "Most links lead to a cart.");
        Proof.Say($"{links} hostile links on {kind}: {string.Join(", ", seen.Select(s => $"{s.Value} × {(int)s.Key}"))}");
    }

    [Theory]
    [InlineData("/checkout/{token}?removed=%00:1")]
    [InlineData("/checkout/{token}?removed=a%00b:1")]
    [InlineData("/checkout/nonsense")]
    [InlineData("/checkout/%ED%A0%80")]
    [InlineData("/order/T0000000001/nonsense")]
    [InlineData("/order/%27/%22")]
    [InlineData("/order/T0000000001/nonsense/changes?after=-1")]
    [InlineData("/order/T0000000001/nonsense/return/pay_%00")]
    [InlineData("/order/T0000000001/nonsense/licenses/%3Chostile-mark%3E")]
    [InlineData("/order/T0000000001/nonsense/support?topic=%00")]
    [InlineData("/orders/find?locale=%3Chostile-mark%3E&sent=%00")]
    [InlineData("/legal/%00/x")]
    [InlineData("/buy/%2e%2e%2f%2e%2e%2fetc")]
    [InlineData("/%3Chostile-mark%3E")]
    [InlineData("/nothing?locale=%3Chostile-mark%3E")]
    public async Task An_address_that_leads_nowhere_says_so(string path)
    {
        await using var here = await Installation.StartSelling(DatabaseKind.Postgres);
        using var visitor = new HostileVisitor(here, Proof.Seed);

        var answer = await visitor.Get(path.Replace("/checkout/{token}", await visitor.Cart(), StringComparison.Ordinal));

        Assert.Contains(answer.Status, (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.BadRequest]);
    }
}
