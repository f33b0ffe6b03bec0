namespace LfmSpec.Lab;

/// <summary>
/// Which shard runs what. It depends on the experiments, the prompts, the model's shape and the number of shards, and on nothing of the
/// machine or of what is known already, so every shard makes the same plan by itself. A unit is a case over all prompts, or an
/// observation; what it costs is its block passes, each times the prompt's positions.
/// </summary>
public sealed class ShardPlan
{
    private readonly Dictionary<string, int> ofRuns = new(StringComparer.Ordinal);
    private readonly Dictionary<(ExperimentSpec Experiment, string Name), int> ofTests = new(ByReference.Instance);
    private readonly Dictionary<ExperimentSpec, int> ofWholes = new(ReferenceEqualityComparer.Instance);

    private ShardPlan(int count) => Count = count;

    /// <summary>The number of shards.</summary>
    public int Count { get; }

    /// <summary>What each shard costs, from the first: block passes, each times the positions.</summary>
    public IReadOnlyList<long> Costs { get; private set; } = [];

    /// <summary>What the costliest unit costs; no two shards differ by more.</summary>
    public long LargestUnit { get; private set; }

    /// <summary>The shard of a case or an observation.</summary>
    /// <param name="experiment">One of the plan's experiments.</param>
    /// <param name="name">The name of the case or the observation.</param>
    /// <returns>The shard, from 1.</returns>
    /// <exception cref="KeyNotFoundException">The plan has no such test.</exception>
    public int OwnerOf(ExperimentSpec experiment, string name) => ofTests[(experiment, name)];

    /// <summary>The shard of what is about an experiment as a whole: its laws and its baseline. These are spread after the cases, over what the shards have.</summary>
    /// <param name="experiment">One of the plan's experiments.</param>
    /// <returns>The shard, from 1.</returns>
    /// <exception cref="KeyNotFoundException">The plan has no such experiment.</exception>
    public int OwnerOf(ExperimentSpec experiment) => ofWholes[experiment];

    /// <summary>The shard of what is known by a key, from 1; null for what the plan has not.</summary>
    internal int? OwnerOf(string key) => ofRuns.TryGetValue(key, out var owner) ? owner : null;

    internal static ShardPlan Of(Bench bench, IReadOnlyList<ExperimentSpec> experiments, int count)
    {
        var units = new WorkUnits();
        var tests = new List<(ExperimentSpec Experiment, string Name, int Unit)>();
        var wholes = new long[experiments.Count];
        foreach (var (index, experiment) in experiments.Index())
        {
            var work = WorkOf(bench, experiment);
            tests.AddRange(work.Where(item => item.Name is not null).Select(item => (experiment, item.Name!, units.Add(item.Runs))));
            foreach (var item in work.Where(item => item.Name is null))
            {
                units.Add(item.Runs);
            }

            wholes[index] = Math.Max(1, work.SelectMany(item => item.Runs).Sum(run => run.Cost));
        }

        var all = units.All.ToArray();
        var balance = new Balance(count);
        var owners = all.Zip(balance.Spread([.. all.Select(unit => unit.Cost)])).ToDictionary(pair => pair.First.Unit, pair => pair.Second);
        var plan = new ShardPlan(count) { Costs = [.. balance.Loads], LargestUnit = all.Select(unit => unit.Cost).DefaultIfEmpty().Max() };
        foreach (var (key, unit) in units.Keys)
        {
            plan.ofRuns.Add(key, owners[unit]);
        }

        foreach (var (experiment, name, unit) in tests)
        {
            plan.ofTests[(experiment, name)] = owners[units.Root(unit)];
        }

        foreach (var (experiment, owner) in experiments.Zip(balance.Spread(wholes)))
        {
            plan.ofWholes[experiment] = owner;
        }

        return plan;
    }

    // An experiment that cannot run on this model is work without runs: the shards that it falls to say why.
    private static IReadOnlyList<Work> WorkOf(Bench bench, ExperimentSpec experiment)
    {
        try
        {
            return Work.Of(bench, experiment);
        }
        catch (LabException)
        {
            return [.. experiment.Cases.Select(@case => @case.Name).Concat(experiment.Observations.Select(observation => observation.Name)).Select(name => new Work(name, []))];
        }
    }

    private sealed class ByReference : IEqualityComparer<(ExperimentSpec Experiment, string Name)>
    {
        internal static ByReference Instance { get; } = new();

        public bool Equals((ExperimentSpec Experiment, string Name) x, (ExperimentSpec Experiment, string Name) y) => ReferenceEquals(x.Experiment, y.Experiment) && x.Name == y.Name;

        public int GetHashCode((ExperimentSpec Experiment, string Name) obj) => HashCode.Combine(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(obj.Experiment), obj.Name);
    }
}
