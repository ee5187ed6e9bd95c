using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Keytill.Server.Persistence.Moving;

/// <summary>One table as both databases have it.</summary>
/// <param name="Name">Unquoted, as in the scripts.</param>
/// <param name="Columns">Without those that only one database has.</param>
/// <param name="Key">The columns of the primary key.</param>
/// <param name="Counted">The column that the database counts up by itself; null where it counts none.</param>
internal sealed record MovedTable(string Name, IReadOnlyList<MovedColumn> Columns, IReadOnlyList<string> Key, string? Counted)
{
    /// <summary>Every table of the model, each after those that it refers to.</summary>
    public static IReadOnlyList<MovedTable> All(IModel model)
    {
        var left = model.GetEntityTypes().Where(e => e.GetTableName() is not null).OrderBy(e => e.GetTableName(), StringComparer.Ordinal).ToList();
        var ordered = new List<IEntityType>();
        while (left.Count > 0)
        {
            var next = left.Find(e => e.GetForeignKeys().All(key => key.PrincipalEntityType == e || ordered.Contains(key.PrincipalEntityType)))
                ?? throw new InvalidOperationException("Tables refer to each other in a circle.");
            left.Remove(next);
            ordered.Add(next);
        }

        return ordered.ConvertAll(Of);
    }

    private static MovedTable Of(IEntityType entity)
    {
        var key = entity.FindPrimaryKey()!.Properties;
        var counted = key.SingleOrDefault(p => p.ValueGenerated == ValueGenerated.OnAdd && ProviderType(p) == typeof(long));
        return new MovedTable(
            entity.GetTableName()!,
            // One of the databases counts its transactions: the other gives them new.
            [.. entity.GetProperties().Where(p => ProviderType(p) != typeof(ulong)).Select(p => new MovedColumn(p.GetColumnName(), KindOf(p)))],
            [.. key.Select(p => p.GetColumnName())], counted?.GetColumnName());
    }

    private static MovedKind KindOf(IProperty property)
    {
        var type = ProviderType(property);
        if (type == typeof(string))
            return MovedKind.Text;
        if (type == typeof(bool))
            return MovedKind.Flag;
        if (type == typeof(byte[]))
            return MovedKind.Bytes;
        return type == typeof(long) || type == typeof(int)
            ? MovedKind.Number
            : throw new NotSupportedException($"{property.DeclaringType.Name}.{property.Name} is stored as {type.Name}, which nobody moves yet.");
    }

    private static Type ProviderType(IProperty property)
    {
        var type = property.GetTypeMapping().Converter?.ProviderClrType ?? property.ClrType;
        return Nullable.GetUnderlyingType(type) ?? type;
    }
}

internal sealed record MovedColumn(string Name, MovedKind Kind);

internal enum MovedKind
{
    Text,
    Number,
    Flag,

    /// <summary>Base 64 in the file.</summary>
    Bytes,
}
