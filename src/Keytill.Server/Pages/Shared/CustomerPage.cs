using Keytill.Core.Vendors;
using Keytill.Server.Hosting.Access;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Keytill.Server.Pages.Shared;

/// <summary>What every page that a customer sees has around its own matter.</summary>
public abstract class CustomerPage : PageModel
{
    public Texts Texts { get; protected set; } = Texts.For(Texts.DefaultLanguage);

    public abstract string Title { get; }

    /// <summary>The page's script, a file of <c>wwwroot</c>. The page is complete without it.</summary>
    public abstract string Script { get; }

    public string VendorName { get; protected set; } = "";

    /// <summary>The vendor's picture beside his name, by its path here; null: the name alone.</summary>
    public string? LogoPath { get; protected set; }

    /// <summary>The address of the style sheet with the vendor's colour; null: the pages' own.</summary>
    public string? AccentSheetUrl { get; protected set; }

    public bool IsTest { get; protected set; }

    /// <summary>Where "back to the shop" leads, if anywhere.</summary>
    public string? ShopUrl { get; protected set; }

    /// <summary>Name and address of the seller of record, in one line.</summary>
    public string SellerLine { get; protected set; } = "";

    public IReadOnlyList<(string Title, string Address)> LegalLinks { get; protected set; } = [];

    protected void Frame(Vendor vendor, SellerOfRecord seller, Mode mode, string? returnUrl)
    {
        (VendorName, LogoPath) = (vendor.Name, vendor.LogoPath);
        AccentSheetUrl = vendor.Accent is { } accent ? AccentSheet.Url(accent) : null;
        IsTest = mode == Mode.Test;
        ShopUrl = returnUrl ?? vendor.ShopUrl;
        SellerLine = string.Join(", ", [seller.Name, .. seller.Address.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)]);
        LegalLinks =
        [
            (Texts["page.terms"], LegalPage.Path(seller.Id, Core.Checkouts.ConsentKind.SalesTerms, Texts)),
            (Texts["page.privacy"], LegalPage.Path(seller.Id, Core.Checkouts.ConsentKind.PersonalData, Texts)),
        ];
        HttpContext.KeepPrivate();
    }
}
