using Keytill.Core;
using Keytill.Core.Licenses;
using Keytill.Core.Vendors;
using Keytill.Server.Persistence;

namespace Keytill.Server.Licenses;

/// <summary>Makes the licence itself, signed with the vendor's key: nothing to run out of, and nobody to ask.</summary>
internal sealed class SignedKeyMethod(SigningKeys keys) : ILocalLicenseMethod
{
    public string Name => "signed_key";

    public void Check(string settings) => SignedKeySettings.Parse(settings);

    public Task Prepare(string vendorId, Mode mode, CancellationToken cancel) => keys.Open(vendorId, mode, cancel);

    public Task<LicenseAnswer> Claim(LicenseRequest request, WriteContext write) => Task.FromResult(Sign(request));

    private LicenseAnswer Sign(LicenseRequest request)
    {
        var key = keys.Opened(request.VendorId, request.Mode) ?? throw new InvalidOperationException("The signing key was not opened before the transaction.");
        SignedKeySettings settings;
        try
        {
            settings = SignedKeySettings.Parse(request.Settings);
        }
        catch (RuleBroken)
        {
            return new LicenseAnswer.NeedsPerson("settings_unreadable");
        }

        var issued = DateTimeOffset.FromUnixTimeSeconds(request.OrderTime.ToUnixTimeSeconds());
        var end = settings.ValidDays is { } days ? issued.AddDays(days) : (DateTimeOffset?)null;
        return new LicenseAnswer.Given(key.Sign(new SignedKey(
            request.RequestId, request.VendorId, request.Mode, request.ProductId, request.ProductName, request.OrderNumber, request.HolderName, issued, end,
            settings.Features, request.Unit, request.Quantity)));
    }
}
