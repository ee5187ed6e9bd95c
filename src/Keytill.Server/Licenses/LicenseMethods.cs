using Keytill.Core;
using Keytill.Core.Vendors;

namespace Keytill.Server.Licenses;

/// <summary>The licence methods that this installation has, by name.</summary>
public sealed class LicenseMethods(IEnumerable<ILocalLicenseMethod> local, IEnumerable<IRemoteLicenseMethod> remote)
{
    private readonly Dictionary<string, ILocalLicenseMethod> localByName = local.ToDictionary(m => m.Name, StringComparer.Ordinal);
    private readonly Dictionary<string, IRemoteLicenseMethod> remoteByName = remote.ToDictionary(m => m.Name, StringComparer.Ordinal);

    /// <summary>Whether a product may be delivered by this method, with these settings.</summary>
    /// <exception cref="RuleBroken"><c>license_method_unknown</c>, <c>license_settings_invalid</c></exception>
    public void Check(string name, string settings, Mode mode)
    {
        if (Local(name) is { } known)
            known.Check(settings);
        else if (Remote(name) is { } asked && (mode == Mode.Test || !asked.IsForTestsOnly))
            asked.Check(settings);
        else
            throw new RuleBroken("license_method_unknown", $"Licences come by one of {string.Join(", ", NamesIn(mode))}.");
    }

    public IReadOnlyList<string> NamesIn(Mode mode) =>
        [.. localByName.Keys.Concat(remoteByName.Values.Where(m => mode == Mode.Test || !m.IsForTestsOnly).Select(m => m.Name)).Order(StringComparer.Ordinal)];

    public ILocalLicenseMethod? Local(string name) => localByName.GetValueOrDefault(name);

    public IRemoteLicenseMethod? Remote(string name) => remoteByName.GetValueOrDefault(name);
}
