using Keytill.Server.Work;

namespace Keytill.Server.Support;

/// <summary>What customers ask support, what it answers, and the way back to an order whose address was lost.</summary>
public static class CasesSetup
{
    public static IServiceCollection AddCases(this IServiceCollection services) => services
        .AddSingleton(provider => SupportOptions.Read(provider.GetRequiredService<IConfiguration>()))
        .AddSingleton<AskSupport>()
        .AddSingleton<AnswerCase>()
        .AddSingleton<CloseCase>()
        .AddSingleton<CaseQueries>()
        .AddSingleton<SearchOrders>()
        .AddJob<FindOrders>();
}
