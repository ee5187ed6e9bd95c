using System.Collections;
using System.Globalization;
using System.Reflection;

namespace Keytill.Core.Tests.Orders;

/// <summary>
/// Everything that an aggregate holds, private fields and raised events too, as one line per value: two snapshots are equal
/// only where nothing whatever has changed between them.
/// </summary>
internal static class Snapshot
{
    private const int DepthMax = 12;

    public static string[] Of(object aggregate)
    {
        var lines = new List<string>();
        Walk("", aggregate, 0, lines);
        return [.. lines];
    }

    private static void Walk(string path, object? value, int depth, List<string> lines)
    {
        if (depth > DepthMax)
            throw new InvalidOperationException($"{path} does not end.");
        switch (value)
        {
            case null:
                lines.Add(path + " = null");
                break;
            case string or Enum or Currency or bool or int or long:
                lines.Add($"{path} = {value}");
                break;
            case DateTimeOffset at:
                lines.Add($"{path} = {at.ToString("O", CultureInfo.InvariantCulture)}");
                break;
            case TimeSpan span:
                lines.Add($"{path} = {span}");
                break;
            case IEnumerable many:
                int i = 0;
                foreach (object? one in many)
                    Walk($"{path}[{i++}]", one, depth + 1, lines);
                lines.Add($"{path}.Count = {i}");
                break;
            default:
                foreach (var field in Fields(value.GetType()))
                    Walk(path + "." + Name(field), field.GetValue(value), depth + 1, lines);
                break;
        }
    }

    private static IEnumerable<FieldInfo> Fields(Type? type)
    {
        for (; type is not null && type != typeof(object) && type != typeof(ValueType); type = type.BaseType)
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                yield return field;
    }

    /// <summary>A property's hidden field by the property's name.</summary>
    private static string Name(FieldInfo field) => field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>')] : field.Name;
}
