using Keytill.Core;
using Keytill.Core.Checkouts;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Refunds;
using Keytill.Core.Support;
using Keytill.Server.Orders;
using Keytill.Server.Refunds;
using Keytill.Server.Support;

namespace Keytill.Server.Pages.Console;

/// <summary>What the buttons of an order's page in the console do. Each is one use case, in the scope of a deed.</summary>
public sealed class OrderDeeds(OrderActs acts, DecideRefund decide, RefundOrder refund, ResendMail resend, AnswerCase answer, CloseCase close, CaseQueries cases)
{
    /// <summary>The name of every button; its value says which.</summary>
    public const string Button = "act";

    private const string Refund = "refund";
    private const string Line = "line";
    private const string License = "license";
    private const string Receipt = "receipt";
    private const string Case = "case";

    /// <returns>False where no such button stands on the page.</returns>
    /// <exception cref="NotAllowed">His roles do not allow it; nothing has changed.</exception>
    /// <exception cref="RuleBroken">A rule forbids it, or a field is wrong; nothing has changed.</exception>
    internal async Task<bool> Run(string? button, ConsolePress press)
    {
        if ((OnOrder(button, press) ?? OnRefund(button, press) ?? OnMoney(button, press)) is not { } deed)
            return false;
        await deed;
        return true;
    }

    private Task? OnOrder(string? button, ConsolePress press) => button switch
    {
        "cancel_order" => acts.Cancel(press.Does(StaffAct.CancelOrder), press.Order.Id, press.Reason, press.Has("return_money"), press.Cancel),
        "reopen_order" => acts.Reopen(press.Does(StaffAct.ReopenOrder), press.Order.Id, press.Reason, press.Cancel),
        "extend_order" => acts.Extend(press.Does(StaffAct.ExtendOrder), press.Order.Id, EndOf(press.Day("until")), press.Reason, press.Cancel),
        "correct_email" => acts.CorrectEmail(press.Does(StaffAct.CorrectEmail), press.Order.Id, press.Text("email", "The e-mail address", EmailAddress.CharsMax), press.Cancel),
        "add_note" => acts.AddNote(press.Does(StaffAct.AddNote), press.Order.Id, press.Reason, press.Cancel),
        "retry_delivery" => RetryDelivery(press),
        "replace_license" => ReplaceLicense(press),
        "resend_mail" => Resend(press),
        "answer_case" => AnswerTo(press),
        "close_case" => CloseIt(press),
        _ => null,
    };

    private Task? OnRefund(string? button, ConsolePress press) => button switch
    {
        "refund_order" => RefundOf(press),
        "approve_refund" => Decide(press, (scope, id) => decide.Approve(scope, press.Order.Id, id, press.Who.StaffId, press.Cancel)),
        "confirm_refund" => Decide(press, (scope, id) => decide.Confirm(scope, press.Order.Id, id, press.Who.StaffId, press.Cancel)),
        "decline_refund" => Decide(press, (scope, id) => decide.Decline(scope, press.Order.Id, id, press.Who.StaffId, press.Reason, press.Cancel)),
        "revoke_licenses" => DecideLicenses(press, revoke: true),
        "keep_licenses" => DecideLicenses(press, revoke: false),
        "confirm_bank_refund" => ConfirmBankRefund(press),
        _ => null,
    };

    private Task? OnMoney(string? button, ConsolePress press) => button switch
    {
        "record_receipt" => RecordReceipt(press),
        "apply_money" => acts.ApplyUnapplied(press.Does(StaffAct.ApplyMoney, ReceiptOf(press)), press.Order.Id, ReceiptOf(press), press.Cancel),
        "return_money" => acts.ReturnByHand(press.Does(StaffAct.ReturnMoney, ReceiptOf(press)), press.Order.Id, press.IdFor("ref"), ReceiptOf(press), press.Who.StaffId, press.Cancel),
        "write_off" => acts.WriteOff(press.Does(StaffAct.WriteOff), press.Order.Id, press.Who.StaffId, press.Cancel),
        _ => null,
    };

    private Task RetryDelivery(ConsolePress press)
    {
        string line = press.Part(Line, press.Order.Lines.Select(l => l.Id));
        return acts.ResumeDelivery(press.Does(StaffAct.RetryDelivery, line), press.Order.Id, line, press.Cancel);
    }

