using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml;

namespace Keytill.Core.Licenses;

/// <summary>
/// What the emulator answers, try by try: <c>{"script": ["slow PT2H", "temporary_error x3", "key"]}</c>. Each step answers one try,
/// or as many as <c>xN</c> says; the last step answers all that follow. Without a script every try gets a key.
/// </summary>
public sealed class EmulatorScript
{
    public const int StepsMax = 20;
    public const int RepeatsMax = 1_000;
    public static readonly TimeSpan SlowMax = TimeSpan.FromDays(30);
    private const string KeyAlphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    private const int KeyGroups = 5;
    private const int KeyGroupChars = 5;

    private readonly IReadOnlyList<(EmulatorStep Step, int Times)> steps;

    private EmulatorScript(IReadOnlyList<(EmulatorStep, int)> steps) => this.steps = steps;

    /// <exception cref="RuleBroken"><c>license_settings_invalid</c>, with the step that cannot be read.</exception>
    public static EmulatorScript Parse(string settings)
    {
        var texts = LicenseSettings.Texts(LicenseSettings.Parse(settings), "script", StepsMax, charsMax: 100);
        return new EmulatorScript(texts.Count == 0 ? [(new EmulatorStep.GiveKey(), 1)] : [.. texts.Select(ParseStep)]);
    }

    /// <param name="attempt">Counts the tries of one unit from 1.</param>
    public EmulatorStep AnswerTo(int attempt)
    {
        int left = attempt;
        foreach (var (step, times) in steps)
        {
            if (left <= times)
                return step;
            left -= times;
        }

        return steps[^1].Step;
    }

    /// <summary>Looks like a key, and is the same for the same request whoever asks and whenever: 125 bits of its SHA-256.</summary>
    public static string KeyFor(string requestId)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(requestId));
        var groups = Enumerable.Range(0, KeyGroups).Select(group =>
            string.Concat(Enumerable.Range(0, KeyGroupChars).Select(i => KeyAlphabet[hash[(group * KeyGroupChars) + i] % KeyAlphabet.Length])));
        return string.Join('-', groups);
    }

    private static (EmulatorStep Step, int Times) ParseStep(string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int times = 1;
        if (words.Length > 1 && words[^1].StartsWith('x') && int.TryParse(words[^1].AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int given))
        {
            times = given is >= 1 and <= RepeatsMax ? given : throw Unreadable(text);
            words = words[..^1];
        }

        EmulatorStep step = words switch
        {
            ["key"] => new EmulatorStep.GiveKey(),
            ["slow", var after] => new EmulatorStep.Slow(ParseWait(after, text)),
            ["temporary_error"] => new EmulatorStep.TemporaryError(),
            ["fatal_error"] => new EmulatorStep.FatalError(),
            _ => throw Unreadable(text),
        };
        return (step, times);
    }

    private static TimeSpan ParseWait(string text, string step)
    {
        try
        {
            var wait = XmlConvert.ToTimeSpan(text);
            return wait >= TimeSpan.Zero && wait <= SlowMax ? wait : throw Unreadable(step);
        }
        catch (Exception unreadable) when (unreadable is FormatException or OverflowException)
        {
            throw Unreadable(step);
        }
    }

    private static RuleBroken Unreadable(string step) => LicenseSettings.Invalid(
        $"“{step}” is no step of the emulator: key, slow PT2H (at most 30 days), temporary_error, fatal_error, each with x2 … x{RepeatsMax} where it is to be repeated.");
}

public abstract record EmulatorStep
{
    private EmulatorStep()
    {
    }

    public sealed record GiveKey : EmulatorStep;

    /// <param name="After">Order time until the next try.</param>
    public sealed record Slow(TimeSpan After) : EmulatorStep;

    public sealed record TemporaryError : EmulatorStep;

    public sealed record FatalError : EmulatorStep;
}
