namespace LfmSpec.Generators;

/// <summary>The positions that an intervention changes; see <c>LfmSpec.Lab.PositionSet</c>.</summary>
/// <param name="Place">The place, or null if the positions are listed.</param>
/// <param name="Listed">The listed positions, ascending.</param>
internal sealed record PositionSetModel(Place? Place, EquatableArray<int> Listed)
{
    /// <summary>Every position.</summary>
    public static PositionSetModel All { get; } = Of(LfmSpec.Place.All);

    /// <summary>The last position.</summary>
    public static PositionSetModel Last { get; } = Of(LfmSpec.Place.Last);

    /// <summary>Whether some position before those of the set is in every prompt: they are causal, so it stays clean.</summary>
    public bool LeavesAPositionBefore => Place == LfmSpec.Place.Last || (Listed.Count > 0 && Listed[0] > 0);

    /// <summary>The set of a place.</summary>
    public static PositionSetModel Of(Place place) => new(place, []);

    /// <summary>A single position.</summary>
    public static PositionSetModel Of(int position) => new(null, [position]);

    /// <summary>
    /// Whether two sets may have a position in common. A prompt's length is not known here, so a listed position may be the last;
    /// the first is not, as a prompt has more than its BOS.
    /// </summary>
    public bool Overlaps(PositionSetModel other) => (Place, other.Place) switch
    {
        (LfmSpec.Place.All, _) or (_, LfmSpec.Place.All) => true,
        ({ } place, { } otherPlace) => place == otherPlace,
        (LfmSpec.Place.Last, null) or (null, LfmSpec.Place.Last) => true,
        (LfmSpec.Place.First, null) => other.Listed[0] == 0,
        (null, LfmSpec.Place.First) => Listed[0] == 0,
        _ => Listed.Intersect(other.Listed).Any(),
    };
}
