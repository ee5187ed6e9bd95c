using System.Text.RegularExpressions;
using static Keytill.Core.Checkouts.NoticeCode;

namespace Keytill.Core.Checkouts;

public sealed partial record LinkParameters
{
    private const int CouponCharsMax = 100;
    private static readonly string[] OnlySigned = ["sig", "expires", "uses", "price", "name"];

    private static readonly HashSet<string> PrefillFields =
        [.. BuyerForm.Fields.All.Except([BuyerForm.Fields.HolderName, BuyerForm.Fields.HolderEmail])];

    /// <summary>Reads a query, decoded, in any order and of any content. Never throws.</summary>
    public static LinkParameters Read(IEnumerable<KeyValuePair<string, string?>> query)
    {
        var reading = new Reading();
        int count = 0;
        foreach ((string name, string? value) in query)
        {
            if (++count > ParametersMax)
            {
                reading.Note(TooMany, name, value);
                break;
            }

            reading.Take(PlainText.Clean(name), PlainText.Clean(value));
        }

        return reading.Result();
    }

    [GeneratedRegex(@"^data\[(?<name>[^\[\]]+)\]$", RegexOptions.CultureInvariant)]
    private static partial Regex DataName();

    [GeneratedRegex("^(?=.{2,35}$)[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", RegexOptions.CultureInvariant)]
    private static partial Regex LanguageTag();

    [GeneratedRegex("^[a-z][a-z0-9_]{0,39}$", RegexOptions.CultureInvariant)]
    private static partial Regex MethodName();

    /// <summary>One query on its way to be parameters: the first value of a name counts, everything odd is noted.</summary>
    private sealed class Reading
    {
        private readonly HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        private readonly List<CheckoutNotice> notices = [];
        private readonly Dictionary<string, string> prefill = new(StringComparer.Ordinal);
        private readonly Dictionary<string, string> data = new(StringComparer.Ordinal);
        private readonly Dictionary<string, string> utm = new(StringComparer.Ordinal);
        private LinkParameters taken = None;

        public LinkParameters Result() => taken with { Prefill = prefill, AdditionalData = data, Utm = utm, Notices = notices };

        public void Note(NoticeCode code, string name, string? value, string given = "") =>
            notices.Add(new(code, Short(name), Short(value), Short(given)));

        public void Take(string name, string value)
        {
            if (!seen.Add(name))
                Note(ParameterRepeated, name, value);
            else if (DataName().Match(name) is { Success: true } match)
                TakeData(name, match.Groups["name"].Value, value);
            else
                TakeNamed(name.ToLowerInvariant(), value);
        }

        private static string Short(string? text) => PlainText.Cut(PlainText.Clean(text), CheckoutNotice.ValueCharsMax);

        private void TakeNamed(string name, string value)
        {
            if (name.StartsWith("utm_", StringComparison.Ordinal))
                TakeUtm(name, value);
            else if (OnlySigned.Contains(name))
                Note(ParameterNeedsSignature, name, value);
            else if (value.Length == 0)
                return; // A form's empty field: as if it were not there.
            else if (PrefillFields.Contains(name))
                TakePrefill(name, value);
            else
                TakeOne(name, value);
        }

        private void TakeOne(string name, string value)
        {
            switch (name)
            {
                case "quantity":
                    taken = taken with { Quantity = QuantityWish.Read(value) };
                    break;
                case "currency":
                    taken = taken with { Currency = Keytill.Core.Currency.Find(value) ?? Refused<Currency>(CurrencyUnavailable, name, value) };
                    break;
                case "coupon":
                    taken = taken with { Coupon = Cut(name, value, CouponCharsMax) };
                    break;
                case "locale":
                    string tag = value.Replace('_', '-');
                    taken = taken with { Locale = LanguageTag().IsMatch(tag) ? tag : Refused<string>(ParameterInvalid, name, value) };
                    break;
                case "items":
                    TakeItems(value);
                    break;
                case "clear":
                    taken = taken with { Clear = value is "1" or "Y" or "y" or "true" || Refused<bool>(value == "0" ? null : ParameterInvalid, name, value) };
                    break;
                case "payment_method":
                    taken = taken with { PaymentMethod = MethodName().IsMatch(value) ? value : Refused<string>(ParameterInvalid, name, value) };
                    break;
                case "ref":
                    taken = taken with { ExternalId = Cut(name, value, ExternalIdCharsMax) };
                    break;
                case "return_url":
                    taken = taken with { ReturnUrl = IsWebAddress(value) ? value : Refused<string>(ParameterInvalid, name, value) };
                    break;
                default:
                    Note(ParameterUnknown, name, value);
                    break;
            }
        }

        private static bool IsWebAddress(string text) =>
            text.Length <= ReturnUrlCharsMax
            && Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
            && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp);

        private void TakeItems(string value)
        {
            var items = new List<LinkItem>();
            foreach (string part in value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                if (items.Count == Cart.LinesMax)
                {
                    Note(TooMany, "items", part);
                    break;
                }

                string[] pair = part.Split(':', 2, StringSplitOptions.TrimEntries);
                items.Add(new LinkItem(pair[0], QuantityWish.Read(pair.ElementAtOrDefault(1))));
            }

            taken = taken with { Items = items };
        }

        private void TakePrefill(string name, string value)
        {
            BuyerForm form = new BuyerForm().With(name, value);
            if (Buyer.Check(form, name) is null)
                prefill[name] = form.Get(name);
            else
                Note(ParameterInvalid, name, value);
        }

        private void TakeData(string parameter, string name, string value)
        {
            string key = Cut(parameter, name, DataNameCharsMax);
            if (data.Count == DataMax)
                Note(TooMany, parameter, value);
            else if (!data.TryAdd(key, PlainText.Cut(value, DataValueCharsMax)))
                Note(ParameterRepeated, parameter, value);
            else if (value.Length > DataValueCharsMax)
                Note(ValueCut, parameter, value);
        }

        private void TakeUtm(string name, string value)
        {
            if (utm.Count == UtmMax)
                Note(TooMany, name, value);
            else if (value.Length > 0)
                utm[PlainText.Cut(name, DataNameCharsMax)] = Cut(name, value, UtmCharsMax);
        }

        private string Cut(string name, string value, int charsMax)
        {
            if (value.Length > charsMax)
                Note(ValueCut, name, value);
            return PlainText.Cut(value, charsMax);
        }

        private T? Refused<T>(NoticeCode? code, string name, string value)
        {
            if (code is not null)
                Note(code.Value, name, value);
            return default;
        }
    }
}
