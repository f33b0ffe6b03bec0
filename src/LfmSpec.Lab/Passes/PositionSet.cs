using System.Globalization;

namespace LfmSpec.Lab;

/// <summary>The positions of a prompt that an intervention changes: a place that every prompt has, or listed ones.</summary>
public sealed record PositionSet
{
    private PositionSet(Place? place, IReadOnlyList<int> listed) => (Place, Listed) = (place, listed);

    /// <summary>Every position.</summary>
    public static PositionSet All { get; } = new(LfmSpec.Place.All, []);

    /// <summary>The first position.</summary>
    public static PositionSet First { get; } = new(LfmSpec.Place.First, []);

    /// <summary>The last position.</summary>
    public static PositionSet Last { get; } = new(LfmSpec.Place.Last, []);

    /// <summary>The place, or null if the positions are listed.</summary>
    public Place? Place { get; }

    /// <summary>The listed positions, from 0, ascending; none if a place is named.</summary>
    public IReadOnlyList<int> Listed { get; }

    /// <summary>Listed positions.</summary>
    /// <param name="positions">The positions, from 0.</param>
    /// <returns>The set.</returns>
    /// <exception cref="ArgumentException">There is none, or one is negative or named twice.</exception>
    public static PositionSet Of(params int[] positions)
    {
        int[] ascending = [.. positions.Order()];
        return ascending.Length > 0 && ascending[0] >= 0 && ascending.Distinct().Count() == ascending.Length
            ? new PositionSet(null, ascending)
            : throw new ArgumentException($"{string.Join(", ", positions)} is no set of positions. Name each once, from 0.", nameof(positions));
    }

    /// <summary>The set of a place.</summary>
    /// <param name="place">The place.</param>
    /// <returns>The set.</returns>
    public static PositionSet Of(Place place) => place switch
    {
        LfmSpec.Place.All => All,
        LfmSpec.Place.First => First,
        LfmSpec.Place.Last => Last,
        _ => throw new ArgumentOutOfRangeException(nameof(place), place, "There is no such place."),
    };

    /// <summary>The positions in a prompt of a certain length.</summary>
    /// <param name="length">The number of positions of the prompt.</param>
    /// <returns>The positions, ascending.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The prompt does not have a listed position.</exception>
    public IReadOnlyList<int> In(int length) => Place switch
    {
        LfmSpec.Place.All => [.. Enumerable.Range(0, length)],
        LfmSpec.Place.First => [0],
        LfmSpec.Place.Last => [length - 1],
        _ => Listed[^1] < length ? Listed : throw new ArgumentOutOfRangeException(nameof(length), length, $"Position {Listed[^1]} does not exist in a prompt of {length} positions, 0 to {length - 1}."),
    };

    /// <inheritdoc/>
    public bool Equals(PositionSet? other) => other is not null && Place == other.Place && Listed.SequenceEqual(other.Listed);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Place);
        foreach (var position in Listed)
        {
            hash.Add(position);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => Place switch
    {
        LfmSpec.Place.All => "every position",
        LfmSpec.Place.First => "first position",
        LfmSpec.Place.Last => "last position",
        _ => $"position{(Listed.Count == 1 ? "" : "s")} {string.Join(", ", Listed.Select(position => position.ToString(CultureInfo.InvariantCulture)))}",
    };
}
