using System.Text;
using System.Text.RegularExpressions;
using Keytill.Core;
using Keytill.Core.Support;
using Keytill.Core.Vendors;
using Keytill.Server.Support;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Staff;
using Keytill.Server.Tests.Support;
using Keytill.Server.Vendors;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Access;

/// <summary>Everybody there is, each with what opens his own doors, who ask for one household's things at every route.</summary>
internal sealed partial class RouteWalk : IDisposable
{
    private readonly Installation here;
    private readonly HttpClient http;
    private readonly Dictionary<Visitor, Colleague> colleagues = [];
    private readonly Dictionary<Visitor, string> keys = [];
    private readonly List<string> secrets = [];
    private int fresh;

    private RouteWalk(Installation here) => (this.here, http) = (here, TestHttp.Client(here.Url));

    /// <summary>Whose things are asked for.</summary>
    public Household Ours { get; private set; } = null!;

    /// <summary>The same vendor's, in live mode.</summary>
    public Household Live { get; private set; } = null!;

    /// <summary>Another vendor's, in the same mode.</summary>
    public Household Theirs { get; private set; } = null!;

    public static async Task<RouteWalk> Prepare(Installation here)
    {
        var walk = new RouteWalk(here);
        walk.Ours = await Household.Furnish(here, here.Shop, "quokka", "platypus", "wombat", "sandbox");
        walk.Live = await Household.Furnish(here, here.Shop with { Owner = new Scope(here.Scope.VendorId!, Mode.Live) }, "tapir", "axolotl", "caracal", "bank_transfer");
        walk.Theirs = await Household.Furnish(here, await TestShop.Open(here.Store, "other-shop"), "narwhal", "okapi", "numbat", "sandbox");
        walk.keys[Visitor.Vendor] = walk.Ours.Key;
        walk.keys[Visitor.OtherMode] = walk.Live.Key;
        walk.keys[Visitor.OtherVendor] = walk.Theirs.Key;
        walk.keys[Visitor.ReadingKey] = await walk.Issue([.. Enum.GetValues<ApiScope>().Where(s => s.ToString().EndsWith("Read", StringComparison.Ordinal))]);
        walk.keys[Visitor.RevokedKey] = await walk.Issue(Enum.GetValues<ApiScope>());
        await walk.Revoke(walk.keys[Visitor.RevokedKey]);
        await walk.LetIn();
        walk.secrets.AddRange([.. walk.keys.Values, .. walk.Ours.Secrets, .. walk.Live.Secrets, .. walk.Theirs.Secrets, Colleague.Password]);
        return walk;
    }

    /// <param name="target">Whose things the address names.</param>
    /// <param name="isBare">A post without any field but that which makes it a form of ours.</param>
    public async Task<RouteAnswer> Ask(Visitor visitor, RouteRow row, Household target, bool isBare = false)
    {
        using var request = new HttpRequestMessage(new HttpMethod(row.Method), Address(visitor, row, target));
        request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", "same-origin");
        if (keys.TryGetValue(visitor, out string? key))
            request.Headers.Add("Authorization", "Bearer " + key);
        if (colleagues.TryGetValue(visitor, out var colleague))
            request.Headers.Add("Cookie", colleague.Browser.Cookies(new Uri(here.Url, "/console")));
        if (row.Method is not ("GET" or "HEAD" or "DELETE"))
            request.Content = Content(visitor, row, target, isBare);
        using var answer = await http.SendAsync(request);
        string said = string.Join('\n', answer.Headers.Concat(answer.Content.Headers).SelectMany(h => h.Value)) + "\n" + await answer.Content.ReadAsStringAsync();
        return new RouteAnswer((int)answer.StatusCode, answer.Headers.Location?.ToString(), said);
    }

    /// <summary>The words that he may read at a household's addresses, in whatever answer.</summary>
    public IReadOnlyList<string> MayRead(Visitor visitor, RouteRow row, Household target) => visitor switch
    {
        Visitor.Customer when row.Door == Door.Token => [Ours.CustomersWord],
        Visitor.Vendor or Visitor.ReadingKey when row.Pattern.StartsWith("/v1/", StringComparison.Ordinal) => [Ours.CustomersWord, Ours.VendorsWord],
        Visitor.OtherMode when row.Pattern.StartsWith("/v1/", StringComparison.Ordinal) => [Live.CustomersWord, Live.VendorsWord],
        Visitor.OtherVendor when row.Pattern.StartsWith("/v1/", StringComparison.Ordinal) => [Theirs.CustomersWord, Theirs.VendorsWord],
        _ when row.Door == Door.Session && row.MayEnter(visitor) => [.. Houses.Where(h => h.Owner.Mode == target.Owner.Mode).SelectMany(WordsOf)],
        _ => [],
    };

    public IEnumerable<string> AllWords => Houses.SelectMany(WordsOf).Concat(secrets);

    public void Dispose()
    {
        http.Dispose();
        foreach (var colleague in colleagues.Values)
            colleague.Dispose();
    }

    private IEnumerable<Household> Houses => [Ours, Live, Theirs];

