using Keytill.Core;
using Keytill.Core.Orders;
using Keytill.Core.Refunds;

namespace Keytill.Server.Pages.Account;

/// <summary>What the refund page tells: what was asked for and how it stands, and what can be asked for now. Pure.</summary>
/// <param name="now">Order time.</param>
public sealed class RefundStory(Order order, int withinDays, DateTimeOffset now, Texts texts, TimeZoneInfo zone)
{
    /// <summary>Until when the customer may ask; null where he may not.</summary>
    public DateTimeOffset? AskBy { get; } = RefundPolicy.AskBy(order.PaidAt, withinDays);

    /// <summary>The lines of which something can be asked back.</summary>
    public IReadOnlyList<AskableLine> Askable { get; } =
        order.Status == OrderStatus.Paid ? [.. order.Lines.Where(l => order.RefundableOf(l).IsPositive).Select(l => new AskableLine(l, order.RefundableOf(l)))] : [];

    public bool CanAsk => Askable.Count > 0 && now <= AskBy;

    /// <summary>Why nothing can be asked for here, or until when it can.</summary>
    public string Standing
    {
        get
        {
            if (order.PaidAt is null)
                return texts["refund.not_paid"];
            if (Askable.Count == 0)
                return texts["refund.nothing_left"];
            return CanAsk ? texts.Get("refund.ask_by", ("date", Date(AskBy!.Value))) : texts["refund.too_late"];
        }
    }

    /// <summary>Each of what was asked for, the newest first; the parts of one request are one.</summary>
    public IEnumerable<RefundState> Requests() => order.Refunds
        .Where(r => r.Purpose == RefundPurpose.Refund)
        .GroupBy(r => r.RequestId)
        .Reverse()
        .Select(together => StateOf([.. together]));

    public string Money(Money money) => texts.Formats.Money(money);

    private RefundState StateOf(IReadOnlyList<Refund> together)
    {
        var first = together[0];
        var amount = together.Aggregate(Core.Money.Zero(order.Currency), (sum, r) => sum + r.Amount);
        string[] products = [.. together.SelectMany(r => r.Parts).Select(p => p.LineId).Distinct().Select(id => order.Line(id).Name)];
        bool canWithdraw = first is { Status: RefundStatus.Requested, Origin: RefundOrigin.Customer };
        return new RefundState(
            first.Id, texts.Get(first.Origin == RefundOrigin.Gateway ? "refund.sent.title" : "refund.request.title", ("amount", Money(amount)), ("date", Date(first.RequestedAt))), products,
            [.. together.Select(Sentence).Distinct()], first.Origin == RefundOrigin.Customer ? first.Reason : "", canWithdraw);
    }

    private string Sentence(Refund refund) => refund.Status switch
    {
        RefundStatus.Requested => texts.Get("refund.state.requested", ("date", Date(RefundPolicy.AnswerBy(refund.RequestedAt)))),
        RefundStatus.Approved when !refund.IsOnline => texts.Get("refund.state.transfer", ("amount", Money(refund.Amount))),
        RefundStatus.Approved or RefundStatus.Processing => texts.Get("refund.state.on_its_way", ("amount", Money(refund.Amount))),
        RefundStatus.Succeeded => texts.Get("refund.state.succeeded", ("amount", Money(refund.Amount)), ("date", Date(refund.EndedAt ?? refund.RequestedAt))),
        RefundStatus.Failed => texts.Get("refund.state.failed", ("amount", Money(refund.Amount))),
        RefundStatus.Declined => texts.Get("refund.state.declined", ("date", Date(refund.EndedAt ?? refund.RequestedAt)), ("reason", refund.DeclineReason ?? "")),
        RefundStatus.Withdrawn => texts.Get("refund.state.withdrawn", ("date", Date(refund.EndedAt ?? refund.RequestedAt))),
        _ => throw new InvalidOperationException("A status without a sentence."),
    };

    private string Date(DateTimeOffset at) => texts.Formats.Date(at, zone);
}

/// <param name="Left">What can still be asked back of it.</param>
public sealed record AskableLine(OrderLine Line, Money Left);

/// <param name="Products">What it is about, by name.</param>
/// <param name="Sentences">How it stands: one, unless its parts stand differently.</param>
/// <param name="Reason">The customer's own words; empty where somebody else asked.</param>
public sealed record RefundState(string Id, string Title, IReadOnlyList<string> Products, IReadOnlyList<string> Sentences, string Reason, bool CanWithdraw);
