using System.Text;
using Keytill.Core;
using Keytill.Core.Vendors;
using Keytill.Server.Persistence;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Payments;

/// <summary>A gateway's notice: verified on its raw body, stored, answered; worked on afterwards, never here.</summary>
public sealed partial class TakeNotice(Store store, PaymentGateways gateways, TimeProvider clock, ILogger<TakeNotice> log)
{
    public const int BodyBytesMax = 64 * 1024;

    /// <returns>The status to answer with: 200 also for a repeated notice and for one that is genuine but not ours.</returns>
    public async Task<int> Run(string method, IHeaderDictionary headers, ReadOnlyMemory<byte> body)
    {
        if (gateways.Find(method) is not { } gateway)
            return StatusCodes.Status404NotFound;
        switch (gateway.Read(headers, body))
        {
            case NoticeReading.Forged forged:
                LogForged(method, forged.Why);
                return StatusCodes.Status400BadRequest;
            case NoticeReading.Genuine notice:
                await Keep(method, notice, Encoding.UTF8.GetString(body.Span));
                return StatusCodes.Status200OK;
            default:
                throw new InvalidOperationException("A reading without a case.");
        }
    }

    private Task Keep(string method, NoticeReading.Genuine notice, string body)
    {
        string workId = Ids.New("work", clock.GetUtcNow());
        return store.Write("take notice", Scope.Everything, async write =>
        {
            if (await write.Db.Set<NoticeRow>().AnyAsync(n => n.Method == method && n.NoticeId == notice.NoticeId))
                return;
            write.Db.Add(new NoticeRow
            {
                Method = method,
                NoticeId = notice.NoticeId,
                PaymentId = notice.PaymentId,
                RefundId = notice.RefundId,
                Body = body,
                ReceivedAt = write.Now,
            });
            if (notice.PaymentId is not null || notice.RefundId is not null)
                write.Enqueue(WorkNotice.Item(workId, notice, write.Now));
        });
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A notice in the name of {Method} was refused: {Why}")]
    private partial void LogForged(string method, string why);
}
