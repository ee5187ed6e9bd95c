using Keytill.Core;
using Keytill.Core.Catalog;
using Keytill.Core.Checkouts;
using Keytill.Server.Pages.Shared;

namespace Keytill.Server.Pages.Checkout;

/// <summary>What did not go as the link or the customer asked, told in a sentence.</summary>
internal static class NoticeSentences
{
    public static string Of(CheckoutNotice notice, IReadOnlyDictionary<string, Product> shelf, Texts texts)
    {
        string product = notice.ProductId is { } id && shelf.TryGetValue(id, out var known) ? known.Name.In(texts.Language) : notice.Value;
        return texts.Get(
            "notice." + PublicName.Of(notice.Code),
            ("product", product.Length > 0 ? product : texts["checkout.a_product"]),
            ("parameter", notice.Parameter),
            ("value", notice.Value),
            ("given", notice.Given));
    }
}
