using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;

namespace Keytill.Bench;

/// <summary>
/// A customer who buys again and again, each time from the Buy button to the licence on the order's page, the way a browser
/// does it: every request waits for the answer before it.
/// </summary>
internal sealed partial class Buyer(Uri shop, int id) : IDisposable
{
    /// <summary>The licence stands on the order's page.</summary>
    private const string LicenseMark = "class=\"key\"";

    /// <summary>Looks at the order's page until the licence must be there.</summary>
    private const int LooksMax = 60;

    private readonly HttpClient http = Browsing.Client(shop);
    private int bought;

    public async Task<Sale> Buy()
    {
        var sale = new Sale();
        string checkout = await sale.Time(Step.Buy, () => Follow("/buy/" + MeasuredServer.Product));
        string page = sale.CheckoutPage = await sale.Time(Step.CheckoutPage, () => Look(checkout));
        string orderPage = await sale.Time(Step.Continue, () => Press(
            page, "continue", checkout, ("email", $"ada.{id}.{++bought}@example.org"), ("first_name", "Ada"), ("last_name", "Lovelace"), ("country", "US"),
            ("payment_method", "sandbox"), ("accept_terms", "1"), ("accept_privacy", "1")));
        (sale.Number, sale.Token) = Names(orderPage);
        page = sale.UnpaidPage = await sale.Time(Step.OrderPage, () => Look(orderPage));
        string bank = await sale.Time(Step.Pay, () => Press(page, "pay", orderPage, ("payment_method", "sandbox")));
        page = await sale.Time(Step.BankPage, () => Look(bank));
        string back = await sale.Time(Step.BankForm, () => Press(page, "pay", bank, ("card_number", "4242424242424242"), ("expiry", "12/34"), ("security_code", "123")));
        string shown = await sale.Time(Step.Return, () => Follow(back));
        sale.DeliveredPage = await sale.Time(Step.LicenseShown, () => WaitForLicense(shown, sale));
        sale.End();
        return sale;
    }

    public void Dispose() => http.Dispose();

    private async Task<string> WaitForLicense(string orderPage, Sale sale)
    {
        for (int look = 0; look < LooksMax; look++)
        {
            string page = await Look(orderPage);
            sale.Looks++;
            if (page.Contains(LicenseMark, StringComparison.Ordinal))
                return page;
            using var change = await http.GetAsync($"{orderPage}/changes?after={Version().Match(page).Groups["version"].Value}");
            if (change.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.NoContent))
                throw new BuyerStuck($"…/changes answered {(int)change.StatusCode}.");
        }

        throw new BuyerStuck($"Looked {LooksMax} times and saw no licence.");
    }

    private async Task<string> Look(string address)
    {
        using var answer = await http.GetAsync(address);
        return answer.StatusCode == HttpStatusCode.OK
            ? await answer.Content.ReadAsStringAsync()
            : throw new BuyerStuck($"{address} answered {(int)answer.StatusCode}.");
    }

    private async Task<string> Follow(string address)
    {
        using var answer = await http.GetAsync(address);
        return Location(answer, address);
    }

    private async Task<string> Press(string page, string button, string at, params (string Name, string Value)[] given)
    {
        var (action, content) = HtmlForm.Fill(page, button, given);
        var target = new Uri(new Uri(shop, at), action);
        using var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = content };
        request.Headers.Add("Origin", target.GetLeftPart(UriPartial.Authority));
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        using var answer = await http.SendAsync(request);
        return Location(answer, target.AbsoluteUri);
    }

    private static string Location(HttpResponseMessage answer, string address) =>
        answer.StatusCode is HttpStatusCode.SeeOther or HttpStatusCode.Redirect && answer.Headers.Location is { } next
            ? next.OriginalString
            : throw new BuyerStuck($"{address} answered {(int)answer.StatusCode} and leads nowhere.");

    private static (string Number, string Token) Names(string orderPage)
    {
        string[] parts = orderPage.Split('/');
        return parts is [.., "order", var number, var token] ? (number, token) : throw new BuyerStuck($"Continue led to {orderPage}.");
    }

    [GeneratedRegex("data-version=\"(?<version>[0-9]+)\"")]
    private static partial Regex Version();
}

/// <summary>What a buyer waits for, in the order of the sale.</summary>
internal enum Step
{
    Buy,
    CheckoutPage,
    Continue,
    OrderPage,
    Pay,
    BankPage,
    BankForm,
    Return,

    /// <summary>From the end of the return to the page with the licence: all looks and waits together.</summary>
    LicenseShown,
}

/// <summary>One purchase as its buyer saw it.</summary>
internal sealed class Sale
{
    private readonly long began = Stopwatch.GetTimestamp();
    private readonly double[] milliseconds = new double[Enum.GetValues<Step>().Length];

    public string Number { get; set; } = "";

    public string Token { get; set; } = "";

    /// <summary>How often the order's page was loaded after the return.</summary>
    public int Looks { get; set; }

    public string CheckoutPage { get; set; } = "";

    public string UnpaidPage { get; set; } = "";

    public string DeliveredPage { get; set; } = "";

    public long EndedAt { get; private set; }

    public double TotalMs => Stopwatch.GetElapsedTime(began, EndedAt).TotalMilliseconds;

    public double Ms(Step step) => milliseconds[(int)step];

    public async Task<T> Time<T>(Step step, Func<Task<T>> act)
    {
        long start = Stopwatch.GetTimestamp();
        T result = await act();
        milliseconds[(int)step] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return result;
    }

    public void End() => EndedAt = Stopwatch.GetTimestamp();

    /// <summary>Its figures alone: thousands of pages are not kept.</summary>
    public void ForgetPages() => CheckoutPage = UnpaidPage = DeliveredPage = "";
}

internal sealed class BuyerStuck(string why) : Exception(why);
