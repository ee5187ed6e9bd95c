using Keytill.Core.Support;

namespace Keytill.Core.Tests.Support;

public sealed class StaffMemberTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("anna", "Anna", "staff_email")]
    [InlineData("anna@example.org", " ", "staff_name")]
    public void Who_joins_has_a_name_an_address_and_a_role(string email, string name, string code)
    {
        Assert.Equal(code, Assert.Throws<RuleBroken>(() => StaffMember.Join("staff_1", email, name, "hash", [StaffRole.Support], Noon)).Code);
        Assert.Equal("staff_roles", Assert.Throws<RuleBroken>(() => StaffMember.Join("staff_1", "anna@example.org", "Anna", "hash", [], Noon)).Code);
    }

    [Fact]
    public void After_five_wrong_passwords_each_further_one_costs_twice_the_wait_up_to_a_quarter_of_an_hour()
    {
        var anna = Anna();
        for (int i = 0; i < StaffMember.WrongPasswordsMax; i++)
            anna.MissPassword(Noon);
        Assert.True(anna.MayTry(Noon));
        foreach (int minutes in (int[])[1, 2, 4, 8, 15, 15])
        {
            anna.MissPassword(Noon);
            Assert.False(anna.MayTry(Noon.AddMinutes(minutes).AddSeconds(-1)));
            Assert.True(anna.MayTry(Noon.AddMinutes(minutes)));
        }

        anna.SignIn(Noon);
        Assert.Equal((0, true), (anna.WrongPasswords, anna.MayTry(Noon)));
    }

    [Fact]
    public void Other_roles_another_password_and_a_block_end_open_sessions()
    {
        var anna = Anna();
        string first = anna.SessionStamp;
        anna.SignIn(Noon);
        Assert.Equal(first, anna.SessionStamp);
        anna.GiveRoles([StaffRole.Finance, StaffRole.Finance]);
        string second = anna.SessionStamp;
        anna.ChangePassword("other");
        string third = anna.SessionStamp;
        anna.Block(Noon);
        Assert.Equal(4, new[] { first, second, third, anna.SessionStamp }.Distinct().Count());
        Assert.Equal([StaffRole.Finance], anna.Roles);
        Assert.False(anna.MayTry(Noon));
        anna.Unblock();
        Assert.True(anna.MayTry(Noon));
    }

    private static StaffMember Anna() => StaffMember.Join("staff_1", " Anna@Example.org ", "Anna", "hash", [StaffRole.Support], Noon);
}
