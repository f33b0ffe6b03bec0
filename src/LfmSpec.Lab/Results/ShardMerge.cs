namespace LfmSpec.Lab;

/// <summary>
/// The results that shards left in their folders, to be united with a laboratory's own. Nothing is kept and nothing known before everything
/// is there; a result of another model, another build or a line that was cut short is none.
/// </summary>
public sealed class ShardMerge
{
    private readonly Bench bench;
    private readonly Lock running;
    private readonly IReadOnlyList<ExperimentSpec> known;
    private readonly Dictionary<string, KeptLine> arrived = new(StringComparer.Ordinal);
    private readonly List<ShardHeading> headings = [];

    private ShardMerge(Bench bench, Lock running, IReadOnlyList<ExperimentSpec> known) => (this.bench, this.running, this.known) = (bench, running, known);

    /// <summary>The experiments that the shards were asked for; all, if no shard says which.</summary>
    public IReadOnlyList<ExperimentSpec> Experiments =>
        headings.Count == 0 ? known : [.. known.Where(experiment => headings.Any(heading => heading.Experiments.Contains(experiment.Name)))];

    /// <summary>Takes over the results of experiments, if they are all there.</summary>
    /// <param name="experiments">The experiments.</param>
    /// <exception cref="LabException">Something is missing: each experiment of which it is, how much, and which shard's it is. Or the results cannot be kept.</exception>
    public void Take(params IReadOnlyList<ExperimentSpec> experiments)
    {
        if (experiments.Count == 0)
        {
            throw new LabException($"The shards ran {string.Join(", ", headings.SelectMany(heading => heading.Experiments).Distinct())}, and there is no experiment of such a name here. Merge with the program that the shards ran.");
        }

        lock (running)
        {
            var work = experiments.Select(experiment => (Experiment: experiment, Items: Work.Of(bench, experiment))).ToArray();
            var owner = Owner();
            var missing = work.SelectMany(item => Missing(item.Experiment, item.Items, owner)).ToArray();
            if (missing.Length > 0)
            {
                throw new LabException(
                    $"Not everything is there, and nothing was written:\n  {string.Join("\n  ", missing.Concat(bench.Cache.Damaged))}\n" +
                    "Run the shards that are missing or not finished again, with the same experiments and the same build; what they kept is not run again. Then merge again.");
            }

            bench.Cache.Add([.. work.SelectMany(item => item.Items).SelectMany(item => item.Runs).Select(run => run.Key).Distinct().Where(key => !bench.Cache.Has(key)).Select(key => arrived[key])]);
        }
    }

    /// <param name="bench">What is run with.</param>
    /// <param name="running">Held while something runs.</param>
    /// <param name="files">Where results of the checkpoint are kept.</param>
    /// <param name="folders">The shards' folders.</param>
    /// <param name="known">The experiments that there are.</param>
    /// <exception cref="LabException">A folder is missing, cannot be read, or has no result of this model.</exception>
    internal static ShardMerge Of(Bench bench, Lock running, ResultFiles files, IReadOnlyList<string> folders, IReadOnlyList<ExperimentSpec> known)
    {
        var merge = new ShardMerge(bench, running, known);
        foreach (var folder in folders)
        {
            merge.Read(folder, files);
        }

        return merge;
    }

    private void Read(string folder, ResultFiles files)
    {
        if (!Directory.Exists(folder))
        {
            throw new LabException($"{folder}: there is no such folder to merge. Name the folders that shards kept their results in.");
        }

        if (files.Below(folder) is not { Count: > 0 } found)
        {
            throw new LabException($"{folder}: there is no result of {bench.Runs.Checkpoint.Name} in it (no file {files.Stem}*.jsonl). Merge results of the model that the shards ran on.");
        }

        foreach (var line in found.SelectMany(path => ResultFiles.Lines(path, bench.Cache.NoteDamage)))
        {
            if (line.Heading is { } heading)
            {
                headings.Add(heading);
            }
            else
            {
                arrived[line.Key!] = line;
            }
        }
    }

    private IEnumerable<string> Missing(ExperimentSpec experiment, IReadOnlyList<Work> work, Func<string, string> owner)
    {
        var missing = work.Where(item => item.Runs.Any(run => !bench.Cache.Has(run.Key) && !arrived.ContainsKey(run.Key))).ToArray();
        var observations = experiment.Observations.Select(observation => observation.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (what, total, some) in new[]
        {
            ("cases", work.Count - observations.Count, missing.Where(item => item.Name is null || !observations.Contains(item.Name)).ToArray()),
            ("observations", observations.Count, missing.Where(item => item.Name is { } name && observations.Contains(name)).ToArray()),
        }.Where(kind => kind.Item3.Length > 0))
        {
            var owners = some.GroupBy(item => owner(item.Runs[0].Key)).ToArray();
            yield return $"{experiment.Name}: {some.Length} of {total} {what}, of {string.Join("; of ", owners.Select(group => owners.Length == 1 ? group.Key : $"{group.Key} ({group.Count()})"))}";
        }
    }

    // Who should have brought a result: by the split of which most shards arrived.
    private Func<string, string> Owner()
    {
        if (headings.GroupBy(heading => (heading.Count, string.Join('\n', heading.Experiments))).MaxBy(group => group.DistinctBy(heading => heading.Index).Count()) is not { } split)
        {
            return _ => "no shard: none of these folders is a shard's";
        }

        var plan = ShardPlan.Of(bench, [.. known.Where(experiment => split.First().Experiments.Contains(experiment.Name))], split.Key.Count);
        return key => plan.OwnerOf(key) is not { } index ? "no shard: the shards were not asked for it"
            : $"{new Shard(index, plan.Count)}, which {(split.LastOrDefault(heading => heading.Index == index) is not { } heading ? "did not arrive" : heading.Engine == EngineVersion.Current ? "is not finished" : "another build of LfmSpec ran")}";
    }
}
