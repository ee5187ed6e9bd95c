using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Keytill.Core.Webhooks;

/// <summary>
/// The key that one endpoint shares with us, as Standard Webhooks writes it: <c>whsec_</c> and 24 to 64 bytes in base64.
/// Prints as <c>***</c>, so that no log and no error can give it away.
/// </summary>
public readonly record struct WebhookSecret
{
    public const string Prefix = "whsec_";
    public const int KeyBytesMin = 24;
    public const int KeyBytesMax = 64;
    private const int NewKeyBytes = 32;

    private readonly string? text;

    private WebhookSecret(string text) => this.text = text;

    /// <summary>
    /// Without a plus sign, which JSON that is safe within HTML writes as an escape: whoever copies the secret out of an answer has it
    /// as it is. That costs less than one bit of 256.
    /// </summary>
    public static WebhookSecret New() => new(Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(NewKeyBytes)).Replace('+', '/'));

    /// <summary>Reads a secret with or without its prefix: the standard's own examples leave it out.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out WebhookSecret secret)
    {
        secret = default;
        if (text is null)
            return false;
        string body = text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..] : text;
        Span<byte> key = stackalloc byte[KeyBytesMax];
        if (!Convert.TryFromBase64String(body, key, out int bytes) || bytes < KeyBytesMin)
            return false;
        secret = new WebhookSecret(Prefix + body);
        return true;
    }

    /// <exception cref="FormatException">Not a secret. The text itself is not in the message.</exception>
    public static WebhookSecret Parse(string text) =>
        TryParse(text, out WebhookSecret secret) ? secret : throw new FormatException("That is not a webhook secret (whsec_ and 24 to 64 bytes in base64).");

    /// <summary>The text to store, or to show to the vendor once.</summary>
    public string Reveal() => text ?? throw new InvalidOperationException("There is no secret here.");

    internal byte[] Key() => Convert.FromBase64String(Reveal()[Prefix.Length..]);

    public override string ToString() => Prefix + "***";
}
