namespace Keytill.Server.Cli;

/// <summary>What follows a command of a vendor's developer: <c>--name value</c>, and for the server and the key what his environment has.</summary>
internal sealed class CliOptions
{
    public const string Server = "--server";
    public const string ApiKey = "--api-key";

    /// <summary>As the guide for vendors has them exported.</summary>
    private const string ServerVariable = "KEYTILL";
    private const string ApiKeyVariable = "KEYTILL_KEY";
    private const string DefaultServer = "http://127.0.0.1:5080";

    private readonly Dictionary<string, string> given = new(StringComparer.Ordinal);

    /// <param name="known">What the command takes beside the server and the key.</param>
    /// <exception cref="InvalidOperationException">An option that the command does not take, or one without its value.</exception>
    public CliOptions(IReadOnlyList<string> args, params string[] known)
    {
        string[] all = [.. known, Server, ApiKey];
        for (int i = 0; i < args.Count; i += 2)
        {
            if (!all.Contains(args[i], StringComparer.Ordinal))
                throw new InvalidOperationException($"There is no option {args[i]} here. There are {string.Join(", ", all)}.");
            if (i + 1 == args.Count)
                throw new InvalidOperationException($"{args[i]} needs a value.");
            given[args[i]] = args[i + 1];
        }
    }

    public Uri ServerAddress => Address(Server, Find(Server) ?? Variable(ServerVariable) ?? DefaultServer);

    /// <exception cref="InvalidOperationException">There is none, neither here nor in the environment.</exception>
    public string Key => Find(ApiKey) ?? Variable(ApiKeyVariable)
        ?? throw new InvalidOperationException($"Which vendor? Give his API key by {ApiKey}, or in the environment as {ApiKeyVariable}, where no list of processes shows it.");

    public string? Find(string name) => given.GetValueOrDefault(name);

    /// <exception cref="InvalidOperationException">It is missing, or no address.</exception>
    public Uri Address(string name) => Address(name, Find(name) ?? throw new InvalidOperationException($"{name} is missing."));

    private static Uri Address(string name, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            ? address
            : throw new InvalidOperationException($"{name} is an address such as http://127.0.0.1:3000/.");

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
