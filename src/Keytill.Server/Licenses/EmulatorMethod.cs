using Keytill.Core;
using Keytill.Core.Licenses;
using Keytill.Core.Vendors;

namespace Keytill.Server.Licenses;

/// <summary>Plays a vendor's web service in test mode, by the product's script. Asked again for the same request it gives the same key.</summary>
internal sealed class EmulatorMethod : IRemoteLicenseMethod
{
    public string Name => "emulator";

    public bool IsForTestsOnly => true;

    public void Check(string settings) => EmulatorScript.Parse(settings);

    public Task<LicenseAnswer> Ask(LicenseRequest request, CancellationToken cancel) => Task.FromResult(Answer(request));

    private static LicenseAnswer Answer(LicenseRequest request)
    {
        if (request.Mode != Mode.Test)
            return new LicenseAnswer.NeedsPerson("test_only");
        try
        {
            return EmulatorScript.Parse(request.Settings).AnswerTo(request.Attempt) switch
            {
                EmulatorStep.GiveKey => new LicenseAnswer.Given(EmulatorScript.KeyFor(request.RequestId)),
                EmulatorStep.Slow slow => new LicenseAnswer.Later(slow.After, "method_slow"),
                EmulatorStep.TemporaryError => new LicenseAnswer.Later(null, "temporary_error"),
                EmulatorStep.FatalError => new LicenseAnswer.NeedsPerson("fatal_error"),
                _ => throw new InvalidOperationException("A step without an answer."),
            };
        }
        catch (RuleBroken)
        {
            return new LicenseAnswer.NeedsPerson("settings_unreadable");
        }
    }
}
