using Keytill.Server.Tests.Journeys;
using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.Crash;

internal enum Intent
{
    Pay,

    /// <summary>With a card that is declined, then with a good one.</summary>
    PayAtTheSecondTry,

    /// <summary>With a card that the bank charges and then answers with a dead connection.</summary>
    PayWithoutAnAnswer,

    /// <summary>Orders, and thinks better of it.</summary>
    Leave,
}

/// <summary>One purchase by a person who does the last thing again whenever his browser shows an error.</summary>
internal sealed class Purchase(ServerProcess server, IReadOnlyList<string> links, Intent intent) : IDisposable
{
    private static readonly TimeSpan PatienceMax = TimeSpan.FromMinutes(3);
    private readonly Customer customer = new(server.Url, server.Bank);

    public Intent Intent => intent;

    /// <summary>How many lines he ordered.</summary>
    public int Lines => links.Count;

    /// <summary>Errors that he saw.</summary>
    public int Errors { get; private set; }

    /// <summary>The number on his order page.</summary>
    public string Number => customer.OrderPage!.AbsolutePath.Split('/')[2];

    public async Task Run()
    {
        foreach (string link in links)
            await Insist(() => customer.Buy(link));
        await Insist(() => customer.Order());
        switch (intent)
        {
            case Intent.Pay:
                await Insist(() => customer.PayIfAsked(Customer.GoodCard));
                break;
            case Intent.PayAtTheSecondTry:
                await Insist(() => customer.PayIfAsked(Customer.DeclinedCard));
                await Insist(() => customer.PayIfAsked(Customer.GoodCard));
                break;
            case Intent.PayWithoutAnAnswer:
                await Insist(() => customer.PayIfAsked(Customer.AnswerLostCard));
                break;
            case Intent.Leave:
                break;
            default:
                throw new InvalidOperationException($"Nobody wants {intent}.");
        }
    }

    public void Dispose() => customer.Dispose();

    private async Task Insist(Func<Task> act)
    {
        using var patience = new CancellationTokenSource(PatienceMax);
        while (true)
        {
            try
            {
                await act();
                return;
            }
            catch (Exception e) when (e is (HttpRequestException or InvalidOperationException or IOException) and not ObjectDisposedException && !patience.IsCancellationRequested)
            {
                Errors++;
                await server.Serving;
                await StoreHost.Moment();
            }
        }
    }
}
