using Keytill.Server.Catalog;

namespace Keytill.Server.Checkouts;

/// <summary>From the Buy button to "continue".</summary>
public static class CheckoutsSetup
{
    public static IServiceCollection AddCheckouts(this IServiceCollection services) => services
        .AddSingleton<AddToCart>()
        .AddSingleton<ChangeCheckout>()
        .AddSingleton<ChangeOrder>()
        .AddSingleton<KeepCoupon>()
        .AddSingleton<KeepProduct>()
        .AddSingleton<MakeLink>()
        .AddSingleton<EndLink>()
        .AddSingleton<FollowLink>()
        .AddSingleton<CheckoutQueries>();
}
