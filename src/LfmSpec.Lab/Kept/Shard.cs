using System.Globalization;

namespace LfmSpec.Lab;

/// <summary>One part of a plan that several processes share.</summary>
public sealed record Shard
{
    private const int Most = 1_000_000;

    /// <summary>A part.</summary>
    /// <param name="index">Which, from 1.</param>
    /// <param name="count">Of how many.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such part.</exception>
    public Shard(int index, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Most);
        ArgumentOutOfRangeException.ThrowIfLessThan(index, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, count);
        (Index, Count) = (index, count);
    }

    /// <summary>The only part of one: everything.</summary>
    public static Shard Whole { get; } = new(1, 1);

    /// <summary>Which part, from 1.</summary>
    public int Index { get; }

    /// <summary>Of how many.</summary>
    public int Count { get; }

    /// <summary>Whether it is everything.</summary>
    public bool IsWhole => Count == 1;

    /// <summary>Reads <c>i/n</c>, i from 1 to n.</summary>
    /// <param name="text">The text, such as <c>2/4</c>.</param>
    /// <returns>The part, or null if the text names none.</returns>
    public static Shard? Parse(string text) =>
        text.Split('/') is [var first, var second] && Number(first) is { } index && Number(second) is { } count && IsPart(index, count) ? new Shard(index, count) : null;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"shard {Index} of {Count}");

    /// <summary>Whether there is such a part.</summary>
    /// <param name="index">Which, from 1.</param>
    /// <param name="count">Of how many.</param>
    /// <returns>Whether there is.</returns>
    public static bool IsPart(long index, int count) => index >= 1 && index <= count && count <= Most;

    private static int? Number(string text) => int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
