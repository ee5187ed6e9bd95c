namespace Keytill.Server.Api;

/// <summary>What the API allows.</summary>
public sealed record ApiOptions
{
    /// <summary>Calls a second of one key, on each node.</summary>
    public int RequestsPerSecond { get; init; } = 100;

    /// <summary>Calls of one key at once, after a silence.</summary>
    public int RequestsBurst { get; init; } = 200;

    /// <exception cref="InvalidOperationException">A setting is no positive number.</exception>
    public static ApiOptions From(IConfiguration settings)
    {
        var usual = new ApiOptions();
        var options = new ApiOptions
        {
            RequestsPerSecond = settings.GetValue("Api:RequestsPerSecond", usual.RequestsPerSecond),
            RequestsBurst = settings.GetValue("Api:RequestsBurst", usual.RequestsBurst),
        };
        return options is { RequestsPerSecond: > 0, RequestsBurst: > 0 }
            ? options
            : throw new InvalidOperationException("Api:RequestsPerSecond and Api:RequestsBurst are positive numbers.");
    }
}
