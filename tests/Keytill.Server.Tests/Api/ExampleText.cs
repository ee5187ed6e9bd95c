using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Keytill.Server.Tests.Api;

/// <summary>
/// A produced event as it is printed in the documentation: what is drawn by chance is drawn the same each time, our test
/// address is a believable one, and all else is as it was sent.
/// </summary>
internal static partial class ExampleText
{
    private const string IdAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const string Token = "kT8vQ2mXr5sLw9yB3nHd7fJc4gPz6aEU";

    private static readonly JsonSerializerOptions Printed = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(string body)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        string calm = Id().Replace(body, id => known.TryGetValue(id.Value, out string? same) ? same : known[id.Value] = Calm(id, known.Count));
        calm = OrderPage().Replace(calm, page => $"https://pay.example.org/order/{page.Groups["number"].Value}/{Token}");
        return JsonNode.Parse(calm)!.ToJsonString(Printed) + "\n";
    }

    /// <summary>The id's own time, and a body that its place in the text decides.</summary>
    private static string Calm(Match id, int place)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{id.Groups["prefix"].Value} {place}"));
        string body = string.Concat(hash.Take(16).Select(b => IdAlphabet[b % IdAlphabet.Length]));
        return $"{id.Groups["prefix"].Value}_{id.Groups["time"].Value}{body}";
    }

    [GeneratedRegex(@"\b(?<prefix>prod|ord|line|pay|rcp|lic|ref|evt)_(?<time>[0-9a-z]{10})[0-9a-z]{16}\b")]
    private static partial Regex Id();

    [GeneratedRegex(@"http://127\.\d+\.\d+\.\d+:\d+/order/(?<number>[AT]\d+)/[A-Za-z0-9_-]{32}")]
    private static partial Regex OrderPage();
}
