using Keytill.Core;
using Keytill.Core.Licenses;
using Keytill.Core.Orders;
using Keytill.Core.Payments;
using Keytill.Core.Support;
using Keytill.Server.Hosting.Errors;
using Keytill.Server.Pages.Shared;
using Keytill.Server.Payments;
using Keytill.Server.Support;
using Microsoft.AspNetCore.Mvc;

namespace Keytill.Server.Pages.Console;

/// <summary>One order, explained: what happened, what is awaited, who acts next and until when; and what can be done about it.</summary>
public sealed class ConsoleOrderPage(OrderFiles files, OrderDeeds deeds, PaymentGateways gateways, TimeProvider clock) : ConsolePage
{
    /// <summary>Of one line; there may be thousands.</summary>
    public const int LicensesShownMax = 20;

    /// <summary>A licence's key, to see that one among many.</summary>
    public const string KeyField = "key";

    public override string Title => $"Order {Dossier.Order.Number}";

    public OrderFile Dossier { get; private set; } = null!;

    public IReadOnlyList<Awaited> Awaited { get; private set; } = [];

    public OrderStoryline Story { get; private set; } = null!;

    /// <summary>The button whose form comes back with a problem; it stands open, with what was typed.</summary>
    public string? Pressed { get; private set; }

    public string Key => PlainText.Clean(Request.Query[KeyField].FirstOrDefault());

    private IFormCollection form = FormCollection.Empty;

    public async Task<IActionResult> OnGet(string number, CancellationToken cancel) => await Load(number, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPost(string number, CancellationToken cancel)
    {
        if (!await Load(number, cancel))
            return NotFound();
        form = await Request.ReadPostedForm();
        Pressed = form.First(OrderDeeds.Button);
        if (await Press(PathOf(Dossier.Order.Number), Pressed, () => deeds.Run(Pressed, new ConsolePress(Who, Mode, Dossier.Order, form, cancel))) is { } answer)
            return answer;
        await Load(number, cancel);
        return Page();
    }

    /// <summary>What was typed into the form that comes back; null in every other form.</summary>
    public string? Typed(string button, string field) => Pressed == button ? form.First(field) : null;

    /// <summary>Of a line's licences those that are shown: the one that is looked for first, then those that somebody waits for.</summary>
    public IEnumerable<License> Shown(OrderLine line) =>
        line.Licenses.OrderByDescending(l => l.Key == Key).ThenByDescending(l => l.IsBeingReplaced).Take(LicensesShownMax);

    /// <summary>Something of the line waits that a person can let go on.</summary>
    public bool MayTryAgain(OrderLine line) => Dossier.Order.PaidAt is not null
        && (line.Status is LineStatus.Waiting or LineStatus.NeedsPerson || line.Licenses.Any(l => l.IsBeingReplaced && l.Replacement != ReplacementStatus.InProgress));

    /// <summary>Where the payment stands at its gateway. Money can be sent back there, so only who may do that here is led there.</summary>
    public Uri? Dashboard(Payment payment) =>
        payment.GatewayReference is { } reference && Who.May(StaffAct.DecideRefund) ? gateways.Find(payment.Method)?.DashboardOf(reference) : null;

    public OrderForm Form(StaffAct act, string button, string title, string press, string? partField = null, string? part = null) =>
        new(this, act, button, title, press, NewDeed(clock), partField, part);

    private async Task<bool> Load(string number, CancellationToken cancel)
    {
        if (await files.ByNumber(Look, number, cancel) is not { } file)
        {
            HttpContext.BecauseOf(ErrorReason.ConsoleOrderUnknown, Root);
            return false;
        }

        Dossier = file;
        Awaited =
        [
            .. Awaiting.Of(file.Order, file.Order.TimeAt(clock.GetUtcNow())),
            .. file.Cases.Where(c => c.Status == CaseStatus.Open).Select(c => new Awaited(AwaitedStep.Answer, Party.Support, c.AnswerBy, c.Id)),
        ];
        Story = new OrderStoryline(file, Formats);
        return true;
    }
}

/// <summary>One form on the page: a button that opens, with a reason and what else it needs.</summary>
/// <param name="Title">What the closed form reads.</param>
/// <param name="Press">What its button reads.</param>
/// <param name="PartField">The hidden field that names the part which it is about.</param>
public sealed record OrderForm(ConsoleOrderPage Page, StaffAct Act, string Button, string Title, string Press, string Deed, string? PartField, string? Part)
{
    /// <summary>Tells the forms of several parts apart.</summary>
    public string Id => Part is null ? Button : $"{Button}-{Part}";

    public bool IsOpen => Page.Pressed == Button && (PartField is null || Page.Typed(Button, PartField) == Part);

    public string? Typed(string field) => IsOpen ? Page.Typed(Button, field) : null;
}
