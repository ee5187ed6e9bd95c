using Keytill.Server.Privacy;

namespace Keytill.Server.Work;

public static class WorkSetup
{
    public static IServiceCollection AddWork(this IServiceCollection services)
    {
        services.AddSingleton<Lanes>();
        services.AddSingleton<OrderSignals>();
        services.AddSingleton<OrderChanges>();
        services.AddSingleton<WorkQueue>();
        services.AddSingleton<EventFeed>();
        services.AddSingleton<Retention>();
        services.AddSingleton<Completer>();
        services.AddSingleton<JobRunner>();
        services.AddSingleton(provider => new Worker(
            provider.GetRequiredService<WorkQueue>(), provider.GetRequiredService<Lanes>(), provider.GetRequiredService<JobRunner>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<Worker>>()));
        services.AddHostedService(provider => provider.GetRequiredService<Worker>());
        services.AddSingleton(Schedule.Duties);
        services.AddHostedService<Calendar>();
        services.AddHostedService<WakeUp>();
        return services;
    }

    /// <summary>Lets the worker run the items of this job's kind.</summary>
    public static IServiceCollection AddJob<T>(this IServiceCollection services)
        where T : class, IJob
    {
        services.AddSingleton<T>();
        return services.AddSingleton<IJob>(provider => provider.GetRequiredService<T>());
    }
}
