using System.Net;

namespace Keytill.Server.Outgoing;

/// <summary>Asks the name service for a host's addresses. In a delegate, so that a test can play a name service that lies.</summary>
public delegate Task<IPAddress[]> ResolveHost(string host, CancellationToken cancel);
