namespace Keytill.Server.SandboxBank;

/// <summary>The bank understood and will not. Nothing has changed.</summary>
/// <param name="status">The HTTP status that says so.</param>
/// <param name="code">Stable, snake_case.</param>
internal sealed class BankRefusal(int status, string code, string sentence) : Exception(sentence)
{
    public int Status { get; } = status;

    public string Code { get; } = code;
}
