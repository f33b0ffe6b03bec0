namespace LfmSpec.Generators.Experiments;

/// <summary>The positions that an intervention changes; see <c>LfmSpec.Lab.PositionSet</c>.</summary>
/// <param name="Place">The place, or null if the positions are listed.</param>
/// <param name="Listed">The listed positions, ascending.</param>
internal sealed record CheckedPositions(Place? Place, EquatableArray<int> Listed)
{
    /// <summary>Every position.</summary>
    public static CheckedPositions All { get; } = Of(LfmSpec.Place.All);

    /// <summary>The last position.</summary>
    public static CheckedPositions Last { get; } = Of(LfmSpec.Place.Last);

    /// <summary>The set of a place.</summary>
    public static CheckedPositions Of(Place place) => new(place, []);

    /// <summary>A single position.</summary>
    public static CheckedPositions Of(int position) => new(null, [position]);
}
