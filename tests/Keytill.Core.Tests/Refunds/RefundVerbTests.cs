using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Refunds;
using Keytill.Core.Tests.Orders;
using static Keytill.Core.Tests.Orders.TestOrders;

namespace Keytill.Core.Tests.Refunds;

/// <summary>Every verb in every state of a refund. What gateways report is the other half: <see cref="RefundStateTests"/>.</summary>
public sealed class RefundVerbTests
{
    private const string Awaiting = "AwaitsSecond";

    // A dot: nothing changes. Small letters: the rule that forbids it. "By bank" stands for money that a person sends back.
    private static readonly Dictionary<string, string[]> Table = new()
    {
        //               approve                 approve: another        confirm: same         confirm: another       decline                 withdraw                sent by hand
        ["Requested"] = ["Approved", "Approved", "refund_not_approved", "refund_not_approved", "Declined", "Withdrawn", "refund_not_sendable"],
        [Awaiting] = [".", "Approved", "second_person", "Approved", "Declined", "Withdrawn", "refund_not_sendable"],
        ["Approved"] = [".", ".", ".", ".", "refund_not_requested", "refund_not_requested", "Succeeded"],
        ["Processing"] = [".", ".", ".", ".", "refund_not_requested", "refund_not_requested", "refund_not_sendable"],
        ["Succeeded"] = [".", ".", ".", ".", "refund_not_requested", "refund_not_requested", "refund_not_sendable"],
        ["Failed"] = ["refund_not_requested", "refund_not_requested", "refund_not_approved", "refund_not_approved", "refund_not_requested", "refund_not_requested", "refund_not_sendable"],
        ["Declined"] = ["refund_not_requested", "refund_not_requested", "refund_not_approved", "refund_not_approved", ".", "refund_not_requested", "refund_not_sendable"],
        ["Withdrawn"] = ["refund_not_requested", "refund_not_requested", "refund_not_approved", "refund_not_approved", "refund_not_requested", ".", "refund_not_sendable"],
    };

    private static readonly Action<Order>[] Verbs =
    [
        o => o.ApproveRefund("ref_1", "anna", Noon),
        o => o.ApproveRefund("ref_1", "bert", Noon),
        o => o.ConfirmRefund("ref_1", "anna", Noon),
        o => o.ConfirmRefund("ref_1", "bert", Noon),
        o => o.DeclineRefund("ref_1", "anna", "too late", Noon),
        o => o.WithdrawRefund("ref_1", Noon),
        o => o.ConfirmBankRefund("ref_1", "Ada Lovelace", AnIban, "sent-1", "finn", Noon),
    ];

    public static TheoryData<string, int, string> Cells()
    {
        var cells = new TheoryData<string, int, string>();
        foreach (var (state, row) in Table)
            for (int verb = 0; verb < row.Length; verb++)
                cells.Add(state, verb, row[verb]);
        return cells;
    }

    [Fact]
    public void Every_state_has_its_row() =>
        Assert.Equal([.. Enum.GetNames<RefundStatus>().Append(Awaiting).Order()], Table.Keys.Order().ToArray());

    [Theory]
    [MemberData(nameof(Cells))]
    public void Each_verb_moves_a_refund_on_or_repeats_itself_or_is_refused(string state, int verb, string becomes)
    {
        var order = AnOrderWhoseBankRefundIs(state);
        var before = order.Refund("ref_1").Status;
        if (becomes == ".")
        {
            Expect.Nothing(order, () => Verbs[verb](order));
        }
        else if (char.IsLower(becomes[0]))
        {
            Expect.Refused(becomes, order, () => Verbs[verb](order));
        }
        else
        {
            Verbs[verb](order);
            Assert.Equal(Enum.Parse<RefundStatus>(becomes), order.Refund("ref_1").Status);
            Saved(order);
            Expect.Nothing(order, () => Verbs[verb](order));
            return;
        }

        Assert.Equal(before, order.Refund("ref_1").Status);
    }

    [Fact]
    public void Above_the_limit_two_people_agree_and_nothing_moves_before()
    {
        var order = APaidOrderOf(ALine(50_001));
        order.AskBack();
        order.TakeEvents();
        order.ApproveRefund("ref_1", "anna", Noon);
        Assert.Equal((RefundStatus.Requested, "anna", LineStatus.Held), (order.Refund("ref_1").Status, order.Refund("ref_1").FirstApprovedBy, order.Lines[0].Status));
        Assert.Empty(order.TakeEvents());
        order.ConfirmRefund("ref_1", "bert", Noon);
        Assert.Equal((RefundStatus.Approved, "bert", LineStatus.Stopped), (order.Refund("ref_1").Status, order.Refund("ref_1").DecidedBy, order.Lines[0].Status));
        Assert.Equal(["RefundApproved"], order.TakeEvents());
    }

