namespace Keytill.Server.Orders;

/// <summary>Not there, or not the asker's: the two are told apart by nobody. Becomes 404.</summary>
public sealed class OrderNotFound(string id) : Exception($"No order {id} here.");
