using Keytill.Core.Licenses;
using Keytill.Core.Orders;

namespace Keytill.Core.Tests.Orders;

// What the deliverer does to a sale, and what support lets him replace.
internal sealed partial class Sale
{
    private readonly List<(string Line, int Unit)> requests = [];
    private readonly List<UnitRequest> replacements = [];

    private void Deliver(Act act, OrderLine line, int how)
    {
        switch (act)
        {
            case Act.BeginDelivery:
                if (Order.BeginDelivery(line.Id) is { } unit)
                    requests.Add((line.Id, unit));
                break;
            case Act.LicenseArrives:
                if (requests.Count > 0)
                    Give(requests[how % requests.Count]);
                break;
            case Act.DelayDelivery:
                Order.DelayDelivery(line.Id, how % 2 == 0 ? "pool_empty" : "method_slow", how < 5 ? null : now.AddMinutes(1), now);
                break;
            case Act.FailDelivery:
                Order.FailDelivery(line.Id, "method_refused", now);
                break;
            default:
                Order.ResumeDelivery(line.Id, now);
                break;
        }
    }

    private void Replace(Act act, int which, int how)
    {
        if (act == Act.ReplacementArrives)
        {
            if (replacements.Count > 0)
                Give(replacements[how % replacements.Count]);
            return;
        }

        // Some of those that are not there any more, too: a rule forbids it, or nothing is to be done.
        if (Pick(Order.Licenses, which) is not { } license)
            return;
        switch (act)
        {
            case Act.ReplaceLicense:
                Order.ReplaceLicense(license.Id, how == 9 ? "lic_again" : NewId("lic"), now);
                break;
            case Act.BeginReplacement:
                if (Order.BeginReplacement(Asked(license)) is not null)
                    replacements.Add(Asked(license));
                break;
            case Act.DelayReplacement:
                Order.DelayReplacement(Asked(license), how % 2 == 0 ? "pool_empty" : "method_slow", how < 5 ? null : now.AddMinutes(1), now);
                break;
            default:
                Order.FailReplacement(Asked(license), "method_refused", now);
                break;
        }
    }

    private UnitRequest Asked(License license) =>
        new(license.LineId, license.Unit, Order.Line(license.LineId).Licenses.Where(l => l.Unit == license.Unit).Max(l => l.Generation) + 1);

    private void Give((string Line, int Unit) request) =>
        Order.Issue(NewId("lic"), request.Line, request.Unit, $"KEY {request.Line} {request.Unit}", now);

    private void Give(UnitRequest request) => Order.IssueReplacement(request, $"KEY {request}", now);

    private void Finish(OrderLine line)
    {
        Step(() => Order.ResumeDelivery(line.Id, now));
        for (int i = 0; i < line.UnitsDue; i++)
            Step(() =>
            {
                if (Order.BeginDelivery(line.Id) is { } unit)
                    Give((line.Id, unit));
            });
        foreach (var license in line.Licenses.Where(l => l.IsBeingReplaced).ToList())
            Step(() => Give(Asked(license)));
    }
}