    [Theory]
    [InlineData("EUR", 50_000, false)]
    [InlineData("EUR", 50_001, true)]
    [InlineData("JPY", 75_000, false)]
    [InlineData("JPY", 75_001, true)]
    [InlineData("BHD", 1, true)]
    public void The_limit_is_five_hundred_euros_or_their_like(string currency, long minor, bool needsSecond)
    {
        var order = APaidOrderOf(ALine(minor, currency: currency));
        order.AskBack();
        order.ApproveRefund("ref_1", "anna", Noon);
        Assert.Equal(needsSecond, order.Refund("ref_1").Status == RefundStatus.Requested);
    }

    [Fact]
    public void A_request_over_several_receipts_is_measured_and_decided_as_one()
    {
        var order = AnUnpaidOrderOf(ALine(60_000));
        order.Press(PaymentMethods.BankTransfer);
        order.BankBrings(30_000);
        order.PressAndOpen();
        order.GatewaySays(ReportedState.Succeeded);
        var asked = order.RequestRefund(new RefundAsk("ref_1", "asked for", RefundOrigin.Customer), Noon);
        Assert.Equal([(true, 30_000), (false, 30_000)], asked.Select(r => (r.IsOnline, r.Amount.Minor)));
        order.ApproveRefund(asked[1].Id, "anna", Noon);
        Assert.All(order.Refunds, r => Assert.Equal((RefundStatus.Requested, "anna"), (r.Status, r.FirstApprovedBy)));
        order.ConfirmRefund(asked[0].Id, "bert", Noon);
        Assert.All(order.Refunds, r => Assert.Equal(RefundStatus.Approved, r.Status));
    }

    [Fact]
    public void A_bank_transfer_goes_back_once_under_one_reference()
    {
        var order = AnOrderPaidByBank(Price);
        order.AskBackAndApprove(minor: 2_000);
        order.AskBackAndApprove(minor: 3_000);
        order.TakeEvents();
        order.ConfirmBankRefund("ref_1", "Ada Lovelace", AnIban, "sent-1", "finn", Noon);
        var sent = order.Refund("ref_1");
        Assert.Equal(("Ada Lovelace", "DE89370400440532013000", "sent-1"), (sent.SentToName, sent.SentToIban, sent.GatewayReference));
        Assert.Equal(["refund.succeeded"], order.TakeEvents());
        Expect.Refused("reference_used", order, () => order.ConfirmBankRefund("ref_2", "Ada Lovelace", AnIban, "sent-1", "finn", Noon));
        Assert.Equal(Cents(2_000), order.Refunded);
    }

    [Fact]
    public void A_cards_refund_is_not_sent_by_hand()
    {
        var order = ADeliveredOrder();
        order.AskBackAndApprove();
        Expect.Refused("refund_not_sendable", order, () => order.ConfirmBankRefund("ref_1", "Ada Lovelace", AnIban, "sent-1", "finn", Noon));
    }

    [Fact]
    public void A_refusal_says_why_and_by_whom()
    {
        var order = ADeliveredOrder();
        order.AskBack();
        order.TakeEvents();
        order.DeclineRefund("ref_1", "anna", "The licence was used for a year.", Noon);
        var declined = order.Refund("ref_1");
        Assert.Equal(("anna", "The licence was used for a year.", Noon), (declined.DecidedBy, declined.DeclineReason, declined.EndedAt));
        Assert.Equal(["refund.declined"], order.TakeEvents());
        Assert.Equal(Cents(Price), order.Refundable);
    }

    private static Order AnOrderPaidByBank(long price)
    {
        var order = AnUnpaidOrderOf(ALine(price));
        order.Press(PaymentMethods.BankTransfer);
        order.BankBrings(price);
        return Saved(order);
    }

    private static Order AnOrderWhoseBankRefundIs(string state)
    {
        var order = AnOrderPaidByBank(state == Awaiting ? 60_000 : Price);
        order.AskBack();
        if (state is "Declined")
            order.DeclineRefund("ref_1", "anna", "too late", Noon);
        else if (state is "Withdrawn")
            order.WithdrawRefund("ref_1", Noon);
        else if (state is not "Requested")
            order.ApproveRefund("ref_1", "anna", Noon);
        if (state is "Processing")
            order.GatewaySaysOfRefund("ref_1", ReportedRefundState.Pending);
        else if (state is "Succeeded" or "Failed")
            order.GatewaySaysOfRefund("ref_1", Enum.Parse<ReportedRefundState>(state));
        return Saved(order);
    }
}
