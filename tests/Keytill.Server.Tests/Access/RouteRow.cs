namespace Keytill.Server.Tests.Access;

/// <summary>Somebody who asks. The first ones have no right to anything that the walk asks for.</summary>
internal enum Visitor
{
    Nobody,

    /// <summary>With the number of somebody else's order, and the tokens of his own.</summary>
    OtherCustomer,
    OtherVendor,

    /// <summary>The vendor's own key, of the other mode.</summary>
    OtherMode,
    RevokedKey,
    BlockedStaff,
    Customer,

    /// <summary>A key of the vendor's with all scopes to read and none to write.</summary>
    ReadingKey,
    ReadOnly,
    Finance,
    Support,
    Admin,
    Vendor,
}

/// <summary>What a route asks of whoever comes.</summary>
internal enum Door
{
    /// <summary>Nothing: everybody gets the same, and nobody's secrets are in it.</summary>
    Open,

    /// <summary>The token in its address; without the right one there is no such page.</summary>
    Token,

    /// <summary>A vendor's key with a scope to read; the tests' own verbs among them are for test mode only.</summary>
    KeyThatReads,
    KeyThatWrites,

    /// <summary>A session of the staff; a post also a form of ours.</summary>
    Session,
}

/// <summary>One row of the table: a route, and what each visitor may get there.</summary>
/// <param name="Status">Of the answer to those who may come in.</param>
/// <param name="Body">A form's fields or JSON. <c>$name</c> stands for what the walk knows under the name.</param>
/// <param name="Stranger">Of the answer to a key of another vendor or mode: by itself the same where the route asks for nothing of anybody's, otherwise not found.</param>
/// <param name="Roles">Of the staff, who may do more than look; null: every role.</param>
internal sealed record RouteRow(string Route, Door Door, int Status, string? Body = null, int? Stranger = null, Visitor[]? Roles = null)
{
    public static readonly Visitor[] Staff = [Visitor.ReadOnly, Visitor.Finance, Visitor.Support, Visitor.Admin];

    public string Method => Route[..Route.IndexOf(' ', StringComparison.Ordinal)];

    public string Pattern => Route[(Route.IndexOf(' ', StringComparison.Ordinal) + 1)..];

    public bool MayEnter(Visitor visitor) => Door switch
    {
        Door.Open => true,
        Door.Token => visitor == Visitor.Customer,
        Door.KeyThatReads => visitor is Visitor.Vendor or Visitor.ReadingKey,
        Door.KeyThatWrites => visitor == Visitor.Vendor,
        Door.Session => Staff.Contains(visitor) && (Roles is null || Roles.Contains(visitor)),
        _ => throw new InvalidOperationException("A door without a rule."),
    };

    /// <summary>The one right answer to a visitor.</summary>
    public int Expected(Visitor visitor)
    {
        if (MayEnter(visitor))
            return Status;
        return Door switch
        {
            Door.Token => 404,
            Door.Session => Staff.Contains(visitor) ? 403 : 302,
            _ => visitor switch
            {
                Visitor.OtherVendor or Visitor.OtherMode => Stranger ?? (Pattern.Contains('{', StringComparison.Ordinal) ? 404 : Status),
                Visitor.ReadingKey => 403,
                _ => 401,
            },
        };
    }
}
