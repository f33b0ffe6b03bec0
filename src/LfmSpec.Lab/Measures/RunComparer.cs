using System.Globalization;
using LfmSpec.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Measures;

/// <summary>Compares changed runs with the clean one, after the last block: the head is computed only where something is measured.</summary>
internal sealed class RunComparer(CausalModel model, KeptMeasures kept, long logitBytes)
{
    /// <summary>Measures the rows of a batch.</summary>
    /// <param name="promptRuns">The prompt's clean runs.</param>
    /// <param name="target">The prompt's target, or null.</param>
    /// <param name="residual">The residual streams after the last block, [rows, positions, hidden].</param>
    /// <param name="changed">How many elements were changed in each row.</param>
    /// <param name="rowOf">A row's name, for a message, and its edits.</param>
    /// <returns>The divergences, one a row.</returns>
    /// <exception cref="LabException">A row or a value of it is not finite.</exception>
    internal Divergence[] Of(PromptRuns promptRuns, int? target, Tensor residual, IReadOnlyList<long> changed, Func<int, (string What, IEnumerable<Edit> Edits)> rowOf)
    {
        using var scope = NewDisposeScope();
        using var every = new MeasuredRows(model, promptRuns, target, residual, logitBytes);
        using var last = new MeasuredRows(model, promptRuns, target, residual, logitBytes, every);
        var measured = new Divergence[changed.Count];
        for (var row = 0; row < measured.Length; row++)
        {
            using var inner = NewDisposeScope();
            var values = new Dictionary<string, IReadOnlyList<double>>(kept.All.Count, StringComparer.Ordinal);
            foreach (var measure in kept.All)
            {
                var run = new MeasuredRun(measure.Everywhere ? every : last, row, measure.Measure);
                var found = OwnCode.Run(measure.Measure, () => measure.Measure.Of(run));
                if (row == 0 && !measure.Measure.IsOfTheLab() && TensorEngine.KeepsBits && !found.SequenceEqual(OwnCode.Run(measure.Measure, () => measure.Measure.Of(run))))
                {
                    throw new LabException($"{rowOf(row).What}: {measure.Measure.Name} of the prompt '{ShortText.Of(promptRuns.Run.Prompt.Text)}' is another number when it is measured again. "
                        + "Draw what is random from a seed that is a setting, and keep nothing from one run to the next.");
                }

                values.Add(measure.Id, found);
            }

            if (!every.IsFinite(row) || !last.IsFinite(row))
            {
                var (what, edits) = rowOf(row);
                throw FiniteRun.Error(model, what, promptRuns.Run, new EditVisitor(edits.Select(edit => (0, edit))));
            }

            foreach (var measure in kept.All)
            {
                if (Problem(measure.Measure, values[measure.Id], (measure.Everywhere ? every : last).Count) is { } problem)
                {
                    throw new LabException($"{rowOf(row).What}: {measure.Measure.Name} of the prompt '{ShortText.Of(promptRuns.Run.Prompt.Text)}' {problem}.");
                }
            }

            measured[row] = new Divergence(values) { ChangedElements = changed[row] };
        }

        return measured;
    }

    private static string? Problem(IMeasure measure, IReadOnlyList<double> values, int positions)
    {
        if (values.Count != 1 && values.Count != positions)
        {
            return $"has {values.Count} values, and {positions} {(positions == 1 ? "position is" : "positions are")} read. Let {measure.GetType().Name}.Of give one a position, or one in all";
        }

        foreach (var value in values)
        {
            if (!double.IsFinite(value) && !(double.IsNaN(value) && measure.MayBeUndefined))
            {
                return $"is {value.ToString(CultureInfo.InvariantCulture)}, which is no number, though the run's logits are finite. " +
                    $"Look at how {measure.GetType().Name} is computed, or let MayBeUndefined be true where there is nothing to measure";
            }
        }

        return null;
    }
}
