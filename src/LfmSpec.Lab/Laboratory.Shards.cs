namespace LfmSpec.Lab;

/// <content>Sharing a plan between processes, and uniting what they found.</content>
public sealed partial class Laboratory
{
    /// <summary>Splits what experiments have to compute between shards. The same split is made on every machine, whatever is known there already.</summary>
    /// <param name="experiments">The experiments. One that cannot run on this model is split too, so that a shard says why.</param>
    /// <param name="count">The number of shards.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no shard, or there are too many.</exception>
    public ShardPlan Split(IReadOnlyList<ExperimentSpec> experiments, int count)
    {
        lock (running)
        {
            return ShardPlan.Of(Bench, experiments, new Shard(1, count).Count);
        }
    }

    /// <summary>Notes in the cache whose results are kept there, so that a merge knows which shard did not arrive, even one that has nothing to do.</summary>
    /// <param name="experiments">The experiments that are split.</param>
    /// <exception cref="LabException">Two experiments have one name, or the cache cannot be written.</exception>
    public void BeginShard(IReadOnlyList<ExperimentSpec> experiments)
    {
        SpecificationCheck.CheckNames(experiments);
        lock (running)
        {
            Bench.Cache.Add([new KeptLine(Heading: new ShardHeading(Shard.Index, Shard.Count, EngineVersion.Current, [.. experiments.Select(experiment => experiment.Name)]))]);
        }
    }

    /// <summary>Makes known what a plan gives of an experiment to this laboratory's shard: changed runs, as one sweep, and observations.</summary>
    /// <param name="experiment">One of the plan's experiments.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="cancellation">Stops between two blocks; what is finished is kept.</param>
    /// <returns>How many cases and observations it is.</returns>
    /// <exception cref="ArgumentException">The plan is for another number of shards.</exception>
    /// <exception cref="LabException">The experiment does not fit the model, or an intervention did not fire.</exception>
    public int RunShard(ExperimentSpec experiment, ShardPlan plan, CancellationToken cancellation = default)
    {
        if (plan.Count != Shard.Count)
        {
            throw new ArgumentException($"The plan is for {plan.Count} shards, and this laboratory is {Shard}.", nameof(plan));
        }

        lock (running)
        {
            var mine = Work.Of(Bench, experiment).Where(work => plan.OwnerOf(work.Runs[0].Key) == Shard.Index).ToArray();
            if (experiment.Cases.Count > 0)
            {
                Sweep.Of(Bench, experiment, experiment.Cases).Run(cancellation, key => plan.OwnerOf(key) == Shard.Index);
            }

            foreach (var observation in experiment.Observations.Where(observation => plan.OwnerOf(experiment, observation.Name) == Shard.Index))
            {
                Observe(experiment, observation, cancellation);
            }

            return mine.Length;
        }
    }

    /// <summary>Reads the results that shards left. <see cref="ShardMerge.Take"/> makes them this laboratory's own; then no experiment computes anything.</summary>
    /// <param name="folders">The shards' cache folders, or folders above them.</param>
    /// <param name="experiments">The experiments that there are.</param>
    /// <returns>What arrived.</returns>
    /// <exception cref="LabException">A folder is missing, cannot be read, or has no result of this model.</exception>
    public ShardMerge Merge(IReadOnlyList<string> folders, IReadOnlyList<ExperimentSpec> experiments)
    {
        lock (running)
        {
            return ShardMerge.Of(Bench, running, Files(folders[0]), folders, experiments);
        }
    }

    private ResultFiles Files(string folder) => new(folder, Checkpoint, Shard);
}
