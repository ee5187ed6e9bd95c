using System.Net;

namespace Keytill.Server.Tests.Pages;

/// <summary>An address that looks mistyped: asked about once, taken in one press, and never refused.</summary>
public sealed partial class CheckoutPageTests
{
    private const string Mistyped = "ada@gmial.com";

    [Fact]
    public async Task A_mistyped_address_is_asked_about_and_whoever_means_it_orders_with_it()
    {
        string path = await world.AddToCart("/buy/editor?country=US");
        var fields = Mistyping(Filled(await world.Visit(path)), Mistyped);
        var asked = await world.Post(path, [.. fields, ("continue", "continue")]);

        Assert.Equal(HttpStatusCode.BadRequest, asked.Status);
        Assert.Contains("Did you mean ada@gmail.com?", asked.Text, StringComparison.Ordinal);
        Assert.Contains("Nothing has been ordered yet", asked.Page.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(Mistyped, asked.Value("email"));

        var ordered = await world.Post(path, [.. fields, ("email_seen", Seen(asked)!), ("continue", "continue")]);
        Assert.StartsWith("/order/", ordered.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_press_takes_the_address_that_was_meant()
    {
        string path = await world.AddToCart("/buy/editor");
        var asked = await world.Visit((await world.Post(path, ("email", Mistyped), ("company", "Söhne"), ("update", "1"))).Location!);
        string meant = asked.Page.QuerySelector("#meant button[name=take_email]")!.GetAttribute("value")!;
        var taken = await world.Visit((await world.Post(path, ("email", Mistyped), ("take_email", meant))).Location!);

        Assert.Equal("ada@gmail.com", taken.Value("email"));
        Assert.Equal("Söhne", taken.Value("company"));
        Assert.Null(Seen(taken));
        Assert.DoesNotContain("Did you mean", taken.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_mistyped_address_is_asked_about_again()
    {
        string path = await world.AddToCart("/buy/editor?country=US");
        var fields = Mistyping(Filled(await world.Visit(path)), "ada@hotmial.com");
        var asked = await world.Post(path, [.. fields, ("email_seen", Mistyped), ("continue", "continue")]);

        Assert.Contains("Did you mean ada@hotmail.com?", asked.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_that_prefills_a_mistyped_address_is_asked_about_at_first_sight()
    {
        var page = await world.Visit(await world.AddToCart("/buy/editor?email=ada@gmial.com&locale=de"));

        Assert.Contains("Meinten Sie ada@gmail.com?", page.Text, StringComparison.Ordinal);
        Assert.Equal(Mistyped, Seen(page));
    }

    private static string? Seen(Answer page) => page.Page.QuerySelector("input[name=email_seen]")?.GetAttribute("value");

    private static List<(string Name, string Value)> Mistyping(List<(string Name, string Value)> fields, string email) =>
        [.. fields.Select(field => field.Name == "email" ? ("email", email) : field)];
}
