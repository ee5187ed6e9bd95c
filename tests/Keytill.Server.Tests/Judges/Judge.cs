using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Keytill.Server.Tests.Tidy;

namespace Keytill.Server.Tests.Judges;

/// <summary>
/// A program of <c>tests/npm</c>, in which somebody else's package judges what Keytill answers. It is started by the first
/// question, answers one after another, and ends with its input: also when the tests are killed.
/// </summary>
internal sealed class Judge(string script) : IAsyncDisposable
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "npm");
    private static readonly TimeSpan PatienceMax = TimeSpan.FromMinutes(5);
    private readonly SemaphoreSlim oneByOne = new(1);
    private readonly StringBuilder errors = new();
    private Process? process;

    /// <summary>Node comes with the package that drives Chromium: the same on every machine, and newer than most distributions have.</summary>
    public static string Node { get; } = Path.Combine(
        AppContext.BaseDirectory, ".playwright", "node", $"linux-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}", "node");

    /// <param name="question">As the script reads it: its members become those of a JSON object.</param>
    /// <exception cref="InvalidOperationException">The script has failed; the message is its own.</exception>
    public async Task<JsonElement> Ask(object question)
    {
        using var patience = new CancellationTokenSource(PatienceMax);
        await oneByOne.WaitAsync(patience.Token);
        try
        {
            process ??= Start();
            await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(question));
            await process.StandardInput.FlushAsync(patience.Token);
            string line = await process.StandardOutput.ReadLineAsync(patience.Token) ?? throw new InvalidOperationException($"{script} has ended. {Errors()}");
            var said = JsonDocument.Parse(line).RootElement;
            return said.TryGetProperty("error", out var error) ? throw new InvalidOperationException($"{script}: {error}") : said.GetProperty("answer");
        }
        finally
        {
            oneByOne.Release();
        }
    }

    /// <summary>As <see cref="Ask"/>, of a script that answers with sentences.</summary>
    public async Task<string[]> Sentences(object question) => [.. (await Ask(question)).EnumerateArray().Select(s => s.GetString()!)];

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            process.StandardInput.Close();
            using var patience = new CancellationTokenSource(PatienceMax);
            await process.WaitForExitAsync(patience.Token);
            process.Dispose();
        }

        oneByOne.Dispose();
    }

    private Process Start()
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules")))
            throw new InvalidOperationException("The packages of tests/npm are not installed: ./test does it, and so does 'npm ci' in that folder.");
        var started = Process.Start(new ProcessStartInfo(Node, [Path.Combine(Folder, script)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
        })!;
        started.ErrorDataReceived += (_, said) =>
        {
            lock (errors)
                errors.AppendLine(said.Data);
        };
        started.BeginErrorReadLine();
        return started;
    }

    private string Errors()
    {
        lock (errors)
            return errors.ToString();
    }
}
