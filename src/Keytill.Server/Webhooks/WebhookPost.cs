using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Keytill.Core.Vendors;
using Keytill.Core.Webhooks;
using Keytill.Server.Outgoing;

namespace Keytill.Server.Webhooks;

/// <summary>Posts one event's stored bytes to one endpoint, signed, and tells how the endpoint answered. It decides nothing.</summary>
public sealed class WebhookPost(IHttpClientFactory clients, TimeProvider clock)
{
    public const int ResponseBytesMax = 4 * 1024;

    /// <summary>A receiver that has not answered by then has failed: it should store, answer, and work afterwards.</summary>
    public static readonly TimeSpan AnswerWaitMax = TimeSpan.FromSeconds(15);

    private const int ErrorCharsMax = 500;
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly ProductInfoHeaderValue Sender = new("Keytill-Webhooks", "1");

    /// <summary>Shorter in tests alone: it is real time, which no clock of a test moves.</summary>
    internal TimeSpan AnswerWait { get; init; } = AnswerWaitMax;

    public async Task<WebhookAttempt> Send(string url, Mode mode, IReadOnlyList<WebhookSecret> secrets, string eventId, string eventType, string body, CancellationToken cancel)
    {
        // Wall time, whatever an order's test clock says: receivers compare it with their own.
        DateTimeOffset now = clock.GetUtcNow();
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(bytes) };
        request.InMode(mode).Named($"webhook {eventType}");
        request.Content.Headers.ContentType = Json;
        request.Headers.UserAgent.Add(Sender);
        request.Headers.Add(WebhookSignature.IdHeader, eventId);
        request.Headers.Add(WebhookSignature.TimestampHeader, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(WebhookSignature.SignatureHeader, WebhookSignature.Sign(secrets, eventId, now, bytes));

        long start = Stopwatch.GetTimestamp();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(AnswerWait);
        try
        {
            using HttpResponseMessage answer = await clients.CreateClient(OutgoingSetup.Vendor)
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            string? response = await ReadStart(answer, patience.Token);
            int status = (int)answer.StatusCode;
            return new WebhookAttempt(now, status, answer.IsSuccessStatusCode ? null : Sentence(status), response, Elapsed(start), RetryAfter(answer, now));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Unanswered($"No answer within {AnswerWait.TotalSeconds:0} seconds.");
        }
        catch (HttpRequestException e)
        {
            return Unanswered(Sentence(e));
        }

        WebhookAttempt Unanswered(string error) => new(now, null, error.Length <= ErrorCharsMax ? error : error[..ErrorCharsMax], null, Elapsed(start), null);
    }

    /// <summary>The status alone decides: a body that breaks off, or never ends, does not undo a receiver's yes.</summary>
    private static async Task<string?> ReadStart(HttpResponseMessage answer, CancellationToken cancel)
    {
        try
        {
            (byte[] start, _) = await OutgoingBody.Read(answer.Content, ResponseBytesMax, cancel);
            // PostgreSQL stores no NUL, and a cut may have split a character.
            return start.Length == 0 ? null : Encoding.UTF8.GetString(start).Replace('\0', '\uFFFD');
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage answer, DateTimeOffset now)
    {
        if (answer.Headers.RetryAfter is not { } asked || (asked.Delta ?? asked.Date - now) is not { } pause || pause <= TimeSpan.Zero)
            return null;
        return pause < RetrySchedule.RetryAfterMax ? pause : RetrySchedule.RetryAfterMax;
    }

    private static string Sentence(int status) => status switch
    {
        410 => "The endpoint answered 410 Gone: it wants no more webhooks.",
        >= 300 and < 400 => $"The endpoint answered {status}, a redirect. Keytill does not follow redirects: change the endpoint's address.",
        _ => $"The endpoint answered {status}.",
    };

    private static string Sentence(HttpRequestException e) => e switch
    {
        OutgoingRefused => e.Message,
        { HttpRequestError: HttpRequestError.NameResolutionError } => "The host's name could not be resolved.",
        { HttpRequestError: HttpRequestError.SecureConnectionError } => $"No secure connection: {e.InnerException?.Message ?? e.Message}",
        { InnerException: System.Net.Sockets.SocketException socket } => $"No connection: {socket.Message}.",
        _ => $"No answer: {e.Message}",
    };

    private static int Elapsed(long start) => (int)Stopwatch.GetElapsedTime(start).TotalMilliseconds;
}

/// <summary>How one try went.</summary>
/// <param name="Status">The HTTP status, or null where none came.</param>
/// <param name="Error">Null exactly where <paramref name="Status"/> is 2xx.</param>
/// <param name="RetryAfter">What the receiver asked for, bounded.</param>
public sealed record WebhookAttempt(DateTimeOffset At, int? Status, string? Error, string? Response, int DurationMs, TimeSpan? RetryAfter)
{
    public bool IsSuccess => Error is null;

    /// <summary>The receiver wants nothing more, ever.</summary>
    public bool IsGone => Status == StatusCodes.Status410Gone;
}
