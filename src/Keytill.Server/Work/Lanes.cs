namespace Keytill.Server.Work;

/// <summary>
/// How much this node does at once, by lane, so that one slow receiver holds up nobody but itself. Work that is born due on
/// this node waits here, bounded; what finds no place is left to the claim.
/// </summary>
public sealed class Lanes
{
    /// <summary>Items that wait in memory on this node.</summary>
    public const int WaitingMax = 1_000;

    public const int RunningMax = 256;

    /// <summary>What all webhooks together may take, so that many hanging receivers leave room for orders and mails.</summary>
    public const int HooksRunningMax = 192;

    private const string HookPrefix = "hook:";

    /// <summary>Waiting items of a lane per running one: their turn must come well inside their lease.</summary>
    private const int WaitingPerRunning = 4;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Lane> lanes = new(StringComparer.Ordinal);
    private readonly Bell bell = new();
    private Action<WorkItem>? start;
    private int running;
    private int hooksRunning;
    private int waiting;

    /// <summary>Rung when the claim may find something that it could not take before.</summary>
    internal Bell Bell => bell;

    /// <summary>From now on this node works: <paramref name="start"/> begins an item without waiting for it.</summary>
    internal void Open(Action<WorkItem> start)
    {
        lock (gate) this.start = start;
    }

    /// <summary>From now on nothing new begins here.</summary>
    /// <returns>What waits, still leased to this node.</returns>
    internal IReadOnlyList<WorkItem> Close()
    {
        lock (gate)
        {
            start = null;
            WorkItem[] left = [.. lanes.Values.SelectMany(lane => lane.Waiting)];
            foreach (var lane in lanes.Values) lane.Waiting.Clear();
            waiting -= left.Length;
            return left;
        }
    }

    internal void Ring() => bell.Ring();

    /// <summary>Takes a place for an item that is born due. False: no room here, let it be claimed.</summary>
    internal bool TryReserve(string name)
    {
        lock (gate)
        {
            if (start is null || waiting >= WaitingMax) return false;
            var lane = Get(name);
            if (lane.Running + lane.Reserved + lane.Waiting.Count >= lane.Bound * (1 + WaitingPerRunning)) return false;
            lane.Reserved++;
            waiting++;
            return true;
        }
    }

    /// <summary>Gives a reserved place back.</summary>
    internal void Release(string name)
    {
        lock (gate)
        {
            var lane = Get(name);
            lane.Reserved--;
            waiting--;
            Forget(name, lane);
        }
    }

    /// <summary>The item whose place was reserved is committed: it begins now, or when its lane has room.</summary>
    internal void HandOver(WorkItem item)
    {
        Action<WorkItem>? begin;
        lock (gate)
        {
            var lane = Get(item.Lane);
            lane.Reserved--;
            begin = start;
            if (begin is null || HasRoom(item.Lane, lane))
            {
                waiting--;
                if (begin is not null) Enter(item.Lane, lane);
            }
            else
            {
                lane.Waiting.Enqueue(item);
                return;
            }
        }

        begin?.Invoke(item);
    }

    /// <summary>Begins a claimed item, if its lane has room.</summary>
    internal bool TryBegin(WorkItem item)
    {
        Action<WorkItem> begin;
        lock (gate)
        {
            var lane = Get(item.Lane);
            if (start is null || !HasRoom(item.Lane, lane)) return false;
            begin = start;
            Enter(item.Lane, lane);
        }

        begin(item);
        return true;
    }

    /// <summary>A running item has ended: the next of its lane begins.</summary>
    internal void Leave(string name)
    {
        WorkItem? next = null;
        Action<WorkItem>? begin;
        lock (gate)
        {
            var lane = Get(name);
            bool wasFull = !HasRoom(name, lane);
            lane.Running--;
            running--;
            if (IsHook(name)) hooksRunning--;
            begin = start;
            if (begin is not null && lane.Waiting.TryDequeue(out next))
            {
                waiting--;
                Enter(name, lane);
            }
            else if (wasFull)
            {
                bell.Ring();
            }

            Forget(name, lane);
        }

        if (next is not null) begin!(next);
    }

    /// <summary>What the next claim may bring.</summary>
    internal Room Look()
    {
        lock (gate)
        {
            string[] full = [.. lanes.Where(lane => lane.Value.Running + lane.Value.Waiting.Count >= lane.Value.Bound).Select(lane => lane.Key)];
            return new Room(start is null ? 0 : RunningMax - running, full, hooksRunning >= HooksRunningMax);
        }
    }

    private static int BoundOf(string name) => name switch
    {
        "order" => 16,
        "mail" => 8,
        _ when IsHook(name) => 4,
        _ => 8,
    };

    private static bool IsHook(string name) => name.StartsWith(HookPrefix, StringComparison.Ordinal);

    private bool HasRoom(string name, Lane lane) =>
        lane.Running < lane.Bound && running < RunningMax && (!IsHook(name) || hooksRunning < HooksRunningMax);

    private void Enter(string name, Lane lane)
    {
        lane.Running++;
        running++;
        if (IsHook(name)) hooksRunning++;
    }

    private Lane Get(string name)
    {
        if (!lanes.TryGetValue(name, out var lane)) lanes.Add(name, lane = new Lane(BoundOf(name)));
        return lane;
    }

    /// <summary>There are as many lanes as endpoints: an idle one is not remembered.</summary>
    private void Forget(string name, Lane lane)
    {
        if (lane.Running == 0 && lane.Reserved == 0 && lane.Waiting.Count == 0) lanes.Remove(name);
    }

    private sealed class Lane(int bound)
    {
        public int Bound { get; } = bound;

        public int Running { get; set; }

        public int Reserved { get; set; }

        public Queue<WorkItem> Waiting { get; } = [];
    }
}

/// <param name="Free">Items that may begin in all.</param>
internal sealed record Room(int Free, IReadOnlyList<string> FullLanes, bool HooksAreFull);
