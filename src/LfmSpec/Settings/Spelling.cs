namespace LfmSpec;

/// <summary>What a misspelt name was meant to be, for the compiler, the loader of adapters and the command line alike.</summary>
internal static class Spelling
{
    /// <summary>The one name that is nearest, or null if none is near or two are as near.</summary>
    /// <param name="written">What was written; case does not count.</param>
    /// <param name="names">The names that exist.</param>
    public static string? Nearest(string written, IEnumerable<string> names)
    {
        // One slip, or two in a long name: q_proj and o_proj are names of different things.
        var allowed = written.Length < 8 ? 1 : 2;
        var nearest = names
            .Distinct()
            .GroupBy(name => Distance(written.ToLowerInvariant(), name.ToLowerInvariant()))
            .OrderBy(static group => group.Key)
            .FirstOrDefault();
        return nearest is not null && nearest.Key <= allowed && nearest.Count() == 1 ? nearest.Single() : null;
    }

    // The optimal string alignment distance: a letter inserted, left out, replaced or swapped with its neighbour is one slip.
    private static int Distance(string one, string other)
    {
        var costs = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++)
        {
            for (var j = 0; j <= other.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    costs[i, j] = i + j;
                    continue;
                }

                var isEqual = one[i - 1] == other[j - 1];
                var cost = Math.Min(Math.Min(costs[i - 1, j], costs[i, j - 1]) + 1, costs[i - 1, j - 1] + (isEqual ? 0 : 1));
                var isSwap = i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1];
                costs[i, j] = isSwap ? Math.Min(cost, costs[i - 2, j - 2] + 1) : cost;
            }
        }

        return costs[one.Length, other.Length];
    }
}
