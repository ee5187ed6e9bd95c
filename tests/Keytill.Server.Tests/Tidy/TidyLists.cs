namespace Keytill.Server.Tests.Tidy;

/// <summary>The named exceptions, each with its reason. A new entry is a decision: it is read by whoever reviews the change.</summary>
internal static class TidyLists
{
    private const string Server = "src/Keytill.Server/";

    public static readonly IReadOnlyDictionary<string, string> MayNameAProvider = new Dictionary<string, string>
    {
        [Server + "Hosting/KeytillServer.cs"] = "keeps the driver's own log quiet",
        [Server + "SandboxBank/BankDatabase.cs"] = "the bank's own file, of one kind",
        [Server + "SandboxBank/BankSql.cs"] = "the bank's own file, of one kind",
    };

    public static readonly IReadOnlyDictionary<string, string> MayPassByTheTracker = new Dictionary<string, string>
    {
    };

    public static readonly IReadOnlyDictionary<string, string> MayLeaveTheVendor = new Dictionary<string, string>
    {
    };
}
