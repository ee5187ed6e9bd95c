namespace Keytill.Server.Support;

/// <summary>Not there, or not the asker's: the two are told apart by nobody. Becomes 404.</summary>
public sealed class CaseNotFound(string id) : Exception($"No case {id} here.");
