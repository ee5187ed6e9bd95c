using System.Net;
using Keytill.Core.Support;
using Keytill.Core.Vendors;
using Keytill.Server.Hosting;
using Keytill.Server.Support;
using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Staff;

/// <summary>Who comes into the console, and who does not.</summary>
public sealed class SignInTests : IAsyncLifetime
{
    private Installation here = null!;

    public async ValueTask InitializeAsync() => here = await Installation.StartSelling(DatabaseKind.Sqlite, rehearses: false);

    public ValueTask DisposeAsync() => here.DisposeAsync();

    [Fact]
    public async Task Who_shows_his_password_comes_to_where_he_wanted_and_leaves_by_signing_out()
    {
        using var anna = new Colleague(here, "anna");
        await here.Get<KeepStaff>().Join(Scope.Everything, anna.Email, "Anna", Colleague.Password, [StaffRole.Support]);
        await anna.Visit("/console/test/work");
        Assert.Equal("/console/sign-in", anna.Browser.At.AbsolutePath);
        await anna.Browser.Press("button", ("email", " ANNA@keytill.example"), ("password", Colleague.Password));
        Assert.Equal("/console/test/work", anna.Browser.At.AbsolutePath);
        Assert.Contains("Anna", anna.Browser.Text, StringComparison.Ordinal);

        await anna.Browser.Press("form[action='/console/sign-out'] button");
        await anna.Visit("/console/test/work");
        Assert.Equal("/console/sign-in", anna.Browser.At.AbsolutePath);
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_read_the_same_and_what_was_typed_stays()
    {
        using var anna = await Colleague.SignedIn(here, "anna", StaffRole.Support);
        using var stranger = new Colleague(here, "nobody");
        await anna.SignIn("wrong");
        await stranger.SignIn("wrong");
        Assert.Equal("/console/sign-in", anna.Browser.At.AbsolutePath);
        Assert.Equal(anna.Problem, stranger.Problem);
        Assert.Equal(stranger.Email, stranger.Browser.Page.QuerySelector("#email")!.GetAttribute("value"));
    }

    [Fact]
    public async Task After_too_many_wrong_passwords_the_right_one_waits_too()
    {
        using var anna = await Colleague.SignedIn(here, "anna", StaffRole.Support);
        for (int i = 0; i <= StaffMember.WrongPasswordsMax; i++)
            await anna.SignIn("wrong");
        await anna.SignIn();
        Assert.NotNull(anna.Problem);
        here.Clock.Advance(TimeSpan.FromMinutes(2));
        await anna.SignIn();
        Assert.Equal("/console/live", anna.Browser.At.AbsolutePath);
    }

    [Fact]
    public async Task A_hundred_guesses_at_once_are_not_more_than_six()
    {
        using var anna = await Colleague.SignedIn(here, "anna", StaffRole.Support);
        var signIn = here.Get<SignIn>();
        var tries = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => signIn.Run(anna.Email, i == 39 ? Colleague.Password : "wrong " + i, CancellationToken.None)));
        var member = await here.Get<KeepStaff>().ById(anna.Id);
        Assert.True(member!.WrongPasswords <= StaffMember.WrongPasswordsMax + 1, $"{member.WrongPasswords} passwords were looked at; right ones among them: {tries.Count(t => t is not null)}");
    }

    [Fact]
    public async Task Whoever_is_blocked_or_gets_other_roles_is_out_at_once()
    {
        using var anna = await Colleague.SignedIn(here, "anna", StaffRole.Support);
        await here.Get<KeepStaff>().GiveRoles(Scope.Everything, anna.Id, [StaffRole.ReadOnly]);
        await anna.Visit("/console/test/work");
        Assert.Equal("/console/sign-in", anna.Browser.At.AbsolutePath);
        await anna.SignIn();
        await here.Get<KeepStaff>().Block(Scope.Everything, anna.Id);
        await anna.Visit("/console/test/work");
        Assert.Equal("/console/sign-in", anna.Browser.At.AbsolutePath);
        await anna.SignIn();
        Assert.NotNull(anna.Problem);
    }

    [Theory]
    [InlineData("https://evil.example/console")]
    [InlineData("//evil.example/console")]
    [InlineData("/order/T0000000001/token")]
    public async Task Nobody_is_led_out_of_the_console_by_signing_in(string address)
    {
        using var anna = await Colleague.SignedIn(here, "anna", StaffRole.Support);
        await anna.Visit("/console/sign-in?return=" + Uri.EscapeDataString(address));
        await anna.Browser.Press("button", ("email", anna.Email), ("password", Colleague.Password));
        Assert.Equal("/console/live", anna.Browser.At.AbsolutePath);
    }

    [Fact]
    public async Task An_administrator_lets_in_changes_and_blocks_but_never_the_last_of_his_kind()
    {
        using var ada = await Colleague.SignedIn(here, "ada", StaffRole.Admin);
        await ada.Visit("/console/test/staff");
        await ada.Browser.Press("button[value=join]", ("name", "Finn"), ("email", "finn@keytill.example"), ("password", "short"), ("role", "finance"), ("reason", "new"));
        Assert.Contains("12 to 200 characters", ada.Problem, StringComparison.Ordinal);
        await ada.Browser.Press("button[value=join]", ("name", "Finn"), ("email", "finn@keytill.example"), ("password", Colleague.Password), ("role", "finance"), ("reason", "new"));
        Assert.Contains("can sign in", ada.Browser.Text, StringComparison.Ordinal);
        using var finn = new Colleague(here, "finn");
        await finn.SignIn();
        Assert.Equal("/console/live", finn.Browser.At.AbsolutePath);
        await finn.Visit("/console/test/staff");
        Assert.Equal(HttpStatusCode.Forbidden, finn.Browser.Status);

        // The same form twice is one deed, and no error.
        string finns = (await here.Get<KeepStaff>().ByEmail(finn.Email))!.Id;
        await ada.Browser.PressTwice($"section[aria-labelledby={finns}] button[value=roles]", ("reason", "checked"));
        Assert.Equal(HttpStatusCode.OK, ada.Browser.Status);
        Assert.Contains("at the same moment", ada.Problem, StringComparison.Ordinal);
        await ada.Browser.Press($"section[aria-labelledby={ada.Id}] button[value=block]", ("reason", "leaves"));
        Assert.Contains("last administrator", ada.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_administrator_is_made_on_the_command_line()
    {
        string folder = TempFolder.Create();
        var output = new StringWriter();
        Assert.Equal(0, await Commands.Run(["create-admin", "root@keytill.example", "--data", folder, "--no-demo"], new StringReader(Colleague.Password + "\n"), output));
        Assert.Contains("can sign in at /console", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, await Commands.Run(["create-admin", "root@keytill.example", "--data", folder, "--no-demo"], new StringReader("short\n"), output));
        Assert.Equal(0, await Commands.Run(["migrate", "--data", folder, "--no-demo"], TextReader.Null, output));
        Assert.Null(await Commands.Run(["--urls", "http://127.0.0.1:0"], TextReader.Null, output));
        TempFolder.Remove(folder);
    }
}
