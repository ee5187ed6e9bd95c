using System.Globalization;
using Keytill.Core.Vendors;
using Keytill.Server.Persistence;

namespace Keytill.Server.Orders;

/// <summary>
/// Order numbers, taken from the database in blocks, so that no sale waits for another one's commit. Unique and rising per
/// node; with gaps, which is allowed for orders and for nothing that a law numbers.
/// </summary>
public sealed class OrderNumbers(Store store) : IDisposable
{
    private const int BlockSize = 100;
    private readonly SemaphoreSlim turn = new(1);
    private readonly Dictionary<Mode, (long Next, long End)> blocks = [];

    public async Task<string> Next(Mode mode, CancellationToken cancel)
    {
        await turn.WaitAsync(cancel);
        try
        {
            if (!blocks.TryGetValue(mode, out var block) || block.Next == block.End)
            {
                long start = await store.Write("take order numbers", Scope.Everything, write => write.TakeNumbers("order_" + Name(mode), BlockSize), cancel);
                block = (start, start + BlockSize);
            }

            blocks[mode] = (block.Next + 1, block.End);
            return Format(mode, block.Next);
        }
        finally
        {
            turn.Release();
        }
    }

    public static string Format(Mode mode, long number) =>
        (mode == Mode.Live ? "A" : "T") + number.ToString("D10", CultureInfo.InvariantCulture);

    /// <summary>A number as people write it, with or without letter and leading zeros, in the form it is stored in; null for anything else.</summary>
    public static string? Parse(Mode mode, string text)
    {
        string digits = text.Trim().TrimStart(mode == Mode.Live ? ['A', 'a'] : ['T', 't']);
        return digits.Length is > 0 and <= 12
            && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? Format(mode, number)
            : null;
    }

    public void Dispose() => turn.Dispose();

    private static string Name(Mode mode) => mode == Mode.Live ? "live" : "test";
}
