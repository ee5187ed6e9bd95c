using System.Text.RegularExpressions;

namespace Keytill.Server.Tests.Tidy;

internal static class CoreRules
{
    // Part of the base class library, and still ways to touch the world.
    private static readonly string[] Worldly = ["System.Net", "System.Data", "System.IO.Pipes", "System.Diagnostics.Process"];
    private static readonly string Library = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    public static IEnumerable<string> ForeignReferences(IEnumerable<string> names) =>
        names.Where(name => !File.Exists(Path.Combine(Library, name + ".dll")) || Worldly.Any(w => name.StartsWith(w, StringComparison.Ordinal)));

    public static IEnumerable<string> Interfaces(IEnumerable<Type> types) => types.Where(t => t.IsInterface).Select(t => t.FullName!);
}

internal static partial class PackageRules
{
    public static IEnumerable<string> OpenVersions(SourceFile file) =>
        Version().Matches(file.Text)
            .Where(m => !Exact().IsMatch(m.Groups["version"].Value))
            .Select(m => $"{file.Place(m.Index)}: {m.Groups["version"].Value} is not one version.");

    [GeneratedRegex(@"<Package(Version|Reference)\b[^>]*\bVersion(Override)?=""(?<version>[^""]*)""")]
    private static partial Regex Version();

    [GeneratedRegex(@"^\d+(\.\d+){1,3}(-[\w.]+)?$")]
    private static partial Regex Exact();
}
