using Keytill.Core;
using Keytill.Core.Checkouts;
using Keytill.Server.Pages.Shared;

namespace Keytill.Server.Pages.Checkout;

/// <summary>What is said beside a field that is wrong.</summary>
internal static class FieldSentences
{
    private static readonly string[] Choices = [BuyerForm.Fields.Country, Core.Checkouts.Checkout.PaymentMethodField];

    public static string Of(FieldError error, BuyerForm form, Texts texts)
    {
        string key = error.Code == FieldErrorCode.Required && Choices.Contains(error.Field) ? "required_choice" : PublicName.Of(error.Code);
        string typed = BuyerForm.Fields.All.Contains(error.Field) ? form.Get(error.Field) : "";
        return texts.Get(
            "field_error." + key,
            ("field", texts["field." + error.Field]),
            ("limit", texts.Formats.Number(error.Limit ?? 0)),
            ("length", texts.Formats.Number(typed.Length)));
    }
}
