using System.Diagnostics.CodeAnalysis;

namespace Keytill.Core.Payments;

/// <summary>An international bank account number (ISO 13616) whose check digits fit. Whether the account is there only its bank knows.</summary>
public sealed record Iban
{
    private const int CharsMin = 15;
    private const int CharsMax = 34;
    private const int PrintedGroup = 4;

    private Iban(string electronic) => Electronic = electronic;

    /// <summary>The form for machines: no spaces.</summary>
    public string Electronic { get; }

    /// <summary>The form for people: groups of four.</summary>
    public string Printed => string.Join(' ', Electronic.Chunk(PrintedGroup).Select(group => new string(group)));

    public static bool TryParse(string? text, [NotNullWhen(true)] out Iban? iban)
    {
        iban = null;
        string compact = string.Concat((text ?? "").Where(c => !char.IsWhiteSpace(c))).ToUpperInvariant();
        bool isFormed = compact.Length is >= CharsMin and <= CharsMax
            && compact.All(char.IsAsciiLetterOrDigit) && compact[..2].All(char.IsAsciiLetter) && compact[2..4].All(char.IsAsciiDigit);
        if (!isFormed || Mod97.Rest(compact[4..] + compact[..4]) != 1)
            return false;
        iban = new Iban(compact);
        return true;
    }

    public override string ToString() => Electronic;
}
