using Keytill.Core;
using Keytill.Core.Support;
using Keytill.Core.Vendors;
using Keytill.Server.Support;

namespace Keytill.Server.Demo;

/// <summary>The demo's support: support and finance in one person.</summary>
internal sealed class DemoStaff(KeepStaff staff, StaffPasswords passwords)
{
    private const string Email = "support@keytill.example";

    /// <summary>The password of the last start while it is good. The database has its hash alone, so that the file is its one place.</summary>
    public async Task<DemoStaffFacts> Support(DemoStaffFacts? last, CancellationToken cancel)
    {
        var known = await staff.ByEmail(Email, cancel);
        if (known is not null && last?.Email == Email && passwords.Fits(known.PasswordHash, last.Password))
            return last;
        string password = Ids.NewToken();
        if (known is null)
            await staff.Join(Scope.Everything, Email, "Sam Support", password, [StaffRole.Support, StaffRole.Finance], cancel);
        else
            await staff.ChangePassword(Scope.Everything, known.Id, password, cancel);
        return new DemoStaffFacts(Email, password);
    }
}
