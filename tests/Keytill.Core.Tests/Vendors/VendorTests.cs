using Keytill.Core.Vendors;

namespace Keytill.Core.Tests.Vendors;

public class VendorTests
{
    [Theory]
    [InlineData("https://shop.example/done?x=1", true)]
    [InlineData("https://SHOP.example/", true)]
    [InlineData("http://localhost:8080/", true)]
    [InlineData("http://localhost/", false)] // another port
    [InlineData("https://shop.example:8443/", false)]
    [InlineData("https://evil.example/shop.example", false)]
    [InlineData("https://shop.example.evil.example/", false)]
    [InlineData("https://shop.example@evil.example/", false)]
    [InlineData("https://user@shop.example/", false)]
    [InlineData("javascript://shop.example/%0aalert(1)", false)]
    [InlineData("//shop.example/", false)]
    [InlineData("/done", false)]
    [InlineData("https://shop.example\\@evil.example/", false)]
    [InlineData("", false)]
    public void Customers_are_sent_back_to_listed_hosts_alone(string url, bool allowed) => Assert.Equal(allowed, Shop.Vendor.MayReturnTo(url));

    [Theory]
    [InlineData("https://cdn.example/logo.svg")]
    [InlineData("//cdn.example/logo.svg")]
    [InlineData("/\\\\cdn.example/logo.svg")]
    [InlineData("logo.svg")]
    [InlineData("")]
    public void A_logo_comes_from_this_installation(string path) =>
        Assert.Equal("vendor_logo", Assert.Throws<RuleBroken>(() => Vendor.Create("seller_1", "logo", new VendorData
        {
            Name = "Logo",
            Email = "hello@logo.example",
            DefaultCurrency = Shop.Euro,
            LogoPath = path,
        }, Shop.Noon)).Code);

    [Fact]
    public void A_key_is_found_by_its_hash_and_never_kept()
    {
        string secret = ApiKey.NewSecret(Mode.Test);
        ApiKey key = ApiKey.Issue(Shop.Owner, "server", secret, [ApiScope.OrdersRead, ApiScope.OrdersRead], Shop.Noon);

        Assert.StartsWith("sk_test_", secret, StringComparison.Ordinal);
        Assert.StartsWith("sk_live_", ApiKey.NewSecret(Mode.Live), StringComparison.Ordinal);
        Assert.Equal(ApiKey.HashOf(secret), key.SecretHash);
        Assert.Equal(secret[^4..], key.SecretHint);
        Assert.Equal([ApiScope.OrdersRead], key.Scopes);
    }

    [Fact]
    public void A_key_allows_its_scopes_until_it_is_revoked()
    {
        ApiKey key = ApiKey.Issue(Shop.Owner, "server", ApiKey.NewSecret(Mode.Test), [ApiScope.OrdersRead], Shop.Noon);
        Assert.True(key.Allows(ApiScope.OrdersRead));
        Assert.False(key.Allows(ApiScope.RefundsWrite));

        key.Revoke(Shop.Noon);
        Assert.False(key.Allows(ApiScope.OrdersRead));
    }
}
