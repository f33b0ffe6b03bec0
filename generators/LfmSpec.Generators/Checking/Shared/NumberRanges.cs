using System.Collections.Immutable;
using System.Globalization;

namespace LfmSpec.Generators.Checking.Shared;

/// <summary>The grammar of numbers in <c>Layers</c>, <c>Heads</c> and <c>Positions</c>: <c>0-3,5</c>.</summary>
internal static class NumberRanges
{
    /// <summary>Reads numbers and ranges.</summary>
    /// <param name="text">The text.</param>
    /// <param name="ranges">First and last of each range, ascending, or empty.</param>
    /// <param name="repeated">A number that is named twice, or null.</param>
    /// <returns>Whether the text is in the grammar.</returns>
    public static bool TryRead(string text, out ImmutableArray<(int First, int Last)> ranges, out int? repeated)
    {
        ranges = [];
        repeated = null;
        var read = new List<(int First, int Last)>();
        foreach (var item in text.Split(','))
        {
            var ends = item.Split('-');
            if (ends.Length > 2 || !TryReadNumber(ends[0], out var first)
                || !TryReadNumber(ends[ends.Length - 1], out var last) || first > last)
            {
                return false;
            }

            read.Add((first, last));
        }

        ranges = [.. read.OrderBy(static range => range.First)];
        for (var index = 1; index < ranges.Length; index++)
        {
            // The ends are ascending, since an overlap stops here.
            if (ranges[index].First <= ranges[index - 1].Last)
            {
                repeated = ranges[index].First;
                break;
            }
        }

        return true;
    }

    /// <summary>Every number of the ranges.</summary>
    public static ImmutableArray<int> Expand(ImmutableArray<(int First, int Last)> ranges) =>
        [.. ranges.SelectMany(static range => Enumerable.Range(range.First, range.Last - range.First + 1))];

    private static bool TryReadNumber(string text, out int number) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
