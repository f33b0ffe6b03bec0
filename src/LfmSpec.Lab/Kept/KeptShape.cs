using System.Globalization;

namespace LfmSpec.Lab.Kept;

/// <summary>How many numbers a kept run has of each measure. Its key says it, so that a line is none that says something else than it was asked for.</summary>
internal static class KeptShape
{
    private const char Separator = '-', Everywhere = 'e', Last = 'l';

    /// <summary>The shape of what is measured on a prompt, as a key ends: <c>-6-el</c> is of 6 positions, the first measure by name everywhere and the other at the last.</summary>
    internal static string Of(KeptMeasures kept, int positions) =>
        $"{Separator}{positions.ToString(CultureInfo.InvariantCulture)}{Separator}"
        + string.Concat(kept.All.OrderBy(reading => reading.Id, StringComparer.Ordinal).Select(reading => reading.Everywhere ? Everywhere : Last));

    /// <summary>Whether a run has the shape that its key says; any, if the key says none.</summary>
    internal static bool Fits(string key, Divergence divergence)
    {
        if (key.Split(Separator) is not [_, var positions, var places])
        {
            return true;
        }

        return int.TryParse(positions, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && divergence.Values.Count == places.Length
            && divergence.Values.OrderBy(kept => kept.Key, StringComparer.Ordinal).Zip(places).All(item => Fits(item.First, item.Second == Everywhere ? count : 1));
    }

    // A measure of a user's own may give one number of all positions; its name is followed by a hash.
    private static bool Fits(KeyValuePair<string, IReadOnlyList<double>> kept, int count) =>
        kept.Value.Count == count || (kept.Value.Count == 1 && kept.Key.Contains(' ', StringComparison.Ordinal));
}
