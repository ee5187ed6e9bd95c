namespace Keytill.Core.Support;

/// <summary>
/// Somebody of the operator's staff, who signs in with an address and a password. Works in both modes and for all vendors, as far as
/// the roles go. Never deleted: the audit trail names the id.
/// </summary>
public sealed class StaffMember : Aggregate
{
    public const string IdPrefix = "staff";
    public const int NameCharsMax = 100;
    public const int PasswordCharsMin = 12;
    public const int PasswordCharsMax = 200;

    /// <summary>So many wrong passwords in a row are forgiven.</summary>
    public const int WrongPasswordsMax = 5;

    /// <summary>Each further one doubles the wait, from a minute up to this.</summary>
    public static readonly TimeSpan LockedForMax = TimeSpan.FromMinutes(15);

    private const int LockDoublingsMax = 4;

    private StaffMember()
    {
    }

    public string Id { get; private set; } = "";

    /// <summary>Trimmed and lower case; unique in the installation.</summary>
    public string Email { get; private set; } = "";

    public string Name { get; private set; } = "";

    /// <summary>As the hasher wrote it; never shown or logged.</summary>
    public string PasswordHash { get; private set; } = "";

    /// <summary>A session carries the stamp that was in force when it began: another password, other roles or a block end it.</summary>
    public string SessionStamp { get; private set; } = "";

    public IReadOnlyList<StaffRole> Roles { get; private set; } = [];

    public int WrongPasswords { get; private set; }

    public DateTimeOffset? LockedUntil { get; private set; }

    public DateTimeOffset? BlockedAt { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? SignedInAt { get; private set; }

    public bool IsBlocked => BlockedAt is not null;

    /// <param name="id">Fixed before the transaction.</param>
    /// <exception cref="RuleBroken"><c>staff_email</c>, <c>staff_name</c>, <c>staff_roles</c>.</exception>
    public static StaffMember Join(string id, string email, string name, string passwordHash, IReadOnlyList<StaffRole> roles, DateTimeOffset now)
    {
        string clean = PlainText.Clean(name);
        if (clean.Length is 0 or > NameCharsMax)
            throw new RuleBroken("staff_name", $"A name has 1 to {NameCharsMax} characters.");
        var member = new StaffMember
        {
            Id = id,
            Email = Checkouts.EmailAddress.Normalize(PlainText.Clean(email)) ?? throw new RuleBroken("staff_email", "That is no e-mail address."),
            Name = clean,
            PasswordHash = passwordHash,
            CreatedAt = now,
        };
        member.GiveRoles(roles);
        return member;
    }

    /// <summary>Ends open sessions, so that nobody goes on with rights that he has no more.</summary>
    /// <exception cref="RuleBroken"><c>staff_roles</c>: nobody is there for nothing.</exception>
    public void GiveRoles(IReadOnlyList<StaffRole> roles)
    {
        if (roles.Count == 0)
            throw new RuleBroken("staff_roles", "Choose at least one role.");
        Roles = [.. roles.Distinct().Order()];
        EndSessions();
    }

    /// <summary>Ends open sessions, and forgives wrong passwords.</summary>
    public void ChangePassword(string passwordHash)
    {
        PasswordHash = passwordHash;
        (WrongPasswords, LockedUntil) = (0, null);
        EndSessions();
    }

    /// <summary>Ends open sessions and lets nobody in. Blocking again changes nothing.</summary>
    public void Block(DateTimeOffset now)
    {
        BlockedAt ??= now;
        EndSessions();
    }

    public void Unblock() => BlockedAt = null;

    /// <summary>Whether a password is looked at now at all.</summary>
    public bool MayTry(DateTimeOffset now) => !IsBlocked && !(LockedUntil > now);

    public void SignIn(DateTimeOffset now)
    {
        (WrongPasswords, LockedUntil, SignedInAt) = (0, null, now);
        Touch();
    }

    /// <summary>A wrong password was shown. From the sixth on each costs a wait.</summary>
    public void MissPassword(DateTimeOffset now)
    {
        WrongPasswords++;
        if (WrongPasswords > WrongPasswordsMax)
        {
            var wait = TimeSpan.FromMinutes(1 << Math.Min(WrongPasswords - WrongPasswordsMax - 1, LockDoublingsMax));
            LockedUntil = now + (wait < LockedForMax ? wait : LockedForMax);
        }

        Touch();
    }

    private void EndSessions() => SessionStamp = Ids.NewToken();
}
