using System.Globalization;

namespace LfmSpec.Lab;

/// <summary>What a number must be before it may stand in a table: a number, and of a KL, a shift or a share one that there can be.</summary>
internal static class ResultCheck
{
    // KL is summed in double, of terms of some nats over the vocabulary.
    private const double Rounding = 1e-9;

    /// <summary>Checks all that was measured of a case.</summary>
    /// <exception cref="LabException">A number is none, or cannot be. The message names case, prompt and measure.</exception>
    internal static void Check(ExperimentSpec experiment, CaseResult result)
    {
        foreach (var (prompt, divergence) in result.Prompts.Prompts.Zip(result.Divergences))
        {
            var where = $"{experiment.Name}.{result.Case.Name}: ";
            var of = $" of the prompt '{CleanRun.Shorten(prompt.Text)}'";
            foreach (var measure in experiment.Measures)
            {
                foreach (var one in divergence.Alone.Append(divergence))
                {
                    CheckEach(one.Of(measure.Measure), measure.Measure.Reading, where, of);
                }

                var value = divergence.Of(measure);
                if (!CaseResult.IsWithoutAnswer(measure, value))
                {
                    Check(value, double.NegativeInfinity, where + ResultTable.NameOf(measure) + of);
                }
            }
        }
    }

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
                Check(evaluation.HeldOutLoss, double.NegativeInfinity, $"{where}held-out loss{at}");
                Check(evaluation.HeldOutResponseLoss, double.NegativeInfinity, $"{where}response loss{at}");
                Check(evaluation.Shift, -Rounding, $"{where}shift{at}");
                Check(evaluation.ShiftLast, -Rounding, $"{where}shift, last position,{at}");
            }

            foreach (var probe in run.Probes)
            {
                CheckEach(probe.Kl, "shift", where, $" of the probe '{CleanRun.Shorten(probe.Prompt)}'");
            }

            foreach (var block in run.BlocksBefore.Concat(run.BlocksAfter))
            {
                Check(block.Skip, -Rounding, FormattableString.Invariant($"{where}skip KL of L{block.Layer:00}"));
                Check(block.Mlp, -Rounding, FormattableString.Invariant($"{where}KL without the MLP of L{block.Layer:00}"));
            }

            foreach (var (index, step) in run.Steps.Index())
            {
                Check(step.Loss, double.NegativeInfinity, FormattableString.Invariant($"{where}loss of step {index + 1}"));
            }

            foreach (var adapter in run.Adapters)
            {
                Check(adapter.Norm, 0, $"{where}norm of the adapter of {adapter.Module}");
            }
        }
    }

    private static void CheckEach(IReadOnlyList<double> values, IMeasure measure, string where, string of)
    {
        var what = values.Count == 1 && measure.Ways().Ways.Count > 1 ? $"{measure.Name}, {Positions.Last.Words()}," : measure.Name;
        foreach (var (position, value) in values.Index().Where(one => !(measure.MayBeUndefined && double.IsNaN(one.Item))))
        {
            Check(value, measure.Least - Rounding, FormattableString.Invariant($"{where}{what}{(values.Count == 1 ? "" : $" at position {position}")}{of}"), measure.Least);
        }
    }

    private static void CheckEach(IReadOnlyList<double> values, string what, string where, string of)
    {
        foreach (var (position, value) in values.Index())
        {
            Check(value, -Rounding, FormattableString.Invariant($"{where}{what}{(values.Count == 1 ? "" : $" at position {position}")}{of}"));
        }
    }

    private static void Check(double value, double least, string what, double bound = 0)
    {
        if (!double.IsFinite(value) || value < least)
        {
            throw new LabException(
                $"{what} is {value.ToString(CultureInfo.InvariantCulture)}, {(double.IsFinite(value) ? $"and it is {bound.ToString(CultureInfo.InvariantCulture)} or more" : "which is no number")}. " +
                "The run overflowed or its result is damaged: look at what is added or left out, at the weights, and at results that were kept (--no-cache).");
        }
    }
}