    private Task ReplaceLicense(ConsolePress press)
    {
        string license = press.Part(License, press.Order.Licenses.Select(l => l.Id));
        return acts.ReplaceLicense(press.Does(StaffAct.ReplaceLicense, license), press.Order.Id, license, press.IdFor("lic"), press.Cancel);
    }

    private Task Resend(ConsolePress press)
    {
        string mail = press.Text("mail", "The mail");
        return resend.Run(press.Does(StaffAct.ResendMail, mail), press.Order.Id, mail, press.Cancel);
    }

    private async Task AnswerTo(ConsolePress press)
    {
        string id = await CaseOf(press);
        await answer.Run(press.Does(StaffAct.AnswerCase, id), id, press.DeedId, press.Raw("text"), press.Who.StaffId, press.Cancel);
    }

    private async Task CloseIt(ConsolePress press)
    {
        string id = await CaseOf(press);
        await close.Run(press.Does(StaffAct.AnswerCase, id), id, press.Who.StaffId, press.Cancel);
    }

    private async Task<string> CaseOf(ConsolePress press) =>
        press.Part(Case, (await cases.OfOrder(press.Sees, press.Order.Id, press.Cancel)).Select(c => c.Id));

    private Task RefundOf(ConsolePress press)
    {
        var lines = press.All(Line);
        var ask = new RefundAsk(press.IdFor("ref"), press.Reason, RefundOrigin.Support, press.Amount("amount", press.Order.Currency), lines.Count == 0 ? null : lines);
        return refund.Run(press.Does(StaffAct.DecideRefund, ask.Id), press.Order.Id, ask, press.Who.StaffId, press.Cancel);
    }

    private static Task Decide(ConsolePress press, Func<Core.Vendors.Scope, string, Task> act)
    {
        string id = press.Part(Refund, press.Order.Refunds.Select(r => r.Id));
        return act(press.Does(StaffAct.DecideRefund, id), id);
    }

    private Task DecideLicenses(ConsolePress press, bool revoke)
    {
        string line = press.Part(Line, press.Order.Lines.Select(l => l.Id));
        return decide.DecideRevocation(press.Does(StaffAct.DecideRefund, line), press.Order.Id, line, revoke, press.Reason, press.Cancel);
    }

    private Task ConfirmBankRefund(ConsolePress press)
    {
        string id = press.Part(Refund, press.Order.Refunds.Select(r => r.Id));
        if (!Iban.TryParse(press.Text("iban", "The account"), out var iban))
            throw new RuleBroken("iban_not_valid", "That is no account number (IBAN), or its check digits do not fit.");
        return decide.ConfirmBankRefund(
            press.Does(StaffAct.ConfirmBankRefund, id), press.Order.Id, id, press.Text("to_name", "The account's holder"), iban,
            press.Text("bank_reference", "The bank’s reference"), press.Who.StaffId, press.Cancel);
    }

    private Task RecordReceipt(ConsolePress press)
    {
        string code = press.Has("currency") ? press.Text("currency", "The currency", 3) : press.Order.Currency.Code;
        if (Currency.Find(code.ToUpperInvariant()) is not { } currency)
            throw new RuleBroken("currency_unknown", $"“{code}” is no currency.");
        var amount = press.Amount("amount", currency) ?? throw new RuleBroken("field_missing", "The amount is missing.");
        string reference = press.Text("bank_reference", "The bank’s reference", 100);
        DateTimeOffset? day = press.Day("value_date") is { } date ? new DateTimeOffset(date, TimeOnly.MinValue, TimeSpan.Zero) : null;
        return acts.ReceiveBankMoney(press.Does(StaffAct.RecordReceipt, reference), press.Order.Id, amount, reference, day, press.Cancel);
    }

    private static string ReceiptOf(ConsolePress press) => press.Part(Receipt, press.Order.Receipts.Select(r => r.Id));

    /// <summary>A day is over when it is over everywhere that reads UTC.</summary>
    private static DateTimeOffset EndOf(DateOnly? day) => day is { } date
        ? new DateTimeOffset(date.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero).AddSeconds(-1)
        : throw new RuleBroken("field_missing", "The new end is missing.");
}
