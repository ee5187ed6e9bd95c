using Keytill.Core;
using Keytill.Core.Vendors;
using Keytill.Server.Emails;
using Keytill.Server.Orders;
using Keytill.Server.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Support;

/// <summary>Sends a mail again that did not reach its reader: made anew, to the address that the order has now.</summary>
public sealed class ResendMail(Store store)
{
    /// <summary>So often one mail is sent again.</summary>
    public const int CopiesMax = 20;

    /// <exception cref="OrderNotFound">The scope sees no such order, or the order has no such mail.</exception>
    /// <exception cref="RuleBroken">
    /// <c>mail_not_resendable</c> while the last one of its kind still waits; <c>mail_of_former_address</c>; <c>personal_data_erased</c>; <c>too_many_copies</c>.
    /// </exception>
    public Task Run(Scope scope, string orderId, string mailId, CancellationToken cancel) =>
        store.Write("resend mail", scope, async write =>
        {
            var order = await write.LockOrder(orderId) ?? throw new OrderNotFound(orderId);
            var mails = await write.Db.Set<MailRow>().AsNoTracking().Where(m => m.OrderId == order.Id).ToListAsync();
            var mail = mails.Find(m => m.Id == mailId) ?? throw new OrderNotFound(orderId);
            var copies = mails.FindAll(m => m.Kind == mail.Kind && m.SubjectId == mail.SubjectId);
            if (order.IsErased)
                throw new RuleBroken("personal_data_erased", "Nobody knows any more who would get it.");
            if (mail.Kind == Core.Emails.EmailKind.EmailCorrectedNotice)
                throw new RuleBroken("mail_of_former_address", "This one went to an address that is not the order's any more.");
            if (copies.Exists(m => !m.IsDone))
                throw new RuleBroken("mail_not_resendable", "This mail is still on its way.");
            if (copies.Count > CopiesMax)
                throw new RuleBroken("too_many_copies", $"This mail was sent {copies.Count} times: something else must be wrong.");
            var again = mail.Again(copies.Max(m => m.Copy) + 1, write.Now);
            write.Db.Add(again);
            write.Enqueue(again.WorkItem(write.Now, write.Now));
        }, cancel);
}
