using Keytill.Core.Support;
using Keytill.Server.Support;

namespace Keytill.Server.Pages.Console;

/// <summary>The audit trail of this mode: the latest first.</summary>
public sealed class AuditPage(AuditTrail trail) : ConsolePage
{
    public override string Title => "Audit trail";

    public IReadOnlyList<AuditedAct> Acts { get; private set; } = [];

    public async Task OnGet(CancellationToken cancel) => Acts = await trail.Latest(Look, cancel);
}
