using Keytill.Server.Work;

namespace Keytill.Server.Webhooks;

public static class WebhooksSetup
{
    public static IServiceCollection AddWebhooks(this IServiceCollection services) => services
        .AddJob<SendWebhook>()
        .AddSingleton<WebhookPost>()
        .AddSingleton<EndpointAddress>()
        .AddSingleton<RegisterEndpoint>()
        .AddSingleton<VendorEndpoints>()
        .AddSingleton<ResendWebhook>()
        .AddSingleton<ResendRange>();
}
