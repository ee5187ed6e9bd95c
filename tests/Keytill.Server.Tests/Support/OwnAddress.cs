namespace Keytill.Server.Tests.Support;

/// <summary>
/// A loopback address of one's own. A server that ends and starts anew on its port needs one: on an address that all share, another
/// test's listener or outgoing connection may take the port meanwhile.
/// </summary>
internal static class OwnAddress
{
    private const int FirstOctetMin = 64;
    private static int given;

    /// <summary>Differs within a process for a few hundred calls, and between processes that run side by side.</summary>
    public static string Next()
    {
        int process = Environment.ProcessId;
        int mine = Interlocked.Increment(ref given) % 254 + 1;
        return $"127.{FirstOctetMin + (process >> 8 & 0x3f)}.{process & 0xff}.{mine}";
    }
}
