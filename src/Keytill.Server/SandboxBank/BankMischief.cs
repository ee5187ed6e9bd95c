using System.Text.Json;

namespace Keytill.Server.SandboxBank;

/// <summary>What the bank says instead of the truth; null says the truth. The books never lie.</summary>
public sealed record BankLie(
    long? Amount = null, string? Currency = null, string? Mode = null, string? Account = null, BankPaymentStatus? Status = null,
    string? FailureCode = null, string? Reference = null)
{
    internal PaymentView TellIn(PaymentView truth) => truth with
    {
        Amount = Amount ?? truth.Amount,
        Currency = Currency ?? truth.Currency,
        Mode = Mode ?? truth.Mode,
        Account = Account ?? truth.Account,
        Status = Status ?? truth.Status,
        FailureCode = FailureCode ?? truth.FailureCode,
        Reference = Reference ?? truth.Reference,
    };

    internal RefundView TellIn(RefundView truth) => truth with
    {
        Amount = Amount ?? truth.Amount,
        Currency = Currency ?? truth.Currency,
        Mode = Mode ?? truth.Mode,
        Account = Account ?? truth.Account,
        Reference = Reference ?? truth.Reference,
    };

    internal string TellIn(string noticeBody)
    {
        NoticeView truth = JsonSerializer.Deserialize<NoticeView>(noticeBody, BankJson.Options)!;
        NoticeView lie = truth with
        {
            Payment = truth.Payment is { } payment ? TellIn(payment) : null,
            Refund = truth.Refund is { } refund ? TellIn(refund) : null,
        };
        return NoticeOutbox.Body(lie);
    }
}

/// <param name="Repetitions">How many copies follow the first one at once.</param>
internal sealed record NoticeMischief(int Repetitions, TimeSpan Delay, BankLie? Change);

/// <summary>
/// A test's hand on the bank, in its process only: no address leads here. What was asked for "next" happens once;
/// then the bank is honest again.
/// </summary>
public sealed class BankMischief
{
    private readonly Lock guard = new();
    private NoticeMischief forNextNotice = new(0, TimeSpan.Zero, null);
    private BankLie? forNextReport;
    private int answersToLose;

    /// <summary>While true, every call of the merchant's server gets a dead connection, and nothing happens.</summary>
    public bool Unreachable { get; set; }

    /// <summary>While true, notices are made and kept. <see cref="Bank.ReleaseNotices"/> lets them go.</summary>
    public bool HoldsNotices { get; set; }

    public void RepeatNextNotice(int times) => Change(notice => notice with { Repetitions = times });

    /// <summary>Wall time; the order's clock brings it forward.</summary>
    public void DelayNextNotice(TimeSpan by) => Change(notice => notice with { Delay = by });

    /// <summary>The next attempt says this, well signed; its repetitions say the same, later attempts the truth.</summary>
    public void LieInNextNotice(BankLie lie) => Change(notice => notice with { Change = lie });

    /// <summary>The next answer that speaks of a payment or a refund says this.</summary>
    public void LieInNextReport(BankLie lie)
    {
        lock (guard)
            forNextReport = lie;
    }

    /// <summary>The merchant's next calls do what they ask; their answers are lost on a dead connection.</summary>
    public void LoseNextAnswers(int count = 1)
    {
        lock (guard)
            answersToLose = count;
    }

    internal NoticeMischief TakeForNotice()
    {
        lock (guard)
        {
            NoticeMischief taken = forNextNotice;
            forNextNotice = new NoticeMischief(0, TimeSpan.Zero, null);
            return taken;
        }
    }

    internal PaymentView Report(PaymentView truth) => TakeForReport()?.TellIn(truth) ?? truth;

    internal RefundView Report(RefundView truth) => TakeForReport()?.TellIn(truth) ?? truth;

    internal bool TakeLostAnswer()
    {
        lock (guard)
            return answersToLose > 0 && answersToLose-- > 0;
    }

    private BankLie? TakeForReport()
    {
        lock (guard)
        {
            BankLie? taken = forNextReport;
            forNextReport = null;
            return taken;
        }
    }

    private void Change(Func<NoticeMischief, NoticeMischief> change)
    {
        lock (guard)
            forNextNotice = change(forNextNotice);
    }
}
