namespace LfmSpec.Lab.Runs;

/// <summary>Work of an experiment.</summary>
/// <param name="Name">The case or the observation; null for a case that a measure needs beside the experiment's own.</param>
/// <param name="Runs">What its results are known by, and what each costs.</param>
internal sealed record Work(string? Name, IReadOnlyList<(string Key, long Cost)> Runs)
{
    /// <summary>What an experiment has to compute: its cases, those that a measure needs beside them, and its observations.</summary>
    /// <exception cref="LabException">A case does not fit the model or a prompt.</exception>
    internal static IReadOnlyList<Work> Of(Bench bench, ExperimentSpec experiment)
    {
        var sweep = Sweep.Of(bench, experiment, experiment.Cases);
        var own = experiment.Cases.Select(CaseKey.Describe).ToHashSet(StringComparer.Ordinal);
        var prompts = bench.Prompts.Of(experiment.Prompts);
        return
        [
            .. experiment.Cases.Select(@case => new Work(@case.Name, [.. sweep.Runs(@case)])),
            .. sweep.Cases.Where(@case => !own.Contains(CaseKey.Describe(@case))).Select(@case => new Work(null, [.. sweep.Runs(@case)])),
            .. experiment.Observations.Select(observation => new Work(
                observation.Name,
                [(ObservationKey.Of(bench.Runs.Checkpoint, prompts, experiment, observation), ObservationKey.Cost(bench.Runs, prompts, observation))])),
        ];
    }
}
