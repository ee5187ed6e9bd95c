using System.Collections.Concurrent;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Crash;

/// <summary>People who buy at the demo shop one thing after the other, side by side, until they are told that it is enough.</summary>
internal sealed class Crowd(ServerProcess server, long seed) : IDisposable
{
    private const int People = 3;

    /// <summary>The demo's pool has 250 keys, and nobody fills it up here.</summary>
    private const int FontsMax = 200;

    private readonly ConcurrentQueue<Purchase> purchases = new();
    private Task[] people = [];
    private volatile bool isEnough;
    private int fonts;

    public IReadOnlyList<Purchase> Purchases => [.. purchases];

    public void Start() => people = [.. Enumerable.Range(0, People).Select(i => Task.Run(() => Shop(new SeededDraw((seed * People) + i))))];

    /// <summary>Ends when everybody has finished what he had begun.</summary>
    public Task End()
    {
        isEnough = true;
        return Task.WhenAll(people);
    }

    public void Dispose()
    {
        isEnough = true;
        foreach (var purchase in purchases)
            purchase.Dispose();
    }

    private async Task Shop(SeededDraw random)
    {
        while (!isEnough)
        {
            var purchase = new Purchase(server, Basket(random), Wish(random));
            purchases.Enqueue(purchase);
            await purchase.Run();
        }
    }

    private List<string> Basket(SeededDraw random)
    {
        var links = new List<string> { $"nordlicht-editor?quantity={1 + random.Below(3)}" };
        if (random.Below(3) == 0 && Interlocked.Increment(ref fonts) <= FontsMax)
            links.Add("nordlicht-fonts");
        return links;
    }

    private static Intent Wish(SeededDraw random) => random.Below(10) switch
    {
        7 => Intent.PayAtTheSecondTry,
        8 => Intent.PayWithoutAnAnswer,
        9 => Intent.Leave,
        _ => Intent.Pay,
    };
}
