using Keytill.Core;
using Keytill.Core.Support;
using Keytill.Core.Vendors;
using Keytill.Server.Pages.Shared;
using Keytill.Server.Support;
using Keytill.Server.Work;
using Microsoft.AspNetCore.Mvc;

namespace Keytill.Server.Pages.Console;

/// <summary>The work queue: how it stands, what fails, what was buried; what was buried can be run again.</summary>
public sealed class WorkPage(WorkQueue queue, RunWorkAgain again) : ConsolePage
{
    public const int ShownMax = 100;

    public override string Title => "Work queue";

    public QueueState State { get; private set; } = null!;

    public IReadOnlyList<WorkItem> Buried { get; private set; } = [];

    /// <summary>Tried more than once, and still tried.</summary>
    public IReadOnlyList<WorkItem> Failing { get; private set; } = [];

    /// <summary>Ends with a comma. Empty for work that is counted elsewhere: a delivery's tries stand with its order.</summary>
    public string Tries(WorkItem item) => item.Attempts switch
    {
        0 => "",
        1 => "1 try, ",
        _ => Formats.Number(item.Attempts) + " tries, ",
    };

    public Task OnGet(CancellationToken cancel) => Load(cancel);

    public async Task<IActionResult> OnPost(CancellationToken cancel)
    {
        // Asked before the form is read: what is wrong with it is said to who may.
        if (!Who.May(StaffAct.RunWorkAgain))
            return StatusCode(StatusCodes.Status403Forbidden);
        var form = await Request.ReadPostedForm();
        string item = form.First("item") ?? "";
        if (await Press(Root + "/work", "run_again", RunAgain) is { } answer)
            return answer;
        await Load(cancel);
        return Page();

        async Task<bool> RunAgain()
        {
            await again.Run(Who.Does(Mode, StaffAct.RunWorkAgain, ConsolePress.DeedOf(form), form.First(ConsolePress.ReasonField), subject: item), item, cancel);
            return true;
        }
    }

    private async Task Load(CancellationToken cancel)
    {
        State = await queue.Look(cancel);
        Buried = await queue.Buried(Mode, ShownMax, cancel);
        Failing = await queue.Failing(Mode, ShownMax, cancel);
    }
}
