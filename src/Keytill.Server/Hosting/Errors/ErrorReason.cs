namespace Keytill.Server.Hosting.Errors;

/// <summary>Why a page cannot be shown, where the status alone would leave the customer puzzled.</summary>
public static class ErrorReason
{
    public const string ProductUnknown = "product_unknown";
    public const string CheckoutUnknown = "checkout_unknown";
    public const string OrderUnknown = "order_unknown";
    public const string ConsoleOrderUnknown = "console_order_unknown";
    public const string LinkUnknown = "link_unknown";
    public const string LinkUsed = "link_used";

    /// <summary>In the browser that has used it: there the way leads on to the order.</summary>
    public const string LinkUsedHere = "link_used_here";
    public const string LinkExpired = "link_expired";
    public const string ForeignForm = "foreign_form";

    private static readonly object Key = new();

    /// <summary>Names the texts <c>error.{reason}.title</c> and <c>.text</c> for the answer that carries this status.</summary>
    /// <param name="wayBack">Where the customer can go on, where we know better than the browser.</param>
    public static void BecauseOf(this HttpContext context, string reason, string? wayBack = null) => context.Items[Key] = ((string?)reason, wayBack);

    internal static (string? Reason, string? WayBack) Of(HttpContext context) => context.Items[Key] as (string?, string?)? ?? (null, null);
}
