using System.Globalization;

namespace Keytill.Core.Licenses;

/// <summary>Names what is asked of a licence method: the licence of one unit, or one in its place. The same in every try.</summary>
/// <param name="Unit">1 to the line's quantity; 0 where one licence serves the whole line.</param>
/// <param name="Generation">0 for the unit's first licence; counts up with each one that was asked for in its place.</param>
public readonly record struct UnitRequest(string LineId, int Unit, int Generation = 0)
{
    private const int ReplacementParts = 3;

    /// <summary><c>line_…:3</c>; in its place <c>line_…:3:1</c>.</summary>
    public override string ToString() => Generation == 0 ? $"{LineId}:{Unit}" : $"{LineId}:{Unit}:{Generation}";

    /// <summary>The request of a replacement that a text begins with; more may follow after a colon.</summary>
    /// <returns>Null where it begins with none.</returns>
    public static UnitRequest? OfReplacement(string text)
    {
        string[] parts = text.Split(':');
        return parts.Length >= ReplacementParts
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int unit)
            && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out int generation)
                ? new UnitRequest(parts[0], unit, generation)
                : null;
    }
}
