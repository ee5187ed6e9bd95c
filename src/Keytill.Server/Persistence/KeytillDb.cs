using System.Linq.Expressions;
using System.Reflection;
using Keytill.Core;
using Keytill.Core.Vendors;
using Keytill.Server.Api;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Persistence;

/// <summary>
/// The tables. What a context sees is set by the store each time it lends one out; it saves only when the store says so.
/// </summary>
public sealed class KeytillDb(DbContextOptions<KeytillDb> options) : DbContext(options)
{
    /// <summary>The one query filter: rows with a vendor and a mode show themselves only inside the reader's scope.</summary>
    public const string ScopeFilter = "scope";

    /// <summary>Rows that are no aggregates and still belong to a vendor's world alone. Work, mails and deliveries are not among them: the worker serves everybody.</summary>
    private static readonly Type[] ScopedRows = [typeof(EventRow), typeof(KeptAnswer)];

    private bool saving;

    /// <summary>The scope in parts, as the query filter reads it. The unset scope matches nothing.</summary>
    private string? ScopeVendorId { get; set; }

    private Mode ScopeMode { get; set; }

    private bool ScopeAllVendors { get; set; }

    private bool ScopeAllModes { get; set; }

    internal void SeeOnly(Scope scope) =>
        (ScopeVendorId, ScopeMode, ScopeAllVendors, ScopeAllModes) = (scope.VendorId, scope.Mode, scope.AllVendors, scope.AllModes);

    /// <summary>For the store alone, once, after a body.</summary>
    internal async Task Save()
    {
        saving = true;
        try
        {
#pragma warning disable RS0030 // The one place that saves.
            await SaveChangesAsync(acceptAllChangesOnSuccess: true, CancellationToken.None);
#pragma warning restore RS0030
        }
        finally
        {
            saving = false;
        }
    }

    public override int SaveChanges(bool acceptAllChangesOnSuccess) => throw StraySave();

    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default) =>
        saving ? base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken) : throw StraySave();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => Conventions.Apply(configurationBuilder);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(KeytillDb).Assembly);
        Dialect.Map(modelBuilder, Database);
        foreach (var entity in modelBuilder.Model.GetEntityTypes().Where(e => IsScoped(e.ClrType)).ToList())
            modelBuilder.Entity(entity.ClrType).HasQueryFilter(ScopeFilter, FilterOf(entity.ClrType));
    }

    private static bool IsScoped(Type type) =>
        ScopedRows.Contains(type)
        || (typeof(Aggregate).IsAssignableFrom(type) && type.GetProperty("VendorId") is not null && type.GetProperty("Mode") is not null);

    private LambdaExpression FilterOf(Type type) =>
        (LambdaExpression)typeof(KeytillDb).GetMethod(nameof(Filter), BindingFlags.Instance | BindingFlags.NonPublic)!.MakeGenericMethod(type).Invoke(this, null)!;

    private Expression<Func<T, bool>> Filter<T>()
        where T : class =>
        row => (ScopeAllVendors || EF.Property<string>(row, "VendorId") == ScopeVendorId)
            && (ScopeAllModes || EF.Property<Mode>(row, "Mode") == ScopeMode);

    private static InvalidOperationException StraySave() => new("Only the store saves, once, after the body of a write.");
}
