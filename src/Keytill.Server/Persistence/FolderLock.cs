using Keytill.Server.Hosting;

namespace Keytill.Server.Persistence;

/// <summary>Keeps a second process out of a folder with an embedded database, until this one ends in whatever way.</summary>
internal sealed class FolderLock(StorageOptions options) : IDisposable
{
    private FileStream? held;

    /// <exception cref="InvalidOperationException">Another process serves from this folder.</exception>
    public void Take()
    {
        OwnFolder.Create(options.Data);
        string file = Path.Combine(options.Data, "keytill.lock");
        try
        {
            held ??= new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new InvalidOperationException($"Another Keytill already serves from {Path.GetFullPath(options.Data)}: {file} is locked.", e);
        }
    }

    public void Dispose() => held?.Dispose();
}
