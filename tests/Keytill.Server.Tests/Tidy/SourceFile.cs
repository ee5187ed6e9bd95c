namespace Keytill.Server.Tests.Tidy;

/// <param name="Path">From the repository's root, with forward slashes.</param>
internal sealed record SourceFile(string Path, string Text)
{
    private string? code;
    private string? withoutComments;

    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Comments and literals blanked.</summary>
    public string Code => code ??= CSharpText.CodeOnly(Text);

    public string WithoutComments => withoutComments ??= CSharpText.WithoutComments(Text);

    public int Lines => Text.Count(c => c == '\n') + (Text.EndsWith('\n') || Text.Length == 0 ? 0 : 1);

    /// <summary>From 1.</summary>
    public int LineOf(int position) => Text.AsSpan(0, position).Count('\n') + 1;

    public string Place(int position) => $"{Path}:{LineOf(position)}";
}

/// <summary>The files of this repository as they are on disk, without what was built, downloaded or stored.</summary>
internal static class Repository
{
    private static readonly string[] NotOurs = ["bin", "obj", "data", "TestResults", "node_modules", ".git", "artifacts", ".vs", ".idea"];
    private static readonly Lazy<IReadOnlyList<SourceFile>> Everything = new(() => [.. Walk(FindRoot()).Select(Load).OrderBy(f => f.Path, StringComparer.Ordinal)]);

    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<SourceFile> All => Everything.Value;

    /// <summary>Text files below the folder whose name ends so.</summary>
    public static IReadOnlyList<SourceFile> Under(string folder, params string[] endings) =>
        [.. All.Where(f => f.Path.StartsWith(folder, StringComparison.Ordinal) && endings.Any(e => f.Path.EndsWith(e, StringComparison.Ordinal)))];

    private static IEnumerable<string> Walk(string folder) =>
        Directory.GetFiles(folder).Where(IsOurs).Concat(Directory.GetDirectories(folder).Where(IsOurs).SelectMany(Walk));

    private static bool IsOurs(string path) => !NotOurs.Contains(Path.GetFileName(path), StringComparer.Ordinal);

    private static SourceFile Load(string file)
    {
        string path = Path.GetRelativePath(Root, file).Replace('\\', '/');
        return new SourceFile(path, IsBinary(file) ? "" : File.ReadAllText(file));
    }

    private static bool IsBinary(string file) =>
        Path.GetExtension(file) is ".png" or ".jpg" or ".webp" or ".ico" or ".woff2" or ".gz" or ".zip" or ".pdf" or ".db";

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Keytill.slnx")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("The tests run outside the repository: no Keytill.slnx above them.");
    }
}
