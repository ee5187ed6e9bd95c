namespace Keytill.Server.Hosting;

/// <summary>Where an installation keeps what it knows.</summary>
public sealed record StorageOptions
{
    /// <summary>Connections that write on PostgreSQL, unless the connection string says <c>Maximum Pool Size</c>: 8 to 16 serve two cores.</summary>
    public const int WriteConnectionsDefault = 12;

    /// <summary>Folder of the embedded database and of everything else that belongs to this installation.</summary>
    public required string Data { get; init; }

    /// <summary>A PostgreSQL connection string; null keeps everything in <c>{Data}/keytill.db</c>, on one node.</summary>
    public string? Database { get; init; }

    /// <summary>
    /// Runs the body of every write twice, the first time rolled back: a body that changes something captured shows
    /// itself at once. On in tests, off in production.
    /// </summary>
    public bool RehearseWrites { get; init; }

    public static StorageOptions From(IConfiguration settings) => new()
    {
        Data = settings["Data"] is { Length: > 0 } data ? data : "data",
        Database = settings["Database"] is { Length: > 0 } database ? database : null,
        RehearseWrites = settings.GetValue("RehearseWrites", false),
    };
}
