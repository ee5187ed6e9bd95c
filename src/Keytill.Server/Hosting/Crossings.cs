namespace Keytill.Server.Hosting;

/// <summary>
/// The points at which this process meets the world: before and after each write, outgoing call and mail. Nobody watches
/// them in production. A crash test does: it stops the process at one of them, and from then on no door lets anything
/// through, as nothing would get out of a process that is dead.
/// </summary>
public sealed class Crossings
{
    private volatile bool crashed;

    /// <summary>Told the name of each crossing: <c>write:{act}:before</c>, <c>call:{METHOD} {name}:after</c>, <c>mail:{kind}:before</c>.</summary>
    public Func<string, Task>? At { get; set; }

    /// <summary>
    /// Told the act of each write whose body is about to run: in its transaction, before its first statement. No crossing, for
    /// nothing leaves the process there; a race test holds its sides at it. Nobody listens in production.
    /// </summary>
    public Func<string, Task>? AtBody { get; set; }

    public bool HasCrashed => crashed;

    /// <exception cref="Crashed">This process counts as dead.</exception>
    public async ValueTask Pass(string crossing)
    {
        ThrowIfCrashed(crossing);
        if (At is not { } visit) return;
        await visit(crossing);
        ThrowIfCrashed(crossing);
    }

    /// <summary>From now on every door refuses, and no open transaction commits.</summary>
    public void Crash() => crashed = true;

    /// <exception cref="Crashed">This process counts as dead.</exception>
    public void ThrowIfCrashed(string crossing)
    {
        if (crashed) throw new Crashed(crossing);
    }
}

/// <summary>The process counts as dead: nothing may be caught, repeated or cleaned up on its behalf.</summary>
public sealed class Crashed(string crossing) : Exception($"Crashed at {crossing}.");
