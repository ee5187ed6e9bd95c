using System.Net;
using Keytill.Core.Orders;
using Keytill.Core.Vendors;
using Keytill.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Journeys;

public sealed class DoublePressTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Both find that nothing was ordered yet before either of them orders: the page's own look does not help.</summary>
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Two_presses_at_the_same_instant_give_one_order(DatabaseKind kind)
    {
        await using var here = await Installation.StartSelling(kind, rehearses: false);
        using var ada = new Customer(here);
        await ada.Buy("editor");
        var (address, form) = ada.Browser.Fill(
            "[name=continue]", [.. Customer.Ada, ("payment_method", "sandbox"), ("accept_terms", "1"), ("accept_privacy", "1")]);
        string typed = await form.ReadAsStringAsync();

        int arrived = 0;
        var both = new TaskCompletionSource();
        here.Crossings.At = crossing =>
        {
            if (crossing != "write:place order:before")
                return Task.CompletedTask;
            if (Interlocked.Increment(ref arrived) == 2)
                both.SetResult();
            return both.Task.WaitAsync(Patience);
        };
        using var http = TestHttp.Client(here.Url);
        var answers = await Task.WhenAll(Enumerable.Range(0, 2).Select(async _ =>
        {
            using var press = new StringContent(typed, null, "application/x-www-form-urlencoded");
            using var answer = await http.PostAsync(address, press);
            return (answer.StatusCode, answer.Headers.Location);
        }));

        Assert.Equal(2, arrived);
        Assert.Equal(HttpStatusCode.SeeOther, answers[0].StatusCode);
        Assert.Equal(answers[0], answers[1]);
        Assert.Equal(1, await here.Store.Read(Scope.Everything, db => db.Set<Order>().CountAsync()));
    }
}
