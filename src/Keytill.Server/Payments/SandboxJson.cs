using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Keytill.Core;
using Keytill.Core.Payments;
using Keytill.Core.Vendors;

namespace Keytill.Server.Payments;

/// <summary>The Sandbox Bank's JSON as we read it. What we do not know in it is no answer: better asked again than guessed.</summary>
internal static class SandboxJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public static string Text(Mode mode) => PublicName.Of(mode);
}

internal sealed record SandboxAnswer(HttpStatusCode Status, byte[] Body)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>The bank's own code of its refusal; null when it gave none.</summary>
    public string? ErrorCode
    {
        get
        {
            try
            {
                return JsonSerializer.Deserialize<SandboxRefusal>(Body, SandboxJson.Options)?.Error.Code;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    /// <exception cref="GatewayUnreachable">A refusal, or nothing that can be read.</exception>
    public T Read<T>()
    {
        if (!IsSuccess)
            throw new GatewayUnreachable($"The bank refused: {(int)Status} {ErrorCode}.");

        try
        {
            return JsonSerializer.Deserialize<T>(Body, SandboxJson.Options) ?? throw new GatewayUnreachable("The bank's answer is empty.");
        }
        catch (JsonException unreadable)
        {
            throw new GatewayUnreachable("The bank's answer cannot be read.", unreadable);
        }
    }

    /// <returns>Null when the bank does not know it.</returns>
    /// <exception cref="GatewayUnreachable">Another refusal, or nothing that can be read.</exception>
    public T? OrNull<T>()
        where T : class => Status is HttpStatusCode.NotFound && ErrorCode is "unknown_payment" ? null : Read<T>();
}

internal sealed record SandboxPayment(
    string Id, string Reference, string Account, Mode Mode, ReportedState Status, FailureCode? FailureCode, long Amount, Currency Currency,
    DateTimeOffset StatusAt, string? Url = null, IReadOnlyList<SandboxRefund>? Refunds = null)
{
    public PaymentReport Report() => new(
        Id, Reference, Status, new Money(Amount, Currency), Account, Mode, StatusAt, Status is ReportedState.Failed ? FailureCode : null,
        Refunds is { Count: > 0 } some ? [.. some.Select(refund => refund.Report())] : null);
}

internal sealed record SandboxRefund(
    string Id, string? Reference, string PaymentReference, ReportedRefundState Status, string? FailureReason, long Amount, Currency Currency,
    DateTimeOffset CreatedAt)
{
    public RefundReport Report() => new(Id, Reference, Status, new Money(Amount, Currency), CreatedAt, FailureReason);
}

internal sealed record SandboxNotice(SandboxNoticePayment? Payment, SandboxNoticeRefund? Refund);

internal sealed record SandboxNoticePayment(string? Reference);

internal sealed record SandboxNoticeRefund(string? Reference, string? PaymentReference);

internal sealed record SandboxList<T>(IReadOnlyList<T> Data);

internal sealed record SandboxClockState(DateTimeOffset? NextDueAt, IReadOnlyList<SandboxPayment> Payments);

internal sealed record SandboxRefusal(SandboxRefusalText Error);

internal sealed record SandboxRefusalText(string Code);

internal sealed record SandboxNewPayment(
    string Reference, long Amount, string Currency, string Mode, string OrderNumber, string ReturnUrl, string NoticeUrl, string Locale,
    DateTimeOffset OrderTime);

internal sealed record SandboxNewRefund(string Payment, string Reference, long Amount, string Currency);

internal sealed record SandboxClockMove(IReadOnlyList<string> References, DateTimeOffset OrderTime);
