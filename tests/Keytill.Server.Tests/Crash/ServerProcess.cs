using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Keytill.Server.Hosting;
using Keytill.Server.Tests.Support;
using Keytill.Server.Tests.Tidy;

namespace Keytill.Server.Tests.Crash;

/// <summary>
/// The built server in a process of its own, as <c>./run</c> starts it, with its demo and its own bank: one address, one data
/// folder, as many lives as a test takes from it.
/// </summary>
internal sealed class ServerProcess : IDisposable
{
    private const int LogLinesMax = 200;

    /// <summary>Below the ports that the system gives to outgoing connections: none of them may sit there while the server is dead.</summary>
    private const int PortMin = 20_000;
    private const int PortMax = 32_000;
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(60);
    private readonly TestDatabase database;
    private readonly HttpClient http;
    private readonly Queue<string> log = new();
    private volatile TaskCompletionSource serving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Process? process;

    public ServerProcess(TestDatabase database)
    {
        this.database = database;
        Url = new Uri($"http://127.0.0.1:{FreePort()}/");
        http = TestHttp.Client(Url);
    }

    public Uri Url { get; }

    /// <summary>Ends as soon as it is ready for requests; at once while it is.</summary>
    public Task Serving => serving.Task;

    /// <summary>Where the pages of its own bank are.</summary>
    public Uri Bank => new(Url, "sandbox-bank/");

    /// <summary>A port of 127.0.0.1 that nobody has, and that the system gives to no outgoing connection.</summary>
    public static int FreePort()
    {
        while (true)
        {
            int port = RandomNumberGenerator.GetInt32(PortMin, PortMax);
            try
            {
                using var trial = new TcpListener(IPAddress.Loopback, port);
                trial.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }
    }

    /// <summary>Ends when it is ready for requests and its demo is set up.</summary>
    public async Task Start()
    {
        var started = new TaskCompletionSource();
        // The kernel sends the death signal when the thread that forked ends, so that thread lasts as long as the server.
        var keeper = new Thread(() => Keep(started)) { IsBackground = true, Name = "server" };
        keeper.Start();
        await started.Task;
        using var patience = new CancellationTokenSource(StartMax);
        while (!await IsReady(patience.Token))
        {
            if (process!.HasExited || patience.IsCancellationRequested)
                throw new InvalidOperationException("The server did not start:\n" + Log());
            await StoreHost.Moment();
        }

        serving.SetResult();
    }

    /// <summary><c>kill -9</c>. Returns when nothing of it runs any more.</summary>
    public void Kill()
    {
        if (process is null || process.HasExited)
            return;
        serving = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>Its last words, for a failure.</summary>
    public string Log()
    {
        lock (log)
            return string.Join('\n', log);
    }

    public void Dispose()
    {
        Kill();
        http.Dispose();
    }

    private void Keep(TaskCompletionSource started)
    {
        try
        {
            var running = process = Process.Start(Command())!;
            running.ErrorDataReceived += (_, line) => Note(line.Data);
            running.BeginErrorReadLine();
            started.SetResult();
            while (running.StandardOutput.ReadLine() is { } line)
                Note(line);
            running.WaitForExit();
        }
        catch (Exception e)
        {
            started.TrySetException(e);
        }
    }

    private ProcessStartInfo Command()
    {
        string dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));
        string built = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/')))!;
        string program = Path.Combine(Repository.Root, "src/Keytill.Server/bin", built, "net10.0", typeof(KeytillServer).Assembly.GetName().Name + ".dll");
        string url = Url.GetLeftPart(UriPartial.Authority);
        return new ProcessStartInfo("setpriv", ["--pdeathsig", "KILL", dotnet, program, .. database.ServerArguments, "--urls", url, "--Api:RequestsPerSecond=100000", "--Api:RequestsBurst=100000"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }

    private async Task<bool> IsReady(CancellationToken cancel)
    {
        try
        {
            using var answer = await http.GetAsync("/readyz", cancel);
            // Written last of all that a start does.
            return answer.StatusCode == HttpStatusCode.OK && File.Exists(Path.Combine(database.Folder, Server.Demo.DemoFile.Name));
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    private void Note(string? line)
    {
        if (line is null)
            return;
        lock (log)
        {
            log.Enqueue(line);
            if (log.Count > LogLinesMax)
                log.Dequeue();
        }
    }
}
