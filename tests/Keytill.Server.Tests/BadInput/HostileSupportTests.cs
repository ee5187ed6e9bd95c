using System.Net;
using AngleSharp.Html.Parser;
using Keytill.Core;
using Keytill.Core.Support;
using Keytill.Server.Support;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Pages;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.BadInput;

/// <summary>What people may write to support, and search for, without an account: all of it stays text, and breaks nothing.</summary>
public sealed class HostileSupportTests
{
    private static readonly HttpStatusCode[] Answers =
        [HttpStatusCode.OK, HttpStatusCode.SeeOther, HttpStatusCode.BadRequest, HttpStatusCode.NotFound, HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.TooManyRequests];

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    [Trait(Proof.Trait, Proof.InFull)]
    public async Task Whatever_is_written_to_support_is_kept_as_text_or_shown_again(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var visitor = new HostileVisitor(here, Proof.Seed);
        using var ada = await Customer.WhoOrdered(here);
        string path = ada.OrderPage!.AbsolutePath + "/support";
        await ada.AskSupport("The first one");
        string id = (await ada.Placed()).Id;
        string known = (await here.Get<CaseQueries>().OfOrder(here.Scope, id))[0].Id;

        int letters = Proof.Runs(small: 40, full: 400);
        int taken = 0;
        for (int i = 0; i < letters; i++)
        {
            here.Clock.Advance(TimeSpan.FromMinutes(10));
            string message = HostileText.Draw(visitor.Draw);
            var fields = new List<(string Name, string Value)> { ("message", message), ("press", HostileText.Draw(visitor.Draw)) };
            fields.Add(visitor.Draw.Below(3) switch
            {
                0 => ("topic", "other"),
                1 => ("topic", HostileText.Draw(visitor.Draw)),
                _ => ("reply", visitor.Draw.Below(2) == 0 ? known : HostileText.Draw(visitor.Draw)),
            });
            var answer = await visitor.Post(path, HostileVisitor.UrlEncoded(fields));
            Assert.Contains(answer.Status, Answers);
            taken += answer.Status == HttpStatusCode.SeeOther ? 1 : 0;
            // What was meant for a case that is not there has no form to come back in.
            if (answer.Status == HttpStatusCode.OK && (fields[^1].Name == "topic" || fields[^1].Value == known))
                AssertShownAgain(answer, message, i);
        }

        Assert.True(taken > 0, "Nothing was taken.");
        Assert.Equal(HttpStatusCode.OK, (await visitor.Get(path)).Status);
        await here.Settle(id);
        Assert.All(here.Mailbox.Accepted, mail => HarmlessPage.Check(new HtmlParser().ParseDocument(mail.Html), mail.Subject));
        var kept = (await here.Get<CaseQueries>().OfOrder(here.Scope, id)).SelectMany(c => c.Messages).ToList();
        Assert.All(kept, m => Assert.Null(FreeText.Check(m.Text, CasePolicy.MessageCharsMax)));
        Proof.Say($"{letters} hostile letters to support on {kind}: {taken} kept as text, the others shown again");
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    [Trait(Proof.Trait, Proof.InFull)]
    public async Task Whatever_is_searched_for_is_answered_alike_or_shown_again(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind);
        using var visitor = new HostileVisitor(here, Proof.Seed);
        int searches = Proof.Runs(small: 40, full: 400);
        for (int i = 0; i < searches; i++)
        {
            string email = visitor.Draw.Below(3) == 0 ? "ada@example.org" : HostileText.Draw(visitor.Draw);
            var answer = visitor.Draw.Below(5) == 0
                ? await visitor.Post("/orders/find", visitor.Odd([("email", email)]))
                : await visitor.Post("/orders/find", HostileVisitor.UrlEncoded([("email", email), ("number", HostileText.Draw(visitor.Draw)), ("press", HostileText.Draw(visitor.Draw))]));
            Assert.Contains(answer.Status, Answers);
            if (answer.Status == HttpStatusCode.SeeOther)
                Assert.StartsWith("/orders/find?locale=", answer.Location, StringComparison.Ordinal);
        }
    }

    private static void AssertShownAgain(Answer answer, string message, int run)
    {
        Assert.True(answer.Page.QuerySelectorAll(".problems").Length > 0, $"Letter {run} came back without a word (seed {Proof.Seed})");
        string[] typed = [.. answer.Page.QuerySelectorAll("textarea").Select(e => e.TextContent)];
        Assert.True(typed.Contains(PlainText.CleanLines(message)), $"Letter {run} was lost (seed {Proof.Seed}): {message[..Math.Min(message.Length, 100)]}");
    }
}
