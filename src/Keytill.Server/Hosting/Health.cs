using System.Globalization;
using System.Text;
using Keytill.Core.Vendors;
using Keytill.Server.Persistence;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Hosting;

/// <summary>What machines ask a node: is it alive, may it get requests, and how does it do.</summary>
public static class Health
{
    /// <summary>Beyond this the queue counts as stuck: far above the time that a retry or a dead node's lease takes.</summary>
    private static readonly TimeSpan OverdueMax = TimeSpan.FromMinutes(5);

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/healthz", () => Results.Text("alive\n"));
        app.MapGet("/readyz", async (Store store, WorkQueue queue, Crossings crossings, HttpContext http) =>
        {
            string? fault = await Fault(store, queue, crossings, http.RequestAborted);
            return fault is null ? Results.Text("ready\n") : Results.Text(fault + "\n", statusCode: StatusCodes.Status503ServiceUnavailable);
        });
        app.MapGet("/metrics", async (Store store, StoreMeter meter, WorkQueue queue, HttpContext http) =>
            Results.Text(Figures(meter, store.WritesWaiting, await queue.Look(http.RequestAborted)), "text/plain; version=0.0.4"));
    }

    private static async Task<string?> Fault(Store store, WorkQueue queue, Crossings crossings, CancellationToken cancel)
    {
        if (crossings.HasCrashed) return "stopped";
        if (!store.IsHealthy) return "the last write failed";
        try
        {
            var state = await queue.Look(cancel);
            return state.Overdue > OverdueMax ? "work has been overdue for long" : null;
        }
        catch (Exception e) when (e is System.Data.Common.DbException or InvalidOperationException or TimeoutException)
        {
            return "the database does not answer";
        }
    }

    private static string Figures(StoreMeter meter, int writesWaiting, QueueState queue)
    {
        var text = new StringBuilder();
        Add(text, "keytill_writes_total", "counter", "Writes that were committed.", meter.Writes);
        Add(text, "keytill_commits_total", "counter", "Transactions that reached the disk.", meter.Commits);
        Add(text, "keytill_writes_waiting", "gauge", "Writes that wait for the embedded database's one writer.", writesWaiting);
        Add(text, "keytill_reads_total", "counter", "Reads.", meter.Reads);
        Add(text, "keytill_statements_total", "counter", "Statements sent to the database.", meter.Statements);
        Add(text, "keytill_work_waiting", "gauge", "Work items that are due later, or wait for a node.", queue.Waiting);
        Add(text, "keytill_work_held", "gauge", "Work items that a node holds.", queue.Held);
        Add(text, "keytill_work_buried", "gauge", "Work items that wait for a person.", queue.Buried);
        Add(text, "keytill_work_overdue_seconds", "gauge", "For how long the longest overdue work item has waited.", queue.Overdue.TotalSeconds);
        return text.ToString();
    }

    private static void Add(StringBuilder text, string name, string type, string help, double value) =>
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n{name} {value}\n");
}
