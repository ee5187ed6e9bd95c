using Keytill.Core;
using Keytill.Core.Payments;
using Keytill.Core.Vendors;

namespace Keytill.Server.Payments;

/// <summary>The ways to pay that this installation has, by name.</summary>
/// <param name="transfers">Without an account of the operator's nobody can send money to it.</param>
public sealed class PaymentGateways(IEnumerable<IPaymentGateway> gateways, TransferAccount transfers)
{
    private readonly Dictionary<string, IPaymentGateway> byMethod = gateways.ToDictionary(g => g.Method, StringComparer.Ordinal);

    public IReadOnlyList<string> RedirectOrigins => [.. byMethod.Values.SelectMany(g => g.RedirectOrigins).Distinct()];

    public IPaymentGateway? Find(string method) => byMethod.GetValueOrDefault(method);

    /// <exception cref="KeyNotFoundException">A stored payment names a method that is no longer configured.</exception>
    public IPaymentGateway Get(string method) => byMethod[method];

    /// <summary>The methods that serve this sale, online ones first: the names of the page's radio buttons.</summary>
    public IReadOnlyList<string> Offered(Money amount, string country, Mode mode) =>
    [
        .. byMethod.Values.Where(g => g.Serves(amount, country, mode)).Select(g => g.Method),
        .. transfers.Value is null ? [] : (string[])[PaymentMethods.BankTransfer],
    ];
}
