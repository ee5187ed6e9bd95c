using Keytill.Core.Vendors;

namespace Keytill.Server.Outgoing;

/// <summary>What a request says about itself to the door: nothing of it is sent.</summary>
public static class OutgoingRequest
{
    private const int IdCharsMin = 12;

    private static readonly HttpRequestOptionsKey<string> Name = new("keytill.name");
    private static readonly HttpRequestOptionsKey<Mode> Mode = new("keytill.mode");

    /// <summary>Names the call in traces and crash tests; otherwise its path does, without ids.</summary>
    public static HttpRequestMessage Named(this HttpRequestMessage request, string name)
    {
        request.Options.Set(Name, name);
        return request;
    }

    /// <summary>In test mode a vendor's address may be plain http. A vendor call that does not say its mode counts as live.</summary>
    public static HttpRequestMessage InMode(this HttpRequestMessage request, Mode mode)
    {
        request.Options.Set(Mode, mode);
        return request;
    }

    internal static bool IsTest(HttpRequestMessage request) => request.Options.TryGetValue(Mode, out Mode mode) && mode == Core.Vendors.Mode.Test;

    internal static string NameOf(HttpRequestMessage request) =>
        $"{request.Method} {(request.Options.TryGetValue(Name, out string? name) ? name : Route(request.RequestUri!))}";

    private static string Route(Uri address) =>
        string.Join('/', address.AbsolutePath.Split('/').Select(part => part.Length >= IdCharsMin && part.Any(char.IsAsciiDigit) ? "{id}" : part));
}
