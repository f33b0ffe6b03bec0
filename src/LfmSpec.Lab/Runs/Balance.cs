namespace LfmSpec.Lab.Runs;

/// <summary>
/// Spreads units over shards: the costliest first, each to the shard that has least (Graham 1969, "Bounds on multiprocessing timing
/// anomalies"). No two shards then differ by more than the costliest unit. Ties go by order, so the spread is the same everywhere.
/// </summary>
internal sealed class Balance
{
    private readonly PriorityQueue<int, (long Load, int Shard)> least = new();
    private readonly long[] loads;

    internal Balance(int shards)
    {
        loads = new long[shards];
        least.EnqueueRange(Enumerable.Range(0, shards).Select(shard => (shard, (0L, shard))));
    }

    /// <summary>What each shard has, from the first.</summary>
    internal IReadOnlyList<long> Loads => loads;

    /// <summary>Spreads units over what the shards have already.</summary>
    /// <param name="costs">What each unit costs.</param>
    /// <returns>The shard of each unit, from 1.</returns>
    internal int[] Spread(IReadOnlyList<long> costs)
    {
        var owners = new int[costs.Count];
        foreach (var (unit, cost) in costs.Index().OrderByDescending(unit => unit.Item).ThenBy(unit => unit.Index))
        {
            var shard = least.Dequeue();
            loads[shard] += cost;
            least.Enqueue(shard, (loads[shard], shard));
            owners[unit] = shard + 1;
        }

        return owners;
    }
}
