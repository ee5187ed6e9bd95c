namespace Keytill.Server.Licenses;

/// <summary>The licence methods that this installation has, by name.</summary>
public sealed class LicenseMethods(IEnumerable<ILocalLicenseMethod> local, IEnumerable<IRemoteLicenseMethod> remote)
{
    private readonly Dictionary<string, ILocalLicenseMethod> localByName = local.ToDictionary(m => m.Name, StringComparer.Ordinal);
    private readonly Dictionary<string, IRemoteLicenseMethod> remoteByName = remote.ToDictionary(m => m.Name, StringComparer.Ordinal);

    public ILocalLicenseMethod? Local(string name) => localByName.GetValueOrDefault(name);

    public IRemoteLicenseMethod? Remote(string name) => remoteByName.GetValueOrDefault(name);
}
