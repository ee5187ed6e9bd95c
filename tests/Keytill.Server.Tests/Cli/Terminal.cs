using System.Collections.Concurrent;
using System.Text;

namespace Keytill.Server.Tests.Cli;

/// <summary>What a command has written so far, line by line.</summary>
internal sealed class Terminal : TextWriter
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public override Encoding Encoding => Encoding.UTF8;

    public bool Says(string text) => Lines.Any(line => line.Contains(text, StringComparison.Ordinal));

    public override Task WriteLineAsync(string? value)
    {
        Lines.Enqueue(value ?? "");
        return Task.CompletedTask;
    }
}
