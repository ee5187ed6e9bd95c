namespace Keytill.Server.SandboxBank.Api;

/// <param name="Reference">The merchant's own id of the payment.</param>
/// <param name="Amount">Minor units.</param>
/// <param name="Mode">Always <c>test</c>: this bank knows no other money.</param>
/// <param name="OrderTime">The order's own instant.</param>
internal sealed record CreatePaymentRequest(
    string? Reference, long? Amount, string? Currency, string? Mode, string? OrderNumber, string? ReturnUrl, string? NoticeUrl,
    string? Locale, DateTimeOffset? OrderTime)
{
    /// <summary>Minor units, in any currency.</summary>
    public const long AmountMax = 999_999_999;

    private const int TextCharsMax = 100;
    private const int UrlCharsMax = 2_000;

    public NewPayment Checked()
    {
        if (Mode != "test")
            throw new BankRefusal(422, "mode_not_supported", "This bank takes test payments only.");

        if (Currency is not { Length: 3 } currency || currency.AsSpan().IndexOfAnyExceptInRange('A', 'Z') >= 0)
            throw new BankRefusal(422, "currency_not_supported", "currency is three capital letters of ISO 4217.");

        if (Amount is not { } amount || amount is < 1 or > AmountMax)
            throw new BankRefusal(422, "amount_not_supported", $"amount is 1 to {AmountMax} minor units.");

        if (OrderTime is not { } orderTime)
            throw new BankRefusal(400, "invalid_request", "order_time is required.");

        return new NewPayment(
            Text(Reference, "reference"), Text(OrderNumber, "order_number"), amount, currency, Mode, Url(ReturnUrl, "return_url"),
            Url(NoticeUrl, "notice_url"), Locale is { Length: <= TextCharsMax } locale ? locale : "en",
            Instants.At(Instants.Ms(orderTime)));
    }

    internal static string Text(string? value, string name) => value is { Length: > 0 and <= TextCharsMax }
        ? value
        : throw new BankRefusal(400, "invalid_request", $"{name} is required, at most {TextCharsMax} characters.");

    private static string Url(string? value, string name) =>
        value is { Length: <= UrlCharsMax } && Uri.TryCreate(value, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https"
            ? url.AbsoluteUri
            : throw new BankRefusal(400, "invalid_request", $"{name} is an absolute http or https address, at most {UrlCharsMax} characters.");
}

/// <param name="Payment">The bank's id of the payment.</param>
/// <param name="Reference">The merchant's own id of the refund.</param>
/// <param name="Amount">Minor units; at most what is left of the charge.</param>
internal sealed record CreateRefundRequest(string? Payment, string? Reference, long? Amount, string? Currency)
{
    public NewRefund Checked() => new(
        CreatePaymentRequest.Text(Payment, "payment"), CreatePaymentRequest.Text(Reference, "reference"),
        Amount is > 0 and { } amount ? amount : throw new BankRefusal(400, "invalid_request", "amount is a positive number of minor units."),
        CreatePaymentRequest.Text(Currency, "currency"));
}

/// <param name="Amount">Minor units of the charge's currency; left out: all that is left of it.</param>
internal sealed record StaffRefundRequest(long? Amount)
{
    public NewRefund Checked(string payment) => new(
        payment, null, Amount is null or > 0 ? Amount : throw new BankRefusal(400, "invalid_request", "amount is a positive number of minor units."), null);
}

/// <param name="References">The merchant's own ids of one order's payments.</param>
internal sealed record MoveClockRequest(IReadOnlyList<string>? References, DateTimeOffset? OrderTime);
