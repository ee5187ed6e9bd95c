using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Tests.Orders;
using static Keytill.Core.Tests.Orders.TestOrders;

namespace Keytill.Core.Tests.Payments;

/// <summary>What reports make of an attempt, in whatever order they come. The table is written a second time by hand.</summary>
public sealed class PaymentStateTests
{
    private static readonly ReportedState[] Columns =
        [ReportedState.Open, ReportedState.Processing, ReportedState.Succeeded, ReportedState.Failed, ReportedState.Expired, ReportedState.Closed];

    // A dot: nothing changes, however often it is said.
    private static readonly Dictionary<PaymentStatus, string[]> Table = new()
    {
        //                           open    processing    succeeded    failed    expired    closed
        [PaymentStatus.Created] = ["Open", "Processing", "Succeeded", "Failed", "Expired", "Closed"],
        [PaymentStatus.Open] = [".", "Processing", "Succeeded", "Failed", "Expired", "Closed"],
        [PaymentStatus.Processing] = [".", ".", "Succeeded", "Failed", "Expired", "Closed"],
        [PaymentStatus.Succeeded] = [".", ".", ".", ".", ".", "."],
        [PaymentStatus.Failed] = [".", ".", "Succeeded", ".", ".", "."],
        [PaymentStatus.Expired] = [".", ".", "Succeeded", ".", ".", "."],
        [PaymentStatus.Closed] = [".", ".", "Succeeded", ".", ".", "."],
    };

