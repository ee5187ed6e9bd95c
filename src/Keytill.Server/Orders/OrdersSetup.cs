using Keytill.Server.Licenses;
using Keytill.Server.Payments;
using Keytill.Server.Refunds;
using Keytill.Server.Support;
using Keytill.Server.Work;
using Microsoft.AspNetCore.Mvc;

namespace Keytill.Server.Orders;

/// <summary>The sale: placing, paying, delivering, refunding.</summary>
public static class OrdersSetup
{
    public static IServiceCollection AddOrders(this IServiceCollection services) => services
        .AddSingleton<OrderLinks>()
        .AddSingleton<OrderQueries>()
        .AddSingleton<OrderNumbers>()
        .AddSingleton<OrderActs>()
        .AddSingleton<KeepOrders>()
        .AddJob<ExpireOrder>()
        .AddSingleton<AdvanceOrderClock>()
        .AddSingleton<PlaceOrder>()
        .AddSingleton<PaymentGateways>()
        .AddSingleton<StartPayment>()
        .AddSingleton<OpenPayment>()
        .AddSingleton<RecordPayment>()
        .AddSingleton<TakeNotice>()
        .AddJob<FollowPayment>()
        .AddJob<ClosePayment>()
        .AddJob<WorkNotice>()
        .AddSingleton<LicenseMethods>()
        .AddJob<DeliverLine>()
        .AddJob<ReplaceLicense>()
        .AddSingleton<AskRefund>()
        .AddSingleton<RefundOrder>()
        .AddSingleton<DecideRefund>()
        .AddSingleton<RefundQueries>()
        .AddSingleton<RecordRefund>()
        .AddJob<SendRefund>()
        .AddJob<ReturnUnapplied>();

    public static void MapNotices(this IEndpointRouteBuilder app) =>
        app.MapPost("/notices/{method}", async (string method, HttpContext http, TakeNotice take) =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
            return Results.StatusCode(await take.Run(method, http.Request.Headers, body.ToArray()));
        }).WithMetadata(new RequestSizeLimitAttribute(TakeNotice.BodyBytesMax));
}
