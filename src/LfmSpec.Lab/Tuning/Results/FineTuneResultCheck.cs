namespace LfmSpec.Lab.Tuning;

/// <summary>What was measured of a training must be numbers, and those that there can be, before they stand in a table.</summary>
internal static class FineTuneResultCheck
{
    /// <summary>Checks all that was measured of a training.</summary>
    /// <exception cref="LabException">A number is none, or cannot be. The message names case, seed and measure.</exception>
    internal static void Check(ExperimentSpec experiment, FineTuneResult result)
    {
        foreach (var run in result.Runs)
        {
            var where = FormattableString.Invariant($"{experiment.Name}.{result.Spec.Name}, seed {run.Seed}: ");
            foreach (var evaluation in run.Trajectory.Prepend(run.Before).Append(run.After))
            {
                var at = FormattableString.Invariant($" after {evaluation.Step} steps");
                TableNumber.Check(evaluation.HeldOutLoss, double.NegativeInfinity, $"{where}held-out loss{at}");
                TableNumber.Check(evaluation.HeldOutResponseLoss, double.NegativeInfinity, $"{where}response loss{at}");
                TableNumber.Check(evaluation.Shift, -TableNumber.Rounding, $"{where}shift{at}");
                TableNumber.Check(evaluation.ShiftLast, -TableNumber.Rounding, $"{where}shift, last position,{at}");
            }

            foreach (var probe in run.Probes)
            {
                CheckEach(probe.Kl, "shift", where, $" of the probe '{ShortText.Of(probe.Prompt)}'");
            }

            foreach (var block in run.BlocksBefore.Concat(run.BlocksAfter))
            {
                TableNumber.Check(block.Skip, -TableNumber.Rounding, FormattableString.Invariant($"{where}skip KL of L{block.Layer:00}"));
                TableNumber.Check(block.Mlp, -TableNumber.Rounding, FormattableString.Invariant($"{where}KL without the MLP of L{block.Layer:00}"));
            }

            foreach (var (index, step) in run.Steps.Index())
            {
                TableNumber.Check(step.Loss, double.NegativeInfinity, FormattableString.Invariant($"{where}loss of step {index + 1}"));
            }

            foreach (var adapter in run.Adapters)
            {
                TableNumber.Check(adapter.Norm, 0, $"{where}norm of the adapter of {adapter.Module}");
            }
        }
    }

    private static void CheckEach(IReadOnlyList<double> values, string what, string where, string of)
    {
        foreach (var (position, value) in values.Index())
        {
            TableNumber.Check(value, -TableNumber.Rounding, FormattableString.Invariant($"{where}{what}{(values.Count == 1 ? "" : $" at position {position}")}{of}"));
        }
    }
}
