namespace Keytill.Core.Checkouts;

/// <summary>
/// Finds the address that somebody probably meant when he typed one that looks mistyped: <c>ada@gmial.com</c>, <c>ada@example.con</c>.
/// A guess to be shown, never a reason to refuse: there may be such a host after all.
/// </summary>
public static class MistypedEmail
{
    /// <summary>Whose many customers mistype them, under names that nobody else is likely to have by one letter's difference.</summary>
    private static readonly Dictionary<string, string[]> Providers = new(StringComparer.Ordinal)
    {
        ["gmail"] = ["com"],
        ["googlemail"] = ["com"],
        ["yahoo"] = ["com", "de", "fr", "it", "es", "co.uk", "co.jp", "co.in", "ca", "com.br", "com.au"],
        ["hotmail"] = ["com", "de", "fr", "it", "es", "co.uk"],
        ["outlook"] = ["com", "de", "fr", "it", "es"],
        ["icloud"] = ["com"],
        ["protonmail"] = ["com", "ch"],
        ["t-online"] = ["de"],
        ["freenet"] = ["de"],
        ["comcast"] = ["net"],
        ["wanadoo"] = ["fr"],
    };

    /// <summary>Real hosts that are one letter away from a provider's.</summary>
    private static readonly HashSet<string> Neighbours = new(StringComparer.Ordinal)
    {
        "mail.com", "ymail.com", "email.com", "fmail.com", "hmail.com", "tmail.com", "vmail.com", "xmail.com", "zmail.com", "cloud.com", "free-net.de",
    };

    /// <summary>Endings that do not exist, by the one that was meant.</summary>
    private static readonly Dictionary<string, string> Endings = new(StringComparer.Ordinal)
    {
        ["con"] = "com", ["cmo"] = "com", ["ocm"] = "com", ["vom"] = "com", ["xom"] = "com", ["cim"] = "com", ["cpm"] = "com", ["comm"] = "com",
        ["coom"] = "com", ["ccom"] = "com", ["conm"] = "com", ["coml"] = "com", ["nte"] = "net", ["nett"] = "net", ["ner"] = "net", ["ogr"] = "org",
        ["orgg"] = "org", ["rog"] = "org", ["dee"] = "de", ["ed"] = "de", ["couk"] = "co.uk", ["co.ku"] = "co.uk",
    };

    /// <summary>The address that was probably meant, its part before the @ as typed; null where nothing looks mistyped.</summary>
    public static string? Suggest(string typed)
    {
        int at = typed.LastIndexOf('@');
        if (at < 1 || !EmailAddress.IsWellFormed(typed))
            return null;
        string host = typed[(at + 1)..].ToLowerInvariant();
        string meant = Meant(host);
        return meant == host ? null : $"{typed[..at]}@{meant}";
    }

    private static string Meant(string host)
    {
        if (Neighbours.Contains(host))
            return host;
        int dot = host.IndexOf('.', StringComparison.Ordinal);
        string name = host[..dot];
        string ending = WithRightEnding(host[(dot + 1)..]);
        if (Providers.TryGetValue(name, out string[]? endings))
            return $"{name}.{(endings.Contains(ending) || !IsOneSlipFrom(ending, "com") ? ending : "com")}";
        string? meant = Providers.Keys.FirstOrDefault(provider => Providers[provider].Contains(ending) && IsOneSlipFrom(name, provider));
        return $"{meant ?? name}.{ending}";
    }

    private static string WithRightEnding(string rest)
    {
        if (Endings.TryGetValue(rest, out string? whole))
            return whole;
        int dot = rest.LastIndexOf('.');
        return dot > 0 && Endings.TryGetValue(rest[(dot + 1)..], out string? last) ? $"{rest[..dot]}.{last}" : rest;
    }

    /// <summary>One letter too many, too few, wrong, or two changed round.</summary>
    private static bool IsOneSlipFrom(string typed, string meant)
    {
        int same = typed.Zip(meant).TakeWhile(pair => pair.First == pair.Second).Count();
        (string left, string right) = (typed[same..], meant[same..]);
        return (left.Length - right.Length) switch
        {
            1 => left[1..] == right,
            -1 => left == right[1..],
            0 when left.Length > 0 => left[1..] == right[1..] || (left.Length > 1 && left[0] == right[1] && left[1] == right[0] && left[2..] == right[2..]),
            _ => false,
        };
    }
}
