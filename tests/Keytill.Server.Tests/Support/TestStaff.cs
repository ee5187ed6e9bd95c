using Keytill.Core;
using Keytill.Core.Support;
using Keytill.Core.Vendors;

namespace Keytill.Server.Tests.Support;

/// <summary>Somebody of the staff who acts behind no page.</summary>
internal static class TestStaff
{
    private static readonly Actor Anybody = new("staff_test", "Test", [StaffRole.Admin]);

    /// <summary>The scope of one deed in test mode.</summary>
    public static Scope Does(StaffAct act) => Anybody.Does(Mode.Test, act, Ids.New(Deed.IdPrefix, DateTimeOffset.UnixEpoch), "for a test");
}
