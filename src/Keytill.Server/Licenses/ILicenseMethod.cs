using Keytill.Core.Licenses;
using Keytill.Core.Orders;
using Keytill.Core.Vendors;
using Keytill.Server.Persistence;

namespace Keytill.Server.Licenses;

/// <summary>A way to make licences out of our own database or arithmetic: claimed in the transaction that stores them.</summary>
public interface ILocalLicenseMethod
{
    string Name { get; }

    /// <summary>Reads a product's settings as a claim will, so that a mistake is told when the product is saved.</summary>
    /// <exception cref="Core.RuleBroken"><c>license_settings_invalid</c></exception>
    void Check(string settings);

    /// <summary>
    /// Runs outside transactions, before the first claim of a line: gets what the claim needs and a body must not do itself, such as
    /// making or unsealing a key. Repeating it is cheap and changes nothing.
    /// </summary>
    Task Prepare(string vendorId, Mode mode, CancellationToken cancel);

    /// <summary>Runs inside the delivery's transaction, with the order locked; may run again. Calls nothing outside.</summary>
    Task<LicenseAnswer> Claim(LicenseRequest request, WriteContext write);
}

/// <summary>A way that asks somebody else. The request's row is committed before the call.</summary>
public interface IRemoteLicenseMethod
{
    string Name { get; }

    /// <summary>Only orders in test mode can be delivered by it.</summary>
    bool IsForTestsOnly { get; }

    /// <inheritdoc cref="ILocalLicenseMethod.Check"/>
    void Check(string settings);

    /// <summary>Runs outside transactions. A repeated call carries the same <see cref="LicenseRequest.RequestId"/>, so that the other side can give the same licence.</summary>
    Task<LicenseAnswer> Ask(LicenseRequest request, CancellationToken cancel);
}

/// <param name="RequestId">Stable over all tries for this licence: <see cref="UnitRequest"/>. Another one for a licence that takes the place of this one.</param>
/// <param name="Unit">1 to the line's quantity; 0 where one licence serves the whole line.</param>
/// <param name="Settings">The method's settings as the product had them when it was ordered (JSON object).</param>
/// <param name="Attempt">Counts the tries of this request from 1.</param>
public sealed record LicenseRequest(
    string RequestId, string OrderId, string OrderNumber, string LineId, string ProductId, string ProductName, int Unit, int Quantity,
    string HolderName, string HolderEmail, string VendorId, Mode Mode, string Settings, DateTimeOffset OrderTime, int Attempt)
{
    internal static LicenseRequest Of(Order order, UnitRequest request, int attempt, DateTimeOffset wall)
    {
        var line = order.Line(request.LineId);
        var holder = order.Buyer.LicensedTo;
        return new LicenseRequest(
            request.ToString(), order.Id, order.Number, line.Id, line.ProductId, line.Name, request.Unit, line.Quantity, holder.Name, holder.Email,
            order.VendorId, order.Mode, line.LicenseSettings, order.TimeAt(wall), attempt);
    }
}

public abstract record LicenseAnswer
{
    private LicenseAnswer()
    {
    }

    /// <param name="Key">What the customer gets: a key or a text.</param>
    public sealed record Given(string Key) : LicenseAnswer;

    /// <summary>Not now; try again by itself.</summary>
    /// <param name="After">Order time to wait, or null for the method's usual schedule.</param>
    /// <param name="Reason">For vendor and support, a code: <c>pool_empty</c>, <c>method_slow</c>, <c>temporary_error</c>.</param>
    public sealed record Later(TimeSpan? After, string Reason) : LicenseAnswer;

    /// <summary>Never by itself: the vendor must act.</summary>
    public sealed record NeedsPerson(string Reason) : LicenseAnswer;
}
