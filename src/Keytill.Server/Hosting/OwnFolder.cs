namespace Keytill.Server.Hosting;

/// <summary>The installation's folder holds keys, secrets and personal data: it is nobody else's to read.</summary>
internal static class OwnFolder
{
    /// <summary>Makes the folder if it is not there. One that is there keeps the rights that its owner gave it.</summary>
    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
