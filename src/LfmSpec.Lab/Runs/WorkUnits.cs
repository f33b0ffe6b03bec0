namespace LfmSpec.Lab.Runs;

/// <summary>
/// Units of work that are not divided further. Work that has a run in common with other work is one unit with it, so that no run is made
/// on two shards: a case that two experiments have, on prompts that both have.
/// </summary>
internal sealed class WorkUnits
{
    private readonly Dictionary<string, int> unitOf = new(StringComparer.Ordinal);
    private readonly List<int> parent = [];
    private readonly List<long> cost = [];

    /// <summary>The keys of all runs, each with its unit.</summary>
    internal IEnumerable<(string Key, int Unit)> Keys => unitOf.Select(pair => (pair.Key, Root(pair.Value)));

    /// <summary>The units in the order in which they were added, with what they cost: 1 at least, so that free ones are spread too.</summary>
    internal IEnumerable<(int Unit, long Cost)> All => Enumerable.Range(0, parent.Count).Where(unit => parent[unit] == unit).Select(unit => (unit, Math.Max(1, cost[unit])));

    /// <summary>Adds work.</summary>
    /// <param name="runs">Its runs, by what they are known by, and what each costs.</param>
    /// <returns>A number by which <see cref="Root"/> knows its unit.</returns>
    internal int Add(IEnumerable<(string Key, long Cost)> runs)
    {
        var added = parent.Count;
        parent.Add(added);
        cost.Add(0);
        foreach (var (key, price) in runs)
        {
            if (unitOf.TryGetValue(key, out var other))
            {
                Unite(Root(added), Root(other));
            }
            else
            {
                unitOf.Add(key, added);
                cost[Root(added)] += price;
            }
        }

        return added;
    }

    /// <summary>The unit that work has become a part of.</summary>
    internal int Root(int unit)
    {
        while (parent[unit] != unit)
        {
            unit = parent[unit] = parent[parent[unit]];
        }

        return unit;
    }

    private void Unite(int one, int other)
    {
        if (one == other)
        {
            return;
        }

        var (first, later) = one < other ? (one, other) : (other, one);
        parent[later] = first;
        cost[first] += cost[later];
    }
}
