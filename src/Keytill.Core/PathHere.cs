namespace Keytill.Core;

/// <summary>What pages may load: a path on this installation. Nothing that a browser could read as another host's address.</summary>
public static class PathHere
{
    private const int CharsMax = 500;

    public static bool IsWellFormed(string path) =>
        path.Length <= CharsMax
        && path.StartsWith('/')
        && !path.StartsWith("//", StringComparison.Ordinal)
        && !path.Contains('\\', StringComparison.Ordinal)
        && !path.Any(char.IsControl);
}
