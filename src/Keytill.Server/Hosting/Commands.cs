using Keytill.Core;
using Keytill.Core.Support;
using Keytill.Core.Vendors;
using Keytill.Server.Cli;
using Keytill.Server.Persistence;
using Keytill.Server.Persistence.Moving;
using Keytill.Server.Support;

namespace Keytill.Server.Hosting;

/// <summary>
/// What the program does instead of serving, where its first argument is a command: <c>migrate</c>; <c>create-admin EMAIL</c> with the
/// password as the first line of standard input; <c>export FILE</c> and <c>import FILE</c>, which move an installation from one database to
/// another. The settings that follow are the server's. Those of a vendor's developer are in <see cref="VendorCommands"/>.
/// </summary>
public static class Commands
{
    private const int Failed = 1;
    private const string All = "migrate, create-admin EMAIL, export FILE, import FILE, listen --forward-to URL, events resend EVENT";

    /// <returns>The exit code; null where no command was given, and the server is to start.</returns>
    public static async Task<int?> Run(string[] args, TextReader input, TextWriter output, CancellationToken cancel = default)
    {
        if (args is not [var word, ..] || word.StartsWith('-'))
            return null;
        if (VendorCommands.Find(args, output) is { } ofVendors)
            return await Attempt(() => ofVendors(cancel), output);
        Func<WebApplication, Task<string>>? command = args switch
        {
            ["migrate", ..] => _ => Task.FromResult("The database is up to date."),
            ["create-admin", var email, ..] when !email.StartsWith('-') => app => CreateAdmin(app, email, input),
            ["export", var file, ..] when !file.StartsWith('-') => async app => $"{await app.Services.GetRequiredService<ExportDatabase>().Run(file, CancellationToken.None)} rows are in {file}.",
            ["import", var file, ..] when !file.StartsWith('-') => async app => $"{await app.Services.GetRequiredService<ImportDatabase>().Run(file, CancellationToken.None)} rows were read.",
            _ => null,
        };
        if (command is null)
        {
            await output.WriteLineAsync($"\"{word}\" is no command, or lacks what belongs to it. There are {All}. Without a command the server starts.");
            return Failed;
        }

        await using var app = KeytillServer.Build([.. args.SkipWhile(arg => !arg.StartsWith('-'))]);
        return await Attempt(
            async () =>
            {
                await app.Services.GetRequiredService<DatabaseStart>().Prepare(CancellationToken.None);
                await output.WriteLineAsync(await command(app));
            },
            output);
    }

    private static async Task<int> Attempt(Func<Task> work, TextWriter output)
    {
        try
        {
            await work();
            return 0;
        }
        catch (Exception e) when (e is RuleBroken or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            await output.WriteLineAsync(e.Message);
            return Failed;
        }
    }

    /// <summary>Lets the first administrator in, or gives one who is locked out a new password: whoever may start this owns the machine.</summary>
    private static async Task<string> CreateAdmin(WebApplication app, string email, TextReader input)
    {
        string password = await input.ReadLineAsync() ?? "";
        var staff = app.Services.GetRequiredService<KeepStaff>();
        if (await staff.ByEmail(email) is { } known)
        {
            await staff.Unblock(Scope.Everything, known.Id);
            await staff.GiveRoles(Scope.Everything, known.Id, [.. known.Roles, StaffRole.Admin]);
            await staff.ChangePassword(Scope.Everything, known.Id, password);
            return $"{known.Email} is an administrator with a new password.";
        }

        var member = await staff.Join(Scope.Everything, email, email.Split('@')[0], password, [StaffRole.Admin]);
        return $"{member.Email} can sign in at /console.";
    }
}
