using Keytill.Core.Webhooks;

namespace Keytill.Server.Payments;

/// <summary>How to reach the bank that takes test payments, and how to know its word from a stranger's.</summary>
public sealed record SandboxOptions
{
    public const string Section = "Sandbox";

    /// <summary>
    /// Where this server mounts its own bank when no other is named. That bank's books are a file of this node: several nodes
    /// name one bank for all of them.
    /// </summary>
    public const string OwnBankPath = "/sandbox-bank";

    /// <summary>False: no test payments by card, and no bank of our own.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The bank's address for this server and for customers' browsers; null: our own, under <see cref="OwnBankPath"/>.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>Shown to the bank with every call.</summary>
    public required string Secret { get; init; }

    /// <summary>The bank signs its notices with it.</summary>
    public required WebhookSecret NoticeSecret { get; init; }

    /// <summary>The bank's name of our account.</summary>
    public string Account { get; init; } = "keytill";

    /// <exception cref="InvalidOperationException">A foreign bank is named without the secrets that it gave us, or an address is none.</exception>
    public static SandboxOptions From(IConfiguration settings)
    {
        IConfigurationSection section = settings.GetSection(Section);
        Uri? baseUrl = section["BaseUrl"] is { Length: > 0 } text ? ReadUrl(text) : null;
        if (baseUrl is not null && (string.IsNullOrEmpty(section["Secret"]) || string.IsNullOrEmpty(section["NoticeSecret"])))
            throw new InvalidOperationException("Sandbox:BaseUrl needs Sandbox:Secret and Sandbox:NoticeSecret, as that bank gave them.");

        // Our own bank lives and dies with this process: secrets that nobody ever sees again do.
        return new SandboxOptions
        {
            Enabled = section.GetValue("Enabled", true),
            BaseUrl = baseUrl,
            Secret = section["Secret"] is { Length: > 0 } secret ? secret : WebhookSecret.New().Reveal(),
            NoticeSecret = section["NoticeSecret"] is { Length: > 0 } notice ? WebhookSecret.Parse(notice) : WebhookSecret.New(),
            Account = section["Account"] is { Length: > 0 } account ? account : "keytill",
        };
    }

    /// <summary>Never the record's own form: it would print the secret.</summary>
    public override string ToString() => $"sandbox account {Account} at {BaseUrl?.ToString() ?? OwnBankPath}";

    private static Uri ReadUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            ? url
            : throw new InvalidOperationException("Sandbox:BaseUrl must be an absolute http or https address.");
}
