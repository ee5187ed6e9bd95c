namespace Keytill.Server.Tests.Races;

/// <summary>Where the sides of one run wait for each other. Each is held when it first arrives; a body that runs again passes.</summary>
internal sealed class StartingLine(IReadOnlyList<Side> sides)
{
    private static readonly AsyncLocal<string?> Current = new();
    private readonly Lock guard = new();
    private readonly HashSet<string> there = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, TaskCompletionSource> gates = sides.ToDictionary(
        side => side.Name, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), StringComparer.Ordinal);

    private volatile string? first;

    /// <summary>The side on whose behalf this flow of control runs.</summary>
    public static string? Runner
    {
        get => Current.Value;
        set => Current.Value = value;
    }

    public Task AllThere => all.Task;

    public string? First => first;

    public bool IsThere(Side side)
    {
        lock (guard)
            return there.Contains(side.Name);
    }

    /// <summary>Ends when the side may run on.</summary>
    public Task Arrive(string act)
    {
        if (!IsAwaited(act, out string name))
            return Task.CompletedTask;
        lock (guard)
        {
            if (!there.Add(name))
                return Task.CompletedTask;
            if (there.Count == sides.Count)
                all.SetResult();
        }

        return gates[name].Task;
    }

    /// <summary>Who hears of his commit first was first: whoever comes after has statements of its own to send.</summary>
    public void Committed(string act)
    {
        if (IsAwaited(act, out string name))
            Interlocked.CompareExchange(ref first, name, null);
    }

    public void LetGo(Side side) => gates[side.Name].TrySetResult();

    private bool IsAwaited(string act, out string name)
    {
        string runner = name = Runner ?? "";
        return sides.Any(side => side.Name == runner && side.Act == act);
    }
}
