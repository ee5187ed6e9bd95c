namespace Keytill.Server.Outgoing;

/// <summary>We did not call, for the caller's safety or the operator's. The sentence may be shown to the vendor.</summary>
public sealed class OutgoingRefused(string sentence, Exception? inner = null) : HttpRequestException(sentence, inner);
