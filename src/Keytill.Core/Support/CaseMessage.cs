namespace Keytill.Core.Support;

/// <summary>One thing that was written in a case. Never changed; its words go with the order's personal data.</summary>
public sealed class CaseMessage
{
    public const string IdPrefix = "msg";

    private CaseMessage()
    {
    }

    internal CaseMessage(CaseWords words, string orderId, int position, string? staffId, DateTimeOffset now) =>
        (Id, OrderId, Press, Position, StaffId, Text, At) = (words.MessageId, orderId, words.Press, position, staffId, words.Text, now);

    public string Id { get; private set; } = "";

    /// <summary>The case's order: within it a press is there once.</summary>
    public string OrderId { get; private set; } = "";

    /// <summary>The key of the press that sent it: pressed again, it is not written again.</summary>
    public string Press { get; private set; } = "";

    /// <summary>Counts the messages of a case, from 0.</summary>
    public int Position { get; private set; }

    /// <summary>Who of support wrote it; null: the customer.</summary>
    public string? StaffId { get; private set; }

    /// <summary>Several lines; empty once the order's buyer was forgotten.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Order time.</summary>
    public DateTimeOffset At { get; private set; }

    public bool IsCustomers => StaffId is null;
}

/// <summary>What somebody wants to write in a case.</summary>
/// <param name="MessageId">Fixed before the transaction, as <see cref="NewId"/> makes it.</param>
/// <param name="Press">The key of the press, from the form that was pressed: see <see cref="KeyOf"/>.</param>
/// <param name="Text">As it was typed.</param>
public sealed record CaseWords(string MessageId, string Press, string Text)
{
    public static string NewId(DateTimeOffset now) => Ids.New(CaseMessage.IdPrefix, now);

    /// <summary>
    /// The key that a form brought, where it brought one of ours. A form without one, sent by a program say, is known by what it
    /// says: the same words again are the same press.
    /// </summary>
    public static string KeyOf(string? brought, string said) => Ids.IsToken(brought)
        ? brought!
        : Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(said)));

    public override string ToString() => MessageId;
}
