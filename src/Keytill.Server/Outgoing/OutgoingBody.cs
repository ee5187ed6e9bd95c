namespace Keytill.Server.Outgoing;

/// <summary>Reads an answer's body up to a limit, and leaves the rest: the other side decides neither our memory nor our time.</summary>
public static class OutgoingBody
{
    /// <returns>At most <paramref name="bytesMax"/> bytes, and whether there were more.</returns>
    public static async Task<(byte[] Start, bool IsCut)> Read(HttpContent content, int bytesMax, CancellationToken cancel)
    {
        byte[] buffer = new byte[bytesMax + 1];
        int read = 0;
        await using Stream body = await content.ReadAsStreamAsync(cancel);
        while (read < buffer.Length)
        {
            int more = await body.ReadAsync(buffer.AsMemory(read), cancel);
            if (more == 0)
                break;
            read += more;
        }

        return (buffer[..Math.Min(read, bytesMax)], read > bytesMax);
    }
}
