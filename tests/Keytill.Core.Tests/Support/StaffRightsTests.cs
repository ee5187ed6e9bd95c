using Keytill.Core.Support;
using Keytill.Core.Vendors;

namespace Keytill.Core.Tests.Support;

/// <summary>Who may do what, written down once more by hand.</summary>
public sealed class StaffRightsTests
{
    private static readonly Dictionary<StaffAct, StaffRole[]> Table = new()
    {
        [StaffAct.CancelOrder] = [StaffRole.Admin, StaffRole.Support],
        [StaffAct.ReopenOrder] = [StaffRole.Admin, StaffRole.Support],
        [StaffAct.ExtendOrder] = [StaffRole.Admin, StaffRole.Support],
        [StaffAct.ResendMail] = [StaffRole.Admin, StaffRole.Support],
        [StaffAct.RetryDelivery] = [StaffRole.Admin, StaffRole.Support],
        [StaffAct.ReplaceLicense] = [StaffRole.Admin, StaffRole.Support],
        [StaffAct.CorrectEmail] = [StaffRole.Admin, StaffRole.Support],
        [StaffAct.AddNote] = [StaffRole.Admin, StaffRole.Support],
        [StaffAct.AnswerCase] = [StaffRole.Admin, StaffRole.Support],
        [StaffAct.SeeCustomersPage] = [StaffRole.Admin, StaffRole.Support],
        [StaffAct.DecideRefund] = [StaffRole.Admin, StaffRole.Support],
        [StaffAct.RunWorkAgain] = [StaffRole.Admin, StaffRole.Support],
        [StaffAct.RecordReceipt] = [StaffRole.Admin, StaffRole.Finance],
        [StaffAct.ApplyMoney] = [StaffRole.Admin, StaffRole.Finance],
        [StaffAct.ReturnMoney] = [StaffRole.Admin, StaffRole.Finance],
        [StaffAct.ConfirmBankRefund] = [StaffRole.Admin, StaffRole.Finance],
        [StaffAct.WriteOff] = [StaffRole.Admin, StaffRole.Finance],
        [StaffAct.ManageStaff] = [StaffRole.Admin],
    };

    [Fact]
    public void Every_act_is_allowed_to_the_roles_of_the_table_and_to_no_other()
    {
        foreach (var act in Enum.GetValues<StaffAct>())
            Assert.Equal(Table[act], Enum.GetValues<StaffRole>().Where(role => new[] { role }.Allow(act)));
    }

    [Fact]
    public void Who_is_several_may_what_either_may()
    {
        StaffRole[] both = [StaffRole.Support, StaffRole.Finance];
        Assert.True(both.Allow(StaffAct.DecideRefund) && both.Allow(StaffAct.WriteOff));
        Assert.False(both.Allow(StaffAct.ManageStaff));
    }

    [Fact]
    public void Nothing_is_done_without_the_right_and_a_reason()
    {
        var anna = new Actor("staff_1", "Anna", [StaffRole.Support]);
        Assert.Equal(StaffAct.WriteOff, Assert.Throws<NotAllowed>(() => anna.Does(Mode.Test, StaffAct.WriteOff, "aud_1", "why")).Act);
        Assert.Equal("reason_missing", Code(" "));
        Assert.Equal("reason_too_long", Code(new string('x', Deed.ReasonCharsMax + 1)));
        Assert.Equal("holds_card_number", Code("card 4242 4242 4242 4242"));
        var scope = anna.Does(Mode.Live, StaffAct.AddNote, "aud_1", " he called ", "ord_1", "line_1");
        Assert.Equal(("aud_1", "staff_1", "he called", "ord_1", "line_1"), (scope.Deed!.Id, scope.Deed.StaffId, scope.Deed.Reason, scope.Deed.OrderId, scope.Deed.Subject));
        Assert.Equal((true, Mode.Live, null), (scope.AllVendors, scope.Mode, anna.Sees(Mode.Live).Deed));

        string Code(string reason) => Assert.Throws<RuleBroken>(() => anna.Does(Mode.Test, StaffAct.AddNote, "aud_1", reason)).Code;
    }
}
