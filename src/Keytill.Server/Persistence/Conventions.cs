using Keytill.Core;
using Keytill.Core.Vendors;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Keytill.Server.Persistence;

/// <summary>What holds for every table, so that no mapping has to say it.</summary>
internal static class Conventions
{
    public static void Apply(ModelConfigurationBuilder model)
    {
        model.Properties<DateTimeOffset>().HaveConversion<InstantConverter>();
        model.Properties<TimeSpan>().HaveConversion<DurationConverter>();
        model.Properties<Currency>().HaveConversion<CurrencyConverter>();
        model.Properties<Accent>().HaveConversion<AccentConverter>();
        model.IgnoreAny<DomainEvent>();
        // Indexes are named where they are wanted, and nothing is deleted because something else is.
        model.Conventions.Remove(typeof(ForeignKeyIndexConvention));
        model.Conventions.Add(_ => new NothingCascades());
        model.Conventions.Add(_ => new EnumsAsText());
        model.Conventions.Add(_ => new AggregatesCollideOnVersion());
        model.Conventions.Add(_ => new SnakeCaseNames());
    }

    /// <summary>All tables and columns are snake_case. A name that a mapping gives explicitly stays.</summary>
    private sealed class SnakeCaseNames : IModelFinalizingConvention
    {
        public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
        {
            foreach (var entity in modelBuilder.Metadata.GetEntityTypes())
            {
                if (entity.GetTableName() is not { } table) continue;
                entity.Builder.ToTable(Naming.SnakeCase(table));
                foreach (var property in entity.GetDeclaredProperties())
                    property.Builder.HasColumnName(Naming.SnakeCase(property.GetColumnName()));
            }
        }
    }

    /// <summary>The database refuses to delete what others refer to; a part that its root has let go is deleted by the save.</summary>
    private sealed class NothingCascades : IModelFinalizingConvention
    {
        public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
        {
            foreach (var key in modelBuilder.Metadata.GetEntityTypes().SelectMany(entity => entity.GetDeclaredForeignKeys()))
                key.Builder.OnDelete(DeleteBehavior.ClientCascade);
        }
    }

    /// <summary>Enums are stored by name. A conversion that a mapping gives explicitly stays.</summary>
    private sealed class EnumsAsText : IModelFinalizingConvention
    {
        public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
        {
            foreach (var property in modelBuilder.Metadata.GetEntityTypes().SelectMany(entity => entity.GetDeclaredProperties()))
            {
                var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
                if (type.IsEnum && property.GetValueConverter() is null)
                    property.Builder.HasConversion((ValueConverter)Activator.CreateInstance(typeof(EnumTextConverter<>).MakeGenericType(type))!);
            }
        }
    }

    /// <summary>Two writers of one aggregate collide on its version, whatever else holds them apart.</summary>
    private sealed class AggregatesCollideOnVersion : IEntityTypeAddedConvention, IModelFinalizingConvention
    {
        public void ProcessEntityTypeAdded(IConventionEntityTypeBuilder entityTypeBuilder, IConventionContext<IConventionEntityTypeBuilder> context)
        {
            if (!typeof(Aggregate).IsAssignableFrom(entityTypeBuilder.Metadata.ClrType)) return;
            entityTypeBuilder.Ignore(nameof(Aggregate.Raised));
            entityTypeBuilder.Ignore(nameof(Aggregate.Touched));
        }

        public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
        {
            foreach (var entity in modelBuilder.Metadata.GetEntityTypes().Where(e => typeof(Aggregate).IsAssignableFrom(e.ClrType)))
                entity.FindProperty(nameof(Aggregate.Version))?.Builder.IsConcurrencyToken(true);
        }
    }
}
