using FsCheck;
using FsCheck.Fluent;

namespace Keytill.Core.Tests;

/// <summary>FsCheck by hand: this runner has no adapter for it. A failure prints its seed and the shrunk case.</summary>
public static class Properties
{
    public static void Hold<T>(Gen<T> cases, Func<T, bool> property, int tests = 500) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(tests), Prop.ForAll(cases.ToArbitrary(), property));
}
