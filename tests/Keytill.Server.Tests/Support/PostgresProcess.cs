using System.Diagnostics;
using System.Globalization;

namespace Keytill.Server.Tests.Support;

/// <summary>Where PostgreSQL's programs are, and as whom they run: never as root, which they refuse.</summary>
internal sealed record PostgresBinaries(string Folder, bool AsPostgresUser)
{
    private const string Debian = "/usr/lib/postgresql";

    public static PostgresBinaries Find()
    {
        IEnumerable<string> candidates =
        [
            .. Directory.Exists(Debian)
                ? Directory.GetDirectories(Debian).OrderByDescending(MajorVersion).Select(version => Path.Combine(version, "bin"))
                : [],
            .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'),
        ];
        string folder = candidates.FirstOrDefault(c => File.Exists(Path.Combine(c, "postgres")) && File.Exists(Path.Combine(c, "initdb")))
            ?? throw new InvalidOperationException("PostgreSQL's server programs are not on this machine. On Debian: apt-get install postgresql");
        return new PostgresBinaries(folder, Environment.UserName == "root");
    }

    public void HandOver(string folder)
    {
        if (AsPostgresUser)
            Run(new ProcessStartInfo("chown", ["postgres:postgres", folder]));
    }

    public void RunToEnd(string program, params string[] arguments) => Run(Command(program, arguments));

    /// <summary>The program as the right user, in a process that gets <c>SIGINT</c> (fast shutdown) when its parent thread ends.</summary>
    public ProcessStartInfo Command(string program, params string[] arguments)
    {
        string path = Path.Combine(Folder, program);
        string[] user = AsPostgresUser ? ["--reuid=postgres", "--regid=postgres", "--init-groups"] : [];
        return new ProcessStartInfo("setpriv", [.. user, "--pdeathsig", "INT", path, .. arguments])
        {
            WorkingDirectory = "/",
            Environment = { ["LC_ALL"] = "C.UTF-8" },
        };
    }

    private static int MajorVersion(string folder) =>
        int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int major) ? major : 0;

    private static void Run(ProcessStartInfo command)
    {
        command.RedirectStandardOutput = command.RedirectStandardError = true;
        using var process = Process.Start(command)!;
        var output = process.StandardOutput.ReadToEndAsync();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{command.FileName} {string.Join(' ', command.ArgumentList)} ended with {process.ExitCode}: {output.Result}{errors}");
    }
}

/// <summary>One running postmaster.</summary>
internal sealed class PostgresProcess
{
    private const int LogLinesMax = 200;
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<string> log = new();
    private readonly ProcessStartInfo command;
    private Process? process;

    private PostgresProcess(ProcessStartInfo command) => this.command = command;

    public static async Task<PostgresProcess> Start(PostgresBinaries binaries, string[] arguments, TimeSpan max)
    {
        var started = new PostgresProcess(binaries.Command("postgres", arguments));

        // The kernel sends the death signal when the *thread* that forked ends, so that thread has to last as long as the server.
        new Thread(started.RunToEnd) { IsBackground = true, Name = "postgres" }.Start();
        await started.ready.Task.WaitAsync(max);
        return started;
    }

    /// <summary>SIGQUIT to the postmaster, which ends its children at once; then nothing of it runs.</summary>
    public void Kill()
    {
        if (process is null || process.HasExited)
            return;
        using (var signal = Process.Start("kill", ["-QUIT", process.Id.ToString(CultureInfo.InvariantCulture)]))
            signal.WaitForExit();
        if (!process.WaitForExit(TimeSpan.FromSeconds(10)))
            process.Kill(entireProcessTree: true);
    }

    private void RunToEnd()
    {
        try
        {
            command.RedirectStandardError = true;
            var running = process = Process.Start(command)!;
            while (running.StandardError.ReadLine() is { } line)
                Note(line);
            running.WaitForExit();
            lock (log)
                ready.TrySetException(new InvalidOperationException("PostgreSQL did not start:\n" + string.Join('\n', log)));
        }
        catch (Exception e)
        {
            ready.TrySetException(e);
        }
    }

    private void Note(string line)
    {
        if (line.Contains("database system is ready to accept connections", StringComparison.Ordinal))
            ready.TrySetResult();
        lock (log)
        {
            log.Enqueue(line);
            if (log.Count > LogLinesMax)
                log.Dequeue();
        }
    }
}
