using System.Globalization;
using System.Runtime.InteropServices;

namespace Keytill.Bench;

/// <summary>Where the figures come from: they say nothing without it.</summary>
/// <param name="LoadBefore">The one-minute load average before the run: on a quiet machine near 0.</param>
internal sealed record Machine(string Processor, int Cores, double MemoryGiB, string System, string Runtime, string Disk, double LoadBefore, DateTimeOffset At, bool IsRelease)
{
    public static Machine Look() => new(
        Line("/proc/cpuinfo", "model name"), Environment.ProcessorCount, Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30), 1),
        RuntimeInformation.OSDescription, RuntimeInformation.FrameworkDescription, DiskOfData(), Load(), TimeProvider.System.GetUtcNow(), IsReleaseBuild);

    private static string DiskOfData() => new DriveInfo(Path.GetTempPath()) is { } drive ? $"{drive.DriveFormat} at {Path.GetTempPath()}" : "";

    private static double Load() =>
        File.Exists("/proc/loadavg") ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture) : double.NaN;

    private static string Line(string file, string name) =>
        File.Exists(file) && File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
            ? line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
            : RuntimeInformation.ProcessArchitecture.ToString();

    private static bool IsReleaseBuild =>
#if DEBUG
        false;
#else
        true;
#endif
}
