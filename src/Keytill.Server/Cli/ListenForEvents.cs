using System.Text.Json;
using Keytill.Core.Vendors;
using Keytill.Core.Webhooks;
using Keytill.Server.Webhooks;

namespace Keytill.Server.Cli;

/// <summary>
/// Brings a vendor's events to a server on his developer's own machine, which Keytill does not reach: follows the feed from now on and posts each
/// event just as a webhook comes. Once: what the receiver does not take is shown, and not tried again.
/// </summary>
internal sealed class ListenForEvents(VendorApi api, WebhookPost post, TimeProvider clock, TextWriter output)
{
    /// <summary>Bodies of 64 KiB: together less than an answer may have.</summary>
    private const int EventsAtOnce = 10;

    /// <summary>Of a server that does not answer: it may be starting anew.</summary>
    private const int PausesAfterFailure = 5;
    private bool isCutOff;

    /// <summary>Shorter in tests alone.</summary>
    internal TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Ends when it is cancelled.</summary>
    /// <exception cref="VendorApiFailed">The server refuses for good.</exception>
    public async Task Run(Uri receiver, WebhookSecret secret, ChosenEvents types, CancellationToken cancel)
    {
        var newest = (await api.List("/v1/events?newest=true", cancel)).GetProperty("data");
        string after = newest.GetArrayLength() == 0 ? "" : Id(newest[0]);
        await output.WriteLineAsync($"Events of test mode go to {receiver} from now on, signed with {secret.Reveal()}");
        while (true)
        {
            var page = await Next(after, cancel);
            foreach (var happened in page?.GetProperty("data").EnumerateArray() ?? [])
            {
                if (types.Include(Type(happened)))
                    await Forward(receiver, secret, happened, cancel);
                after = Id(happened);
            }

            if (page?.GetProperty("has_more").GetBoolean() != true)
                await Task.Delay(page is null ? PausesAfterFailure * Pause : Pause, clock, cancel);
        }
    }

    /// <returns>Null while the server does not answer. That is said once.</returns>
    private async Task<JsonElement?> Next(string after, CancellationToken cancel)
    {
        try
        {
            var page = await api.List($"/v1/events?limit={EventsAtOnce}&after={after}", cancel);
            if (isCutOff)
                await output.WriteLineAsync("The server answers again.");
            isCutOff = false;
            return page;
        }
        catch (VendorApiFailed failed) when (failed.IsPassing)
        {
            if (!isCutOff)
                await output.WriteLineAsync($"{failed.Message} (asked again until it does)");
            isCutOff = true;
            return null;
        }
    }

    private async Task Forward(Uri receiver, WebhookSecret secret, JsonElement happened, CancellationToken cancel)
    {
        var attempt = await post.Send(receiver.AbsoluteUri, Mode.Test, [secret], Id(happened), Type(happened), happened.GetRawText(), cancel);
        string order = happened.GetProperty("data").GetProperty("order").GetProperty("number").GetString()!;
        await output.WriteLineAsync($"{clock.GetLocalNow():HH:mm:ss}  {Type(happened)}  {order}  {Id(happened)}  {(attempt.IsSuccess ? attempt.Status.ToString() : attempt.Error)}");
    }

    private static string Id(JsonElement happened) => happened.GetProperty("id").GetString()!;

    private static string Type(JsonElement happened) => happened.GetProperty("type").GetString()!;
}
