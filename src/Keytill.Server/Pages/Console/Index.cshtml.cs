using Keytill.Server.Support;
using Keytill.Server.Work;

namespace Keytill.Server.Pages.Console;

/// <summary>The console's start: how much waits for whom.</summary>
public sealed class IndexPage(Inboxes inboxes, WorkQueue queue) : ConsolePage
{
    public override string Title => "Start";

    public IReadOnlyList<InboxLine> Lines { get; private set; } = [];

    public QueueState Queue { get; private set; } = null!;

    public async Task OnGet(CancellationToken cancel)
    {
        Lines =
        [
            new("cases", "Questions", "Customers who wrote to support and wait for an answer", await inboxes.Cases(Look, cancel)),
            new("refunds", "Refunds", "Requests to decide, transfers to send, money that did not arrive", await inboxes.Refunds(Look, cancel)),
            new("deliveries", "Needs a person", "Deliveries that do not go on, orders that are overdue with money on them", await inboxes.NeedsPerson(Look, cancel)),
            new("money", "Money", "What came and belongs to no debt, shortfalls to write off", await inboxes.Money(Look, cancel)),
            new("duplicates", "Possible duplicates", "The same sale, probably paid twice", await inboxes.Duplicates(Look, cancel)),
        ];
        Queue = await queue.Look(cancel);
    }

    public sealed record InboxLine(string Name, string Title, string About, IReadOnlyList<InboxItem> Items);
}