    private static string[] WordsOf(Household house) => [house.CustomersWord, house.VendorsWord, house.StaffsWord];

    private async Task LetIn()
    {
        foreach (var (visitor, role) in ((Visitor, StaffRole)[])
            [(Visitor.ReadOnly, StaffRole.ReadOnly), (Visitor.Finance, StaffRole.Finance), (Visitor.Support, StaffRole.Support), (Visitor.Admin, StaffRole.Admin), (Visitor.BlockedStaff, StaffRole.Admin)])
        {
            colleagues[visitor] = await Colleague.SignedIn(here, PublicName.Of(visitor), role);
            await colleagues[visitor].Visit("/console/test");
        }

        await here.Get<KeepStaff>().Block(Scope.Everything, colleagues[Visitor.BlockedStaff].Id);
        var anna = new Actor(colleagues[Visitor.Support].Id, "anna", [StaffRole.Support]);
        foreach (var house in Houses)
            await house.Note(here, anna, NewDeed());
    }

    private Task<string> Issue(IReadOnlyList<ApiScope> scopes) => here.Get<IssueApiKey>().Run(Ours.Owner, "one more", scopes, CancellationToken.None);

    private Task Revoke(string key)
    {
        string hash = ApiKey.HashOf(key);
        return here.Store.Write("revoke key", Ours.Owner, async write => (await write.Db.Set<ApiKey>().SingleAsync(k => k.SecretHash == hash)).Revoke(write.Now));
    }

    private Uri Address(Visitor visitor, RouteRow row, Household target)
    {
        string path = Parameter().Replace(row.Pattern, match =>
            match.Groups["before"].Value + Uri.EscapeDataString(Name(visitor, row, match.Groups["before"].Value, match.Groups["name"].Value, target)));
        return new Uri(here.Url, path + row.Pattern switch
        {
            "/v1/events" or "/v1/test/emails" => "?order=" + target.Known["order"],
            "/console/{mode:regex(^(test|live)$)}/orders" => "?q=" + target.Known["number"],
            _ => "",
        });
    }

    /// <summary>What stands for a parameter in an address. A token is the visitor's own: another one opens nothing.</summary>
    private string Name(Visitor visitor, RouteRow row, string before, string name, Household target) => (before, name) switch
    {
        ("/link/", "token") => TokenOf(visitor, "linkToken"),
        ("/checkout/", "token") => TokenOf(visitor, "checkoutToken"),
        (_, "token") => TokenOf(visitor, "token"),
        ("/refunds/", "id") => target.Known["refund"],
        ("/webhook-endpoints/", "id") => target.Known["endpoint"],
        ("/webhook-deliveries/", "id") => target.Known["delivery"],
        ("/coupons/", "id") => target.Known["coupon"],
        ("/checkout-links/", "id") => target.Known["link"],
        ("/products/", "idOrSlug") => target.Known[row.Pattern.EndsWith("/keys", StringComparison.Ordinal) ? "pens" : "product"],
        (_, "idOrNumber") => target.Known["order"],
        (_, "kind") => row.Door == Door.Open ? "sales_terms" : "payment_confirmed",
        (_, "language") => "en",
        (_, "method") => "sandbox",
        (_, "hash") => "0",
        (_, "colour") => "0b5fff",
        (_, "name") => row.Pattern.StartsWith("/assets", StringComparison.Ordinal) ? "keytill.css" : "refunds",
        _ => target.Known[name],
    };

    private string TokenOf(Visitor visitor, string which) => visitor switch
    {
        Visitor.Customer => Ours.Known[which],
        // Of the order's page: what he has else leads to his own things, and nobody forbids it.
        Visitor.OtherCustomer when which == "token" => Theirs.Known[which],
        _ => Ids.NewToken(),
    };

    private StringContent Content(Visitor visitor, RouteRow row, Household target, bool isBare)
    {
        string form = colleagues.TryGetValue(visitor, out var colleague)
            ? colleague.Browser.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!
            : "none";
        string body = isBare ? "__RequestVerificationToken=$form" : row.Body ?? "";
        body = Placeholder().Replace(body, match => match.Groups[1].Value switch
        {
            "form" => Uri.EscapeDataString(form),
            "deed" => NewDeed(),
            "fresh" => $"fresh-{++fresh}",
            var name => target.Known[name],
        });
        bool isJson = row.Pattern.StartsWith("/v1/", StringComparison.Ordinal) || body.StartsWith('{');
        return new StringContent(body, Encoding.UTF8, isJson ? "application/json" : "application/x-www-form-urlencoded");
    }

    private string NewDeed() => Ids.New(Deed.IdPrefix, here.Clock.GetUtcNow());

    [GeneratedRegex(@"(?<before>/[a-z-]+/|/|)\{\*{0,2}(?<name>\w+)[^/]*\}")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\$(\w+)")]
    private static partial Regex Placeholder();
}

/// <param name="Said">All headers' values and the body.</param>
internal sealed record RouteAnswer(int Status, string? Location, string Said);
