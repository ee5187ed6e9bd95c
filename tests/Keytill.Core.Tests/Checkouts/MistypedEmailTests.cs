using FsCheck;
using FsCheck.Fluent;
using Keytill.Core.Checkouts;

namespace Keytill.Core.Tests.Checkouts;

public class MistypedEmailTests
{
    [Theory]
    [InlineData("ada@gmial.com", "ada@gmail.com")]
    [InlineData("ada@gmal.com", "ada@gmail.com")]
    [InlineData("ada@gamil.com", "ada@gmail.com")]
    [InlineData("ada@gnail.con", "ada@gmail.com")]
    [InlineData("ada@gmail.con", "ada@gmail.com")]
    [InlineData("ada@gmail.co", "ada@gmail.com")]
    [InlineData("ada@gmail.om", "ada@gmail.com")]
    [InlineData("ada@hotmial.com", "ada@hotmail.com")]
    [InlineData("ada@hotmail.co.ku", "ada@hotmail.co.uk")]
    [InlineData("ada@yaho.com", "ada@yahoo.com")]
    [InlineData("ada@outlok.de", "ada@outlook.de")]
    [InlineData("ada@iclould.com", "ada@icloud.com")]
    [InlineData("ada@t-onlin.de", "ada@t-online.de")]
    [InlineData("ada@example.con", "ada@example.com")]
    [InlineData("ada@mail.example.ogr", "ada@mail.example.org")]
    [InlineData("Ada.Lovelace+x@GMIAL.com", "Ada.Lovelace+x@gmail.com")]
    public void What_was_probably_meant_is_suggested(string typed, string meant) => Assert.Equal(meant, MistypedEmail.Suggest(typed));

    [Theory]
    [InlineData("ada@gmail.com")]
    [InlineData("ada@googlemail.com")]
    [InlineData("ada@mail.com")]
    [InlineData("ada@ymail.com")]
    [InlineData("ada@email.com")]
    [InlineData("ada@cloud.com")]
    [InlineData("ada@hotmail.fr")]
    [InlineData("ada@yahoo.co.uk")]
    [InlineData("ada@yahoo.com.tr")]
    [InlineData("ada@outlook.cz")]
    [InlineData("ada@gmx.de")]
    [InlineData("ada@web.de")]
    [InlineData("ada@example.org")]
    [InlineData("ada@example.co")]
    [InlineData("ada@example.cm")]
    [InlineData("ada@müller.example")]
    [InlineData("ada@gmial")]
    [InlineData("gmial.com")]
    [InlineData("")]
    public void What_may_well_be_right_is_left_alone(string typed) => Assert.Null(MistypedEmail.Suggest(typed));

    /// <summary>Every slip of one letter, and of none.</summary>
    private static readonly Gen<string> Typed =
        from host in Gen.Elements("gmail.com", "hotmail.com", "yahoo.de", "outlook.com", "example.org", "nowhere.de", "icloud.com")
        from at in Gen.Choose(0, host.Length - 1)
        from letter in Gen.Elements('a', 'c', 'e', 'm', 'o', 'l', '.')
        from slip in Gen.Choose(0, 3)
        select "ada@" + slip switch
        {
            0 => host.Remove(at, 1),
            1 => host.Insert(at, letter.ToString()),
            2 => host.Remove(at, 1).Insert(at, letter.ToString()),
            _ => host,
        };

    [Fact]
    public void A_suggestion_is_a_good_address_at_another_host_and_suggests_nothing_more() => Properties.Hold(Typed, typed =>
        MistypedEmail.Suggest(typed) is not { } meant
        || (EmailAddress.IsWellFormed(meant) && meant != typed && meant.StartsWith("ada@", StringComparison.Ordinal) && MistypedEmail.Suggest(meant) is null));
}
