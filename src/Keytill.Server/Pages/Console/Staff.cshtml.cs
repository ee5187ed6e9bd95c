using Keytill.Core;
using Keytill.Core.Support;
using Keytill.Core.Vendors;
using Keytill.Server.Pages.Shared;
using Keytill.Server.Support;
using Microsoft.AspNetCore.Mvc;

namespace Keytill.Server.Pages.Console;

/// <summary>Who works here, and as what. For administrators.</summary>
public sealed class StaffPage(KeepStaff staff) : ConsolePage
{
    public override string Title => "Staff";

    public IReadOnlyList<StaffMember> People { get; private set; } = [];

    public string? TypedEmail { get; private set; }

    public string? TypedName { get; private set; }

    public async Task<IActionResult> OnGet(CancellationToken cancel)
    {
        if (!Who.May(StaffAct.ManageStaff))
            return StatusCode(StatusCodes.Status403Forbidden);
        People = await staff.All(cancel);
        return Page();
    }

    public async Task<IActionResult> OnPost(CancellationToken cancel)
    {
        // Asked before the form is read: what is wrong with it is said on the page, which is for administrators.
        if (!Who.May(StaffAct.ManageStaff))
            return StatusCode(StatusCodes.Status403Forbidden);
        var form = await Request.ReadPostedForm();
        string button = form.First("act") ?? "";
        (TypedEmail, TypedName) = (form.First("email"), form.First("name"));
        if (await Press(Root + "/staff", button, () => Run(button, form, cancel)) is { } answer)
            return answer;
        People = await staff.All(cancel);
        return Page();
    }

    private async Task<bool> Run(string button, IFormCollection form, CancellationToken cancel)
    {
        string deed = ConsolePress.DeedOf(form);
        string id = form.First("id") ?? "";
        var scope = Who.Does(Mode, StaffAct.ManageStaff, deed, form.First(ConsolePress.ReasonField), subject: id.Length == 0 ? null : id);
        StaffRole[] roles = [.. form["role"].Select(r => PublicName.Find<StaffRole>(r)).OfType<StaffRole>()];
        await (button switch
        {
            "join" => staff.Join(scope, TypedEmail ?? "", TypedName ?? "", form.First("password") ?? "", roles, cancel),
            "roles" => staff.GiveRoles(scope, id, roles, cancel),
            "password" => staff.ChangePassword(scope, id, form.First("password") ?? "", cancel),
            "block" => staff.Block(scope, id, cancel),
            "unblock" => staff.Unblock(scope, id, cancel),
            _ => throw new RuleBroken("form_incomplete", "The form is not complete: load the page again."),
        });
        return true;
    }
}
