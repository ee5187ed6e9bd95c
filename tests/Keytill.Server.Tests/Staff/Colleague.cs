using Keytill.Core.Support;
using Keytill.Core.Vendors;
using Keytill.Server.Support;
using Keytill.Server.Tests.Journeys;

namespace Keytill.Server.Tests.Staff;

/// <summary>Somebody of the staff with a browser without script.</summary>
internal sealed class Colleague(Installation here, string name) : IDisposable
{
    public const string Password = "correct horse battery";

    public Buyer Browser { get; } = new();

    public string Email => name + "@keytill.example";

    /// <summary>Set once he was let in.</summary>
    public string Id { get; private set; } = "";

    /// <summary>Lets somebody in, and signs him in.</summary>
    public static async Task<Colleague> SignedIn(Installation here, string name, params StaffRole[] roles)
    {
        var colleague = new Colleague(here, name);
        colleague.Id = (await here.Get<KeepStaff>().Join(Scope.Everything, colleague.Email, name, Password, roles)).Id;
        await colleague.SignIn();
        return colleague;
    }

    public async Task SignIn(string password = Password)
    {
        await Visit("/console/sign-in");
        await Browser.Press("button", ("email", Email), ("password", password));
    }

    public Task Visit(string path) => Browser.Visit(new Uri(here.Url, path));

    /// <summary>The order's page in the console.</summary>
    public Task Open(string number) => Visit("/console/test/orders/" + number);

    /// <summary>Presses a button of the order's page, with a reason.</summary>
    public Task Press(string act, params (string Name, string Value)[] fields) =>
        Browser.Press($"button[value={act}]", fields.Any(f => f.Name == "reason") ? fields : [("reason", $"because of {act}"), .. fields]);

    /// <summary>What went wrong, as the page says it; null where nothing did.</summary>
    public string? Problem => Browser.Page.QuerySelector(".problems")?.TextContent.Trim();

    public bool Sees(string act) => Browser.Page.QuerySelector($"button[value={act}]") is not null;

    public void Dispose() => Browser.Dispose();
}
