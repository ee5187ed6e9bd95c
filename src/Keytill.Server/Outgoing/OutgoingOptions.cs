namespace Keytill.Server.Outgoing;

/// <summary>What the operator may open for calls to addresses that vendors have chosen.</summary>
public sealed class OutgoingOptions
{
    public const string Section = "Outgoing";

    /// <summary>
    /// Networks in CIDR form (<c>10.1.0.0/16</c>, <c>fd00::/8</c>) that vendors' endpoints may lead to although they are not
    /// public. Empty by default: a vendor must not reach the operator's own network through us.
    /// </summary>
    public IList<string> AllowedNetworks { get; } = [];

    /// <summary>For the demo alone, whose vendor is played by this very server.</summary>
    public void AllowLoopback()
    {
        AllowedNetworks.Add("127.0.0.0/8");
        AllowedNetworks.Add("::1/128");
    }
}
