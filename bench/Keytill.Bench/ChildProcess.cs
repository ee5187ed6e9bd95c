using System.Diagnostics;
using System.Net.Http.Json;

namespace Keytill.Bench;

/// <summary>
/// A server in a process of its own: this very program with another command. It says where it listens on its first line of
/// output, and ends when its input does, so that none is left behind by a bench that was killed.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EndMax = TimeSpan.FromSeconds(20);
    private readonly Process process;
    private readonly HttpClient http;

    private ChildProcess(Process process, Listening listening)
    {
        (this.process, Listening) = (process, listening);
        http = Browsing.Client(listening.Url);
    }

    public Listening Listening { get; }

    /// <param name="settings">Set in its environment: secrets do not belong on a command line.</param>
    public static async Task<ChildProcess> Start(string command, IEnumerable<string> args, IReadOnlyDictionary<string, string> settings)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        start.ArgumentList.Add(command);
        foreach (string arg in args)
            start.ArgumentList.Add(arg);
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        try
        {
            string line = await process.StandardOutput.ReadLineAsync().WaitAsync(StartMax)
                ?? throw new InvalidOperationException($"The process \"{command}\" ended before it listened.");
            return new ChildProcess(process, Listening.Read(line));
        }
        catch
        {
            process.Kill();
            throw;
        }
    }

    /// <summary>In the child: tells the parent, and waits until the parent wants no more.</summary>
    public static async Task Serve(Listening listening)
    {
        await Console.Out.WriteLineAsync(listening.Write());
        while (await Console.In.ReadLineAsync() is not null)
        {
        }
    }

    public async Task<T> Ask<T>(string path) => (await http.GetFromJsonAsync<T>(path))!;

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(EndMax);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
        }

        process.Dispose();
    }
}

/// <summary>What a child says once it can be used.</summary>
/// <param name="EndpointSecret">Of the registered webhook endpoint, where there is one.</param>
internal sealed record Listening(Uri Url, string? EndpointSecret)
{
    public static Listening Read(string line) => System.Text.Json.JsonSerializer.Deserialize<Listening>(line)!;

    public string Write() => System.Text.Json.JsonSerializer.Serialize(this);
}
