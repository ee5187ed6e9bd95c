using Keytill.Core;
using Keytill.Core.Checkouts;
using Keytill.Core.Support;
using Keytill.Core.Vendors;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Support;

/// <summary>Who works here. The acts of administrators carry their deed; the first administrator is made on the command line, by whoever owns the machine.</summary>
public sealed class KeepStaff(Store store, StaffPasswords passwords, TimeProvider clock)
{
    /// <exception cref="RuleBroken">As <see cref="StaffMember.Join"/>; <c>password_length</c>; <c>staff_known</c> where the address has somebody.</exception>
    public Task<StaffMember> Join(Scope scope, string email, string name, string password, IReadOnlyList<StaffRole> roles, CancellationToken cancel = default)
    {
        string hash = passwords.Hash(password);
        string id = Ids.New(StaffMember.IdPrefix, clock.GetUtcNow());
        return store.Write("join staff", scope, async write =>
        {
            var member = StaffMember.Join(id, email, name, hash, roles, write.Now);
            if (await write.Db.Set<StaffMember>().FirstOrDefaultAsync(s => s.Email == member.Email) is { } known)
                return known.Id == id ? known : throw new RuleBroken("staff_known", "Somebody of the staff has this address already.");
            write.Db.Add(member);
            return member;
        }, cancel);
    }

    public Task ChangePassword(Scope scope, string staffId, string password, CancellationToken cancel = default)
    {
        string hash = passwords.Hash(password);
        return Change("change password", scope, staffId, (member, _) => member.ChangePassword(hash), cancel);
    }

    public Task GiveRoles(Scope scope, string staffId, IReadOnlyList<StaffRole> roles, CancellationToken cancel = default) =>
        Change("give roles", scope, staffId, (member, _) => member.GiveRoles(roles), cancel);

    public Task Block(Scope scope, string staffId, CancellationToken cancel = default) =>
        Change("block staff", scope, staffId, (member, now) => member.Block(now), cancel);

    public Task Unblock(Scope scope, string staffId, CancellationToken cancel = default) =>
        Change("unblock staff", scope, staffId, (member, _) => member.Unblock(), cancel);

    public Task<StaffMember?> ByEmail(string email, CancellationToken cancel = default)
    {
        string? known = EmailAddress.Normalize(PlainText.Clean(email));
        return store.Read(Scope.Everything, db => db.Set<StaffMember>().FirstOrDefaultAsync(s => s.Email == known, cancel), cancel);
    }

    public Task<StaffMember?> ById(string id, CancellationToken cancel = default) =>
        store.Read(Scope.Everything, db => db.Set<StaffMember>().FirstOrDefaultAsync(s => s.Id == id, cancel), cancel);

    /// <summary>Everybody, blocked ones too, by name.</summary>
    public Task<List<StaffMember>> All(CancellationToken cancel = default) =>
        store.Read(Scope.Everything, db => db.Set<StaffMember>().OrderBy(s => s.Name).ThenBy(s => s.Id).ToListAsync(cancel), cancel);

    /// <exception cref="RuleBroken"><c>staff_unknown</c>; <c>last_admin</c>: without one nobody could let anybody in again.</exception>
    private Task Change(string act, Scope scope, string staffId, Action<StaffMember, DateTimeOffset> verb, CancellationToken cancel) =>
        store.Write(act, scope, async write =>
        {
            // All of them, tracked: two administrators who block each other at once collide.
            var all = await write.Db.Set<StaffMember>().AsTracking().ToListAsync();
            var member = all.Find(s => s.Id == staffId) ?? throw new RuleBroken("staff_unknown", "There is nobody of this id.");
            bool hadAdmin = all.Exists(IsAdmin);
            verb(member, write.Now);
            if (hadAdmin && !all.Exists(IsAdmin))
                throw new RuleBroken("last_admin", "This is the last administrator: make another one first.");
        }, cancel);

    private static bool IsAdmin(StaffMember member) => !member.IsBlocked && member.Roles.Contains(StaffRole.Admin);
}