    public static TheoryData<PaymentStatus, ReportedState, string> Cells()
    {
        var cells = new TheoryData<PaymentStatus, ReportedState, string>();
        foreach (var (status, row) in Table)
            for (int i = 0; i < Columns.Length; i++)
                cells.Add(status, Columns[i], row[i]);
        return cells;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void A_payment_that_is_follows_a_report_or_has_nothing_to_learn(PaymentStatus status, ReportedState reported, string becomes)
    {
        var order = AnOrderWhosePaymentIs(status);
        if (becomes == ".")
            Expect.Nothing(order, () => Assert.True(order.GatewaySays(reported)));
        else
            Assert.True(order.GatewaySays(reported));
        Assert.Equal(becomes == "." ? status : Enum.Parse<PaymentStatus>(becomes), order.Payments[0].Status);
        Assert.Equal(order.Payments[0].Status == PaymentStatus.Succeeded, order.Status == OrderStatus.Paid);
        Expect.MoneyAddsUp(order);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void A_report_that_comes_twice_is_done_once(PaymentStatus status, ReportedState reported, string becomes)
    {
        _ = becomes;
        var order = AnOrderWhosePaymentIs(status);
        order.GatewaySays(reported);
        Expect.Nothing(order, () => Assert.True(order.GatewaySays(reported)));
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Every_change_is_on_the_timeline_and_wakes_who_waits_for_the_order(PaymentStatus status, ReportedState reported, string becomes)
    {
        var order = AnOrderWhosePaymentIs(status);
        int notes = order.Timeline.Count;
        order.GatewaySays(reported);
        Assert.Equal(becomes != ".", order.Touched);
        Assert.Equal(becomes != ".", order.Timeline.Count > notes);
    }

    [Fact]
    public void The_table_has_every_status_and_every_report()
    {
        Assert.Equal(Enum.GetValues<PaymentStatus>(), Table.Keys.Order());
        Assert.Equal(Enum.GetValues<ReportedState>(), Columns.Order());
        Assert.All(Table.Values, row => Assert.Equal(Columns.Length, row.Length));
    }

    [Fact]
    public void A_late_failure_never_touches_money_that_came()
    {
        var order = APaidOrder();
        Expect.Nothing(order, () => order.GatewaySays(ReportedState.Failed, failure: FailureCode.CardDeclined));
        Assert.Equal(OrderStatus.Paid, order.Status);
    }

    [Fact]
    public void A_success_that_comes_after_a_failure_counts()
    {
        var order = AnOrderWhosePaymentIs(PaymentStatus.Failed);
        order.GatewaySays(ReportedState.Succeeded);
        Assert.Equal(OrderStatus.Paid, order.Status);
        Assert.Null(order.Payments[0].Failure);
        Assert.Equal(["PaymentEnded", "payment.succeeded"], order.TakeEvents());
    }

    [Fact]
    public void Reports_in_any_order_end_in_the_same_state()
    {
        ReportedState[][] orders =
        [
            [ReportedState.Open, ReportedState.Processing, ReportedState.Succeeded],
            [ReportedState.Open, ReportedState.Succeeded, ReportedState.Processing],
            [ReportedState.Processing, ReportedState.Open, ReportedState.Succeeded],
            [ReportedState.Processing, ReportedState.Succeeded, ReportedState.Open],
            [ReportedState.Succeeded, ReportedState.Open, ReportedState.Processing],
            [ReportedState.Succeeded, ReportedState.Processing, ReportedState.Open],
        ];
        foreach (var reports in orders)
        {
            var order = AnOrderWhosePaymentIs(PaymentStatus.Created);
            foreach (var report in reports)
                order.GatewaySays(report);
            Assert.Equal(PaymentStatus.Succeeded, order.Payments[0].Status);
            Assert.Equal(OrderStatus.Paid, order.Status);
            Assert.Single(order.Receipts);
            Assert.Single(order.TakeEvents(), e => e == "payment.succeeded");
        }
    }

    [Fact]
    public void A_failure_carries_its_reason_and_is_told()
    {
        var order = AnOrderWhosePaymentIsOpen();
        order.GatewaySays(ReportedState.Failed, failure: FailureCode.InsufficientFunds);
        Assert.Equal(FailureCode.InsufficientFunds, order.Payments[0].Failure);
        Assert.Equal(["PaymentEnded", "payment.failed"], order.TakeEvents());
    }

    [Fact]
    public void A_failure_without_a_reason_is_a_processing_error()
    {
        var order = AnOrderWhosePaymentIsOpen();
        order.GatewaySays(ReportedState.Failed);
        Assert.Equal(FailureCode.ProcessingError, order.Payments[0].Failure);
    }

    [Theory]
    [InlineData(PaymentStatus.Open, false)]
    [InlineData(PaymentStatus.Processing, true)]
    public void A_failure_says_whether_the_customer_had_been_told_to_wait(PaymentStatus status, bool wasProcessing)
    {
        var order = AnOrderWhosePaymentIs(status);
        order.GatewaySays(ReportedState.Failed);
        Assert.Equal(wasProcessing, Assert.Single(order.Raised.OfType<PaymentFailed>()).WasProcessing);
    }

    [Theory]
    [InlineData(ReportedState.Expired)]
    [InlineData(ReportedState.Closed)]
    public void Leaving_or_running_out_is_no_failure(ReportedState reported)
    {
        var order = AnOrderWhosePaymentIsOpen();
        order.GatewaySays(reported);
        Assert.Equal(["PaymentEnded"], order.TakeEvents());
        Assert.Null(order.Payments[0].Failure);
        Assert.Equal(OrderStatus.NotPaid, order.Status);
    }

    [Fact]
    public void Processing_is_told_and_closes_what_else_is_open()
    {
        var order = AnUnpaidOrder();
        var first = order.PressAndOpen();
        order.Press(PaymentMethods.BankTransfer);
        var card = order.PressAndOpen();
        order.TakeEvents();
        order.GatewaySays(ReportedState.Processing, card);
        Assert.Equal(PaymentStatus.Closed, first.Status);
        Assert.Equal(["payment.processing"], order.TakeEvents());
        Assert.True(order.IsProcessing);
    }

    [Fact]
    public void The_outcome_is_dated_when_it_became_known_and_the_money_when_it_came()
    {
        var order = AnOrderWhosePaymentIsOpen();
        var (came, known) = (Noon.AddHours(1), Noon.AddHours(3));
        order.Hear(order.Report(ReportedState.Succeeded, at: came), known);
        Assert.Equal(known, order.Payments[0].EndedAt);
        Assert.Equal(came, order.Receipts[0].ValueAt);
        Assert.Equal(known, order.Receipts[0].ReceivedAt);
        Assert.Equal(known, order.PaidAt);
    }

    [Fact]
    public void A_gateway_that_refuses_an_attempt_makes_it_fail()
    {
        var order = AnUnpaidOrder();
        order.Press();
        order.PaymentRefused("pay_1", FailureCode.AmountNotSupported, Noon);
        Assert.Equal(FailureCode.AmountNotSupported, order.Payments[0].Failure);
        Assert.Equal(["PaymentStarted", "PaymentEnded", "payment.failed"], order.TakeEvents());
    }

    [Theory]
    [InlineData(PaymentStatus.Processing)]
    [InlineData(PaymentStatus.Succeeded)]
    [InlineData(PaymentStatus.Failed)]
    [InlineData(PaymentStatus.Expired)]
    [InlineData(PaymentStatus.Closed)]
    public void A_refusal_that_comes_when_the_attempt_has_gone_on_does_nothing(PaymentStatus status)
    {
        var order = AnOrderWhosePaymentIs(status);
        Expect.Nothing(order, () => order.PaymentRefused("pay_1", FailureCode.AmountNotSupported, Noon));
    }

    internal static Order AnOrderWhosePaymentIs(PaymentStatus status)
    {
        var order = AnUnpaidOrder();
        if (status == PaymentStatus.Created)
            order.Press();
        else
            order.PressAndOpen();
        if (status == PaymentStatus.Closed)
            order.GatewaySays(ReportedState.Closed);
        else if (status > PaymentStatus.Open)
            order.GatewaySays(Enum.Parse<ReportedState>(status.ToString()));
        Assert.Equal(status, order.Payments[0].Status);
        return Saved(order);
    }
}
