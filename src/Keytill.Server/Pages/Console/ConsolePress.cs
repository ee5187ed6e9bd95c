using System.Globalization;
using Keytill.Core;
using Keytill.Core.Orders;
using Keytill.Core.Support;
using Keytill.Core.Vendors;
using Keytill.Server.Pages.Shared;

namespace Keytill.Server.Pages.Console;

/// <summary>One press of somebody of the staff on an order's page: who, on what, with which fields.</summary>
internal sealed class ConsolePress(Actor who, Mode mode, Order order, IFormCollection form, CancellationToken cancel)
{
    /// <summary>The field with the deed's id: made with the form, so that pressing twice is one deed.</summary>
    public const string DeedField = "deed";

    public const string ReasonField = "reason";

    public Actor Who => who;

    public Order Order => order;

    public CancellationToken Cancel => cancel;

    /// <summary>To look, over all vendors.</summary>
    public Scope Sees => who.Sees(mode);

    public string Reason => PlainText.Clean(form.First(ReasonField));

    /// <inheritdoc cref="DeedOf"/>
    public string DeedId => DeedOf(form);

    /// <summary>The deed's id, as a form of ours brings it.</summary>
    /// <exception cref="RuleBroken"><c>form_incomplete</c>: not a form of ours.</exception>
    public static string DeedOf(IFormCollection form) =>
        form.First(DeedField) is { } id && Ids.IsWellFormed(id, Deed.IdPrefix) ? id : throw new RuleBroken("form_incomplete", "The form is not complete: load the page again.");

    /// <summary>An id for what the deed makes, the same whenever it is pressed.</summary>
    public string IdFor(string prefix) => prefix + DeedId[Deed.IdPrefix.Length..];

    /// <summary>Says what is done, and gives the scope to do it in.</summary>
    /// <exception cref="NotAllowed">His roles do not allow it.</exception>
    /// <exception cref="RuleBroken">As <see cref="Actor.Does"/>.</exception>
    public Scope Does(StaffAct act, string? subject = null) => who.Does(mode, act, DeedId, form.First(ReasonField), order.Id, subject);

    public bool Has(string field) => form.First(field) is not null;

    public IReadOnlyList<string> All(string field) => [.. form[field].OfType<string>()];

    /// <summary>The id of a part of the order. An unknown one reads as missing.</summary>
    public string Part(string field, IEnumerable<string> known) =>
        form.First(field) is { } id && known.Contains(id, StringComparer.Ordinal) ? id : throw new RuleBroken("form_incomplete", "The order has no such part any more: load the page again.");

    /// <summary>As it was typed, lines and all.</summary>
    public string Raw(string field) => form.First(field) ?? "";

    /// <exception cref="RuleBroken"><c>field_missing</c>.</exception>
    public string Text(string field, string name, int charsMax = 200)
    {
        string text = PlainText.Clean(form.First(field));
        if (text.Length == 0)
            throw new RuleBroken("field_missing", $"{name} is missing.");
        return text.Length <= charsMax ? text : throw new RuleBroken("field_too_long", $"{name} has at most {charsMax} characters.");
    }

    /// <returns>Null where nothing was typed.</returns>
    /// <exception cref="RuleBroken"><c>amount_not_read</c>.</exception>
    public Money? Amount(string field, Currency currency)
    {
        string text = PlainText.Clean(form.First(field));
        if (text.Length == 0)
            return null;
        return Money.ParseInvariant(text, currency) ?? throw new RuleBroken("amount_not_read", $"“{text}” is no amount of {currency.Code}: write it with a point, as 29.00.");
    }

    /// <summary>A day as date fields send it.</summary>
    /// <exception cref="RuleBroken"><c>date_not_read</c>.</exception>
    public DateOnly? Day(string field)
    {
        string text = PlainText.Clean(form.First(field));
        if (text.Length == 0)
            return null;
        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new RuleBroken("date_not_read", $"“{text}” is no day: write it as 2026-12-31.");
    }
}
