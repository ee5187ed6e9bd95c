using Keytill.Core.Vendors;
using Keytill.Server.Licenses;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Licenses;

internal static class Requests
{
    public static LicenseRequest One(
        string settings, string requestId = "line_1:1", string orderId = "ord_1", int attempt = 1, Mode mode = Mode.Test, string? vendorId = null) => new(
        requestId, orderId, "T0000000123", requestId.Split(':')[0], "prod_1", "Editor <Pro>", 1, 1, "Ada Lovelace", "ada@example.org",
        vendorId ?? StoreHost.Somebody.VendorId!, mode, settings, new DateTimeOffset(2026, 3, 2, 9, 30, 0, 500, TimeSpan.Zero), attempt);
}
