namespace LfmSpec.Testing;

/// <summary>The word that somebody meant.</summary>
internal static class Suggestion
{
    /// <summary>The nearest of some words, by Levenshtein's distance without regard to case.</summary>
    /// <param name="word">What was written.</param>
    /// <param name="words">What there is.</param>
    /// <returns>A question that begins with a space, or an empty text if none is near: within two letters, or a third of its length.</returns>
    internal static string For(string word, IEnumerable<string> words) =>
        words.Select(known => (Known: known, Distance: Distance(word.ToUpperInvariant(), known.ToUpperInvariant())))
            .Where(near => near.Distance <= Math.Min(Math.Max(2, near.Known.Length / 3), near.Known.Length - 1))
            .OrderBy(near => near.Distance).ThenBy(near => near.Known, StringComparer.Ordinal)
            .Select(near => $" Did you mean '{near.Known}'?").FirstOrDefault("");

    private static int Distance(string one, string other)
    {
        int[] row = [.. Enumerable.Range(0, other.Length + 1)];
        foreach (var (index, character) in one.Index())
        {
            var diagonal = row[0];
            row[0] = index + 1;
            for (var at = 1; at <= other.Length; at++)
            {
                (diagonal, row[at]) = (row[at], Math.Min(Math.Min(row[at], row[at - 1]) + 1, diagonal + (other[at - 1] == character ? 0 : 1)));
            }
        }

        return row[^1];
    }
}
