namespace LfmSpec.Lab;

/// <summary>What must be computed of a changed run so that an experiment's columns can be filled: the head and the KL only where they are measured.</summary>
/// <param name="Everywhere">KL and top-1 at every position; otherwise at the last only.</param>
/// <param name="LogitShift">The logit shift, at every position.</param>
/// <param name="Recovery">The recoveries of a patched pair.</param>
/// <param name="Target">The log-probability of the prompt's target.</param>
internal readonly record struct Needs(bool Everywhere, bool LogitShift, bool Recovery, bool Target)
{
    internal static Needs Of(ExperimentSpec experiment) => new(
        experiment.Measures.Any(measure => measure is { Metric: Metric.Top1 } or { Metric: Metric.Kl or Metric.Interaction, Over: not Positions.Last })
            || experiment.Summaries.Any(summary => summary.Summary.ReadsEveryPosition),
        experiment.Measures.Any(measure => measure.Metric == Metric.LogitShift),
        experiment.Measures.Any(measure => measure.Metric is Metric.Recovery or Metric.KlRecovery),
        experiment.Measures.Any(measure => measure.Metric == Metric.TargetLogProbability));

    /// <inheritdoc/>
    public override string ToString() => $"{(Everywhere ? "everywhere" : "last")}{(LogitShift ? " shift" : "")}{(Recovery ? " recovery" : "")}{(Target ? " target" : "")}";
}
