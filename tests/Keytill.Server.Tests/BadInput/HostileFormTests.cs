using System.Net;
using AngleSharp.Html.Dom;
using Keytill.Core.Catalog;
using Keytill.Core.Checkouts;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Pages;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.BadInput;

/// <summary>Forms that no page of ours sends: what is wrong is said beside its field, and nothing typed is lost.</summary>
public sealed class HostileFormTests
{
    private static readonly Dictionary<string, string> Right = new()
    {
        ["email"] = "ada@example.org",
        ["first_name"] = "Ada",
        ["last_name"] = "Lovelace",
        ["country"] = "US",
        ["company"] = "",
        ["phone"] = "",
        ["vat_id"] = "",
        ["city"] = "",
        ["zip"] = "",
        ["address"] = "",
        ["holder_name"] = "",
        ["holder_email"] = "",
        ["payment_method"] = "sandbox",
        ["accept_terms"] = "1",
        ["accept_privacy"] = "1",
        ["currency"] = "EUR",
    };

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    [Trait(Proof.Trait, Proof.InFull)]
    public async Task Whatever_is_posted_to_a_checkout_comes_back_with_all_that_was_typed(DatabaseKind kind)
    {
        await using var here = await Installation.Start(kind);
        var editor = await here.Shop.Sell(here.Store, "editor", PriceList.Of(("EUR", 29_00), ("USD", 32_00)));
        using var visitor = new HostileVisitor(here, Proof.Seed);
        int refused = 0, ordered = 0;

        int forms = Proof.Runs(small: 60, full: 1_000);
        for (int i = 0; i < forms; i++)
        {
            string path = await visitor.Cart(visitor.Draw.Below(2) == 0 ? "locale=de" : "");
            string fingerprint = (await visitor.Get(path)).Page.QuerySelector("[name=fingerprint]")!.GetAttribute("value")!;
            var fields = visitor.Form(new Dictionary<string, string>(Right) { ["fingerprint"] = fingerprint, [$"quantity[{editor.Id}]"] = "1" });
            var answer = await visitor.Post(path, HostileVisitor.UrlEncoded(fields));
            if (answer.Status == HttpStatusCode.SeeOther && answer.Location!.StartsWith("/order/", StringComparison.Ordinal))
            {
                ordered++;
                Assert.Equal(HttpStatusCode.OK, (await visitor.Get(answer.Location)).Status);
                continue;
            }

            bool isRefused = answer.Status == HttpStatusCode.BadRequest;
            refused += isRefused ? 1 : 0;
            Assert.True(isRefused || answer.Status == HttpStatusCode.SeeOther, $"Form {i} got {answer.Status}");
            var page = isRefused ? answer : await visitor.Get(answer.Location!);
            AssertNothingIsLost(fields, page, i);
            if (isRefused)
                AssertSaid(fields, page, i);
        }

        Assert.True(refused > 0 && ordered > 0, $"{refused} refused, {ordered} ordered");
        Proof.Say($"{forms} hostile forms on {kind}: {refused} refused beside their fields, {ordered} ordered");
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_is_no_form_of_ours_orders_nothing_and_breaks_nothing(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var visitor = new HostileVisitor(here, Proof.Seed);
        string path = await visitor.Cart("first_name=Ada");

        int forms = Proof.Runs(small: 30, full: 300);
        for (int i = 0; i < forms; i++)
        {
            var answer = await visitor.Post(path, visitor.Odd([.. Right.Select(f => (f.Key, f.Value))]));
            Assert.Contains(answer.Status, (HttpStatusCode[])[HttpStatusCode.SeeOther, HttpStatusCode.BadRequest, HttpStatusCode.RequestEntityTooLarge]);
            Assert.False(answer.Location?.StartsWith("/order/", StringComparison.Ordinal) ?? false);
        }

        Assert.Equal("Ada", (await visitor.Get(path)).Value("first_name"));
    }

    /// <summary>The first of two values counts, as everywhere.</summary>
    private static BuyerForm Typed(IEnumerable<(string Name, string Value)> fields)
    {
        var first = fields.Where(f => BuyerForm.Fields.All.Contains(f.Name)).DistinctBy(f => f.Name);
        return first.Aggregate(new BuyerForm(), (form, field) => form.With(field.Name, field.Value));
    }

    private static void AssertNothingIsLost(IReadOnlyList<(string Name, string Value)> fields, Answer page, int run)
    {
        var typed = Typed(fields);
        // A country is chosen from a list: one that is not on it cannot be shown.
        foreach (string field in BuyerForm.Fields.All.Where(f => f != BuyerForm.Fields.Country))
        {
            string shown = page.Page.GetElementById(field) is IHtmlTextAreaElement lines ? lines.TextContent : page.Page.GetElementById(field)?.GetAttribute("value") ?? "";
            Assert.True(typed.Get(field) == shown, $"Form {run} lost {field} (seed {Proof.Seed}): typed {Start(typed.Get(field))}, shown {Start(shown)}; {page.Status} {page.Page.QuerySelector("h1")?.TextContent}");
        }
    }

    /// <summary>Each field that is wrong says so; where none is, the page says what else keeps it from ordering.</summary>
    private static void AssertSaid(IReadOnlyList<(string Name, string Value)> fields, Answer page, int run)
    {
        var wrong = page.Page.QuerySelectorAll("[aria-invalid=true]").Select(e => e.Id!).ToHashSet();
        foreach (string field in wrong.Where(id => page.Page.GetElementById(id)?.GetAttribute("type") != "radio"))
            Assert.True(page.Beside(field).Trim().Length > 0, $"Form {run}: {field} is marked and nothing is said (seed {Proof.Seed})");
        if (wrong.Count > 0)
            Assert.All(Core.Checkouts.Buyer.Check(Typed(fields)), error => Assert.Contains(error.Field, wrong));
        else
            Assert.True(page.Page.QuerySelectorAll(".notice, .problems").Length > 0, $"Form {run} came back without a word (seed {Proof.Seed}):\n{page.Text}");
    }

    private static string Start(string text) => $"“{text[..Math.Min(text.Length, 100)]}” of {text.Length}";
}
