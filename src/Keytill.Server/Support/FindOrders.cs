using Keytill.Core.Emails;
using Keytill.Core.Orders;
using Keytill.Core.Vendors;
using Keytill.Server.Emails;
using Keytill.Server.Orders;
using Keytill.Server.Persistence;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Support;

/// <summary>
/// Answers a search: each vendor in each mode writes to the address about its own orders. One mail for all would show each of them, in
/// its log of mails, the keys to the others' orders.
/// </summary>
public sealed class FindOrders(Store store) : IJob
{
    public const string WorkKind = "find_orders";

    /// <summary>Orders of one address that are looked at, the newest.</summary>
    private const int OrdersMax = 1_000;

    /// <summary>Mails for one search.</summary>
    private const int MailsMax = 20;

    private const int AttemptsMax = 10;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMinutes(1);

    public string Kind => WorkKind;

    public TimeSpan? RetryAfter(int attempts) => attempts < AttemptsMax ? RetryDelay * attempts : null;

    public async Task<JobResult> Run(WorkItem item, CancellationToken cancel)
    {
        await store.Write("find orders", Scope.Everything, async write =>
        {
            var search = await write.Db.Set<OrderSearch>().FirstOrDefaultAsync(s => s.Id == item.Payload);
            if (search is not null)
            {
                var found = await write.Db.Set<Order>().AsNoTracking().OfAddress(search.Email).Take(OrdersMax).ToListAsync();
                foreach (var (order, subject) in Mails(found, search).Take(MailsMax))
                    await Tell(write, order, subject);

                write.Db.Remove(search);
            }

            await write.Complete(item);
        }, cancel);
        return new JobResult.Done();
    }

    private static async Task Tell(WriteContext write, Order order, string subject)
    {
        // The same press came again after it had been answered.
        if (await write.Db.Set<MailRow>().AnyAsync(m => m.OrderId == order.Id && m.Kind == EmailKind.FoundOrders && m.SubjectId == subject))
            return;
        var mail = MailRow.For(order, EmailKind.FoundOrders, subject, write.Now);
        write.Db.Add(mail);
        write.Enqueue(mail.WorkItem(write.Now, write.Now));
    }

    /// <summary>The order that each mail hangs on, with the mail's subject. A number that fits asks for that order alone.</summary>
    private static IEnumerable<(Order Order, string Subject)> Mails(IReadOnlyList<Order> found, OrderSearch search)
    {
        // Without its letter a number can be that of a test and of a live order.
        var named = found.Where(o => search.Number is { } typed && o.Number == OrderNumbers.Parse(o.Mode, typed)).ToList();
        if (named.Count > 0)
            return named.Select(o => (o, $"{search.Id}:{o.Number}"));
        return found.GroupBy(o => (o.VendorId, o.Mode)).Select(orders => (orders.First(), search.Id));
    }
}
