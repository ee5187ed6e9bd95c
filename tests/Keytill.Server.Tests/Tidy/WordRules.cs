using System.Text.RegularExpressions;

namespace Keytill.Server.Tests.Tidy;

internal static partial class WordRules
{
    /// <summary>Types are named for what they are or do, never for the pattern that they follow.</summary>
    public static IEnumerable<string> PatternNames(SourceFile file) =>
        TypeName().Matches(file.Code)
            .Where(m => !FrameworkParent().IsMatch(m.Groups["rest"].Value))
            .Select(m => $"{file.Place(m.Index)}: {m.Groups["name"].Value} names a pattern. Name the thing, or the act.");

    public static IEnumerable<string> ProviderNames(SourceFile file) =>
        Provider().Matches(file.WithoutComments).Select(m => $"{file.Place(m.Index)}: {m.Value}. What differs between databases is said by the dialects in Persistence.");

    public static IEnumerable<string> BulkStatements(SourceFile file) =>
        Bulk().Matches(file.Code).Select(m => $"{file.Place(m.Index)}: {m.Value} passes by versions, events and checks of the store.");

    public static IEnumerable<string> WideScopes(SourceFile file) =>
        WideScope().Matches(file.Code).Select(m => $"{file.Place(m.Index)}: {m.Value} leaves the vendor.");

    public static IEnumerable<string> Unfinished(SourceFile file) =>
        Left().Matches(file.Text).Select(m => $"{file.Place(m.Index)}: {m.Value}. Finish it or take it out.");

    public static IEnumerable<string> SkippedTests(SourceFile file) =>
        Skipped().Matches(file.Code).Select(m => $"{file.Place(m.Index)}: a test that is skipped proves nothing.");

    public static IEnumerable<string> Sleeps(SourceFile file) =>
        Sleep().Matches(file.Code).Select(m => $"{file.Place(m.Index)}: {m.Value}. Wait for a signal, or move the clock.");

    public static IEnumerable<string> AsyncVoid(SourceFile file) =>
        AsyncNothing().Matches(file.Code).Select(m => $"{file.Place(m.Index)}: nobody can await this, and its exception ends the process.");

    /// <summary>The bank that tests are paid at stands outside: were it to look into our tables, it could not judge them.</summary>
    public static IEnumerable<string> BankLooksInside(SourceFile file) =>
        Inside().Matches(file.Code).Select(m => $"{file.Place(m.Index)}: {m.Value}. The sandbox bank knows Keytill over HTTP alone.");

    /// <summary>Characters that a reader does not see: control characters, byte order marks, marks that turn the reading direction.</summary>
    public static IEnumerable<string> HiddenCharacters(SourceFile file) =>
        Hidden().Matches(file.Text).Select(m => $"{file.Place(m.Index)}: U+{(int)m.Value[0]:X4} cannot be seen. Write it as an escape.");

    /// <summary>The tree builds and reads the same anywhere: nothing of one machine, and no paper that its readers do not have.</summary>
    public static IEnumerable<string> OfOneWorkplace(SourceFile file) =>
        Workplace().Matches(file.Text).Select(m => $"{file.Place(m.Index)}: {m.Value} means nothing to a reader of this repository.");

    [GeneratedRegex(@"\b(class|struct|interface|record|enum)\s+(?<name>\w+(Service|Manager|Helper|Helpers|Handler|Processor|Util|Utils|Impl))\b(?<rest>[^{;]*)")]
    private static partial Regex TypeName();

    // The framework names these bases, and looks for the word.
    [GeneratedRegex(@":\s*(DelegatingHandler|HttpMessageHandler|AuthenticationHandler<|AuthorizationHandler<|IExceptionHandler)")]
    private static partial Regex FrameworkParent();

    [GeneratedRegex(@"\b\w*(Npgsql|Sqlite|SQLite|Postgres|PostgreSQL|pg_)\w*")]
    private static partial Regex Provider();

    [GeneratedRegex(@"\b(ExecuteUpdate|ExecuteDelete|ExecuteSql|ExecuteSqlRaw|ExecuteSqlInterpolated|FromSql|FromSqlRaw|SqlQuery|SqlQueryRaw)(Async)?\b")]
    private static partial Regex Bulk();

    [GeneratedRegex(@"\b(Scope\.(Everything|Operator)|IgnoreQueryFilters)\b")]
    private static partial Regex WideScope();

    [GeneratedRegex(@"\b(T[O]DO|F[I]XME|H[A]CK)\b|\bNotImplemented[E]xception\b|throw new NotSupported[E]xception\(\)")]
    private static partial Regex Left();

    [GeneratedRegex(@"\b(Fact|Theory|InlineData|MemberData|ClassData)\([^)]*\bSkip\w*\s*=|\bAssert\.Skip\w*\(")]
    private static partial Regex Skipped();

    // Waiting on a clock that the test moves is no sleep, nor is waiting for ever, to be cancelled.
    [GeneratedRegex(@"\bThread\.Sl[e]ep\b|\bTask\.Delay\((?![^;]*\b(clock|time|TimeProvider|Timeout)\b)[^;]*")]
    private static partial Regex Sleep();

    [GeneratedRegex(@"\busing\s+(static\s+)?Keytill\.(?!Server\.SandboxBank)[\w.]*|\b(KeytillDb|WriteContext|Store)\b|\b(Core|Persistence|Orders|Work)\.[A-Z]\w*")]
    private static partial Regex Inside();

    [GeneratedRegex(@"\basync\s+void\b")]
    private static partial Regex AsyncNothing();

    [GeneratedRegex(@"[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]")]
    private static partial Regex Hidden();

    [GeneratedRegex(@"(?<![\w.])/(work|root|bash_jobs)/\w*|\b(spec|design|traps)\.md\b|\btrap [A-G]\d|§\d|https?://[a-z.-]*(nuget|npm|debian)[a-z.-]*")]
    private static partial Regex Workplace();
}
