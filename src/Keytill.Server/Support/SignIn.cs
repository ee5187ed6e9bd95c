using Keytill.Core;
using Keytill.Core.Checkouts;
using Keytill.Core.Support;
using Keytill.Core.Vendors;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Support;

/// <summary>Somebody of the staff shows address and password.</summary>
public sealed class SignIn(Store store, StaffPasswords passwords, ILogger<SignIn> log)
{
    /// <returns>Null: no such person, a wrong password, blocked, or too many tries. Which of them is not told.</returns>
    public async Task<StaffMember?> Run(string email, string password, CancellationToken cancel)
    {
        string? known = EmailAddress.Normalize(PlainText.Clean(email));
        // Counted as wrong before it is looked at: a hundred guesses at once do not slip past the limit.
        var member = known is null ? null : await store.Write("try password", Scope.Everything, async write =>
        {
            if (await write.Db.Set<StaffMember>().AsTracking().FirstOrDefaultAsync(s => s.Email == known) is not { } found || !found.MayTry(write.Now))
                return null;
            found.MissPassword(write.Now);
            return found;
        }, cancel);
        if (!passwords.Fits(member?.PasswordHash, password))
        {
            log.LogWarning("A sign-in to the console failed for {Staff}", member?.Id ?? "nobody");
            return null;
        }

        return await store.Write("sign in", Scope.Everything, async write =>
        {
            var found = await write.Db.Set<StaffMember>().AsTracking().SingleAsync(s => s.Id == member!.Id);
            found.SignIn(write.Now);
            return found;
        }, cancel);
    }
}
