using Keytill.Core.Payments;

namespace Keytill.Server.Payments;

/// <summary>The operator's account that bank transfers go to: settings <c>BankAccount:Holder</c>, <c>:Iban</c>, <c>:Bic</c>, <c>:Bank</c>.</summary>
/// <param name="Holder">Exactly as the bank has it: banks compare the name before they pay out.</param>
/// <param name="Bic">Null where transfers need none.</param>
public sealed record BankAccount(string Holder, Iban Iban, string? Bic, string? Bank)
{
    private const string Section = "BankAccount";

    // The published example of a German account number: nobody's account.
    private static readonly Dictionary<string, string> Demo = new()
    {
        ["Holder"] = "Keytill Demo Seller", ["Iban"] = "DE89370400440532013000", ["Bic"] = "COBADEFFXXX", ["Bank"] = "Demo Bank",
    };

    /// <summary>Null where none is set: then no bank transfer is offered. The demo has one of its own.</summary>
    /// <exception cref="InvalidOperationException">An account is set, but not wholly or with a number that fails its check.</exception>
    public static BankAccount? From(IConfiguration settings)
    {
        bool isSet = settings.GetSection(Section).Exists();
        if (!isSet && !settings.GetValue("Demo", true))
            return null;
        string? Get(string name) => isSet ? settings[$"{Section}:{name}"] : Demo[name];
        if (Get("Holder") is not { Length: > 0 } holder)
            throw new InvalidOperationException($"{Section}:Holder is not set.");
        if (!Iban.TryParse(Get("Iban"), out var iban))
            throw new InvalidOperationException($"{Section}:Iban is not an account number, or its check digits do not fit.");
        return new BankAccount(holder, iban, Get("Bic"), Get("Bank"));
    }
}

/// <summary>The account as this installation is set up; read once, so that a mistake stops the start and not a sale.</summary>
public sealed record TransferAccount(BankAccount? Value);
