namespace Keytill.Server.Tests.Support;

/// <summary>Private folders under one of this process, removed at its end, or by a later run where it was killed.</summary>
internal static class TempFolder
{
    private const string Prefix = "keytill-test-";
    private static readonly Lazy<string> Root = new(MakeRoot);

    public static string Create()
    {
        string folder = Path.Combine(Root.Value, Path.GetRandomFileName());
        Directory.CreateDirectory(folder);
        return folder;
    }

    public static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // Still being written to, or gone already; the whole root goes at the end.
        }
    }

    private static string MakeRoot()
    {
        foreach (string left in Directory.GetDirectories(Path.GetTempPath(), Prefix + "*"))
            if (!Directory.Exists("/proc/" + left[(left.LastIndexOf('-') + 1)..]))
                Remove(left);
        string root = Path.Combine(Path.GetTempPath(), Prefix + Environment.ProcessId);
        Directory.CreateDirectory(root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Remove(root);
        return root;
    }
}
