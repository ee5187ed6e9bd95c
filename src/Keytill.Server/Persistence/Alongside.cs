namespace Keytill.Server.Persistence;

/// <summary>
/// What a caller wants done in the very transaction of an act: asking before it whether the act is done already, and keeping after it
/// what is said of it. The use case says which of its writes is the act, and the caller what goes with it.
/// </summary>
/// <param name="before">Throws where the act must not take place.</param>
/// <param name="after">Gets what the body returned, before it is saved. Held to all that a body is held to.</param>
public sealed class Alongside<T>(Func<WriteContext, Task> before, Func<WriteContext, T, Task> after)
{
    internal Func<WriteContext, Task<T>> Around(Func<WriteContext, Task<T>> body) => async write =>
    {
        await before(write);
        T result = await body(write);
        await after(write, result);
        return result;
    };
}
