namespace Keytill.Server.Work;

/// <summary>
/// How much this node does at once, by lane, so that one slow receiver holds up nobody but itself. What is born due on this
/// node, or claimed by it, waits here for its turn, bounded; what finds no place is left in the database.
/// </summary>
public sealed class Lanes
{
    /// <summary>Items that wait in memory on this node.</summary>
    public const int WaitingMax = 1_000;

    public const int RunningMax = 384;

    /// <summary>What all webhooks together may take, so that many hanging receivers leave room for orders and mails.</summary>
    public const int HooksRunningMax = 320;

    private const string HookPrefix = "hook:";
    private readonly Lock gate = new();
    private readonly Dictionary<string, Lane> lanes = new(StringComparer.Ordinal);

    /// <summary>Lanes of which the database may hold more that is due.</summary>
    private readonly HashSet<string> passedOver = new(StringComparer.Ordinal);

    private Action<WorkItem>? start;
    private int running;
    private int hooksRunning;
    private int waiting;

    /// <summary>Rung when the claim may find something that it could not take before.</summary>
    internal Bell Bell { get; } = new();

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

    internal void Ring() => Bell.Ring();

    /// <summary>Takes a place for an item that is born due. False: no room here, let it be claimed.</summary>
    internal bool TryReserve(string name)
    {
        lock (gate)
        {
            var lane = Get(name);
            if (start is null || !HasPlace(lane))
            {
                PassOver(lane);
                return false;
            }

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
            Forget(lane);
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
            waiting--;
            begin = EnterOrWait(item, lane);
        }

        begin?.Invoke(item);
    }

    /// <summary>Takes a claimed item in, to begin now or when its lane has room. False: no room here, give it back.</summary>
    internal bool TryTake(WorkItem item)
    {
        Action<WorkItem>? begin;
        lock (gate)
        {
            var lane = Get(item.Lane);
            if (start is null || !HasPlace(lane))
            {
                PassOver(lane);
                return false;
            }

            begin = EnterOrWait(item, lane);
        }

        begin?.Invoke(item);
        return true;
    }

    /// <summary>A running item has ended: another one begins.</summary>
    internal void Leave(string name)
    {
        WorkItem? next;
        Action<WorkItem>? begin;
        lock (gate)
        {
            var lane = Get(name);
            bool wasFull = running >= RunningMax || hooksRunning >= HooksRunningMax;
            lane.Running--;
            running--;
            if (lane.IsHook) hooksRunning--;
            begin = start;
            next = begin is null ? null : Next(wasFull ? Hungriest() : lane);
            if (lane.Backlog <= lane.Low && waiting < WaitingMax / 2 && passedOver.Remove(name)) Bell.Ring();
            Forget(lane);
        }

        if (next is not null) begin!(next);
    }

    /// <summary>What the next claim may bring.</summary>
    internal Room Look()
    {
        lock (gate)
        {
            if (start is null || waiting >= WaitingMax / 2) return new Room(0, [], HooksAreFull: true);
            string[] full = [.. lanes.Values.Where(lane => lane.Backlog > lane.Low).Select(lane => lane.Name)];
            passedOver.UnionWith(full);
            return new Room(RunningMax - running, full, hooksRunning >= HooksRunningMax);
        }
    }

    private bool HasPlace(Lane lane) => lane.Backlog < lane.High && waiting < WaitingMax;

    private bool MayRun(Lane lane) =>
        lane.Running < lane.Bound && running < RunningMax && (!lane.IsHook || hooksRunning < HooksRunningMax);

    /// <returns>How to begin it, or null: it waits, or nothing begins any more.</returns>
    private Action<WorkItem>? EnterOrWait(WorkItem item, Lane lane)
    {
        if (start is null) return null;
        if (MayRun(lane))
        {
            Enter(lane);
            return start;
        }

        lane.Waiting.Enqueue(item);
        waiting++;
        return null;
    }

    private WorkItem? Next(Lane? lane)
    {
        if (lane is null || !MayRun(lane) || !lane.Waiting.TryDequeue(out var next)) return null;
        waiting--;
        Enter(lane);
        return next;
    }

    /// <summary>When the node as a whole was full, the turn goes to the lane that has the least.</summary>
    private Lane? Hungriest() => lanes.Values.Where(lane => lane.Waiting.Count > 0 && MayRun(lane)).MinBy(lane => lane.Running);

    private void Enter(Lane lane)
    {
        lane.Running++;
        running++;
        if (lane.IsHook) hooksRunning++;
    }

    private void PassOver(Lane lane)
    {
        passedOver.Add(lane.Name);
        Forget(lane);
    }

    private Lane Get(string name)
    {
        if (!lanes.TryGetValue(name, out var lane)) lanes.Add(name, lane = new Lane(name));
        return lane;
    }

    /// <summary>There are as many lanes as endpoints: an idle one is not remembered.</summary>
    private void Forget(Lane lane)
    {
        if (lane.Backlog == 0) lanes.Remove(lane.Name);
    }

    private sealed class Lane(string name)
    {
        /// <summary>Places per running item: the last one's turn must come well inside its lease.</summary>
        private const int PlacesPerRunning = 8;

        public string Name { get; } = name;

        public bool IsHook { get; } = name.StartsWith(HookPrefix, StringComparison.Ordinal);

        /// <summary>Items that run at once.</summary>
        public int Bound { get; } = name switch { "order" => 16, "mail" => 8, _ => 12 };

        /// <summary>At this backlog the lane takes nothing more.</summary>
        public int High => Bound * PlacesPerRunning;

        /// <summary>At this backlog it may be claimed for again: a whole claim then finds room, or nearly.</summary>
        public int Low => Bound * 2;

        public int Running { get; set; }

        public int Reserved { get; set; }

        public Queue<WorkItem> Waiting { get; } = [];

        public int Backlog => Running + Reserved + Waiting.Count;
    }
}

/// <param name="Free">Items that may be taken in all.</param>
internal sealed record Room(int Free, IReadOnlyList<string> FullLanes, bool HooksAreFull);
