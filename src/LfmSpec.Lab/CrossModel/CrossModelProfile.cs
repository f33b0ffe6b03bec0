using System.Globalization;
using LfmSpec.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary>One model's answers to the questions of the published cross-model table, and to those that it should have asked.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Sha256">SHA-256 of its weights.</param>
/// <param name="Rows">The quantities, by name; a text where a quantity does not apply.</param>
public sealed record CrossModelProfile(string Model, long Parameters, string Sha256, IReadOnlyList<(string Quantity, Cell Value)> Rows)
{
    /// <summary>Measures a model.</summary>
    /// <param name="lab">The model's laboratory.</param>
    /// <param name="perFamily">How many prompts of each task family, two at least for the bootstrap, but for the capability, which takes all of the test part with an answer of one token.</param>
    /// <param name="cancellation">Stops the measurement.</param>
    /// <returns>The profile.</returns>
    /// <exception cref="LabException">The prompts cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static CrossModelProfile Of(Laboratory lab, int perFamily = 2, CancellationToken cancellation = default)
    {
        var checkpoint = lab.Checkpoint;
        var experiments = new CrossModelExperiments(checkpoint.Name, checkpoint.Model.Shape, perFamily);
        var reading = new Reading(checkpoint.Model.Shape);
        return new CrossModelProfile(checkpoint.Name, checkpoint.Model.Parameters, checkpoint.Sha256,
        [
            .. reading.Architecture(),
            .. reading.Hub(lab.Run(experiments.Skips(), cancellation)),
            .. Reading.Halves(lab.Run(experiments.Halves(), cancellation)),
            .. reading.Steering(lab.Run(experiments.Steering(CrossModelExperiments.SteeringShare, SteeringUnit.ResidualNorm), cancellation), "half the residual norm"),
            .. reading.Steering(lab.Run(experiments.Steering(CrossModelExperiments.PublishedLength, SteeringUnit.Length), cancellation), "length 4, as published"),
            .. Reading.Heads(lab.Run(experiments.Heads(), cancellation)),
            .. Capability(lab, experiments.Capability(), cancellation),
        ]);
    }

    private static IEnumerable<(string, Cell)> Capability(Laboratory lab, ExperimentSpec experiment, CancellationToken cancellation)
    {
        var prompts = lab.Prompts(experiment);
        var (right, probability) = (new double[prompts.Count], new double[prompts.Count]);
        using var nothingToLearn = no_grad();
        foreach (var (index, prompt) in prompts.Prompts.Index())
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            using var cache = lab.Checkpoint.Model.NewCache();
            var logits = lab.Checkpoint.Model.Next(TokenIds.AsTensor(lab.Bench.Runs.Encode(prompt)), cache).squeeze(0).to(ScalarType.Float64);
            if (!logits.isfinite().all().ToBoolean())
            {
                throw FiniteRun.Error(lab.Checkpoint.Model, lab.Checkpoint.Name, prompt, lab.Bench.Runs.Encode(prompt));
            }

            right[index] = logits.argmax().ToInt64() == prompt.TargetId ? 1 : 0;
            probability[index] = nn.functional.softmax(logits, -1)[(long)prompt.TargetId!.Value].ToDouble();
        }

        yield return ("answers of one token: prompts", Cell.Of(prompts.Count));
        yield return ("answers of one token: right", Cell.Of(FamilyMean.Of(prompts, right)));
        yield return ("answers of one token: probability", Cell.Of(FamilyMean.Of(prompts, probability)));
    }

    // Reads results as the rows of the table.
    private sealed class Reading(ModelShape shape)
    {
        internal IEnumerable<(string, Cell)> Architecture()
        {
            int convolutions = shape.Blocks.Count(kind => kind == OperatorKind.Convolution), attentions = shape.Blocks.Count - convolutions;
            yield return ("blocks", Cell.Of(convolutions > 0 ? $"{convolutions} conv + {attentions} attention" : $"{attentions} attention"));
        }

        internal IEnumerable<(string, Cell)> Hub(ExperimentResult skips)
        {
            var effects = Effects(skips, CrossModelExperiments.Mean);
            var hub = Largest(effects);
            var cells = skips.Summaries[0].Rows[0].Cells;
            yield return ("hub", Cell.Of(Place(hub)));
            yield return ("hub: skip KL, mean over positions", Cell.Of(effects[hub]));
            yield return ("hub: skip KL, sum over positions, as published", Cell.Of(skips.Cases[hub].Mean(CrossModelExperiments.Sum)));
            yield return ("hub: share of resamples of the prompts", cells[4]);
            yield return ("next block", cells[5]);
            yield return ("next block: skip KL, mean over positions", cells[6]);
        }

        internal static IEnumerable<(string, Cell)> Halves(ExperimentResult halves)
        {
            foreach (var (component, words) in new[] { ("mlp", "MLP"), ("operator", "operator") })
            {
                var row = halves.Summaries.SelectMany(summary => summary.Rows).FirstOrDefault(row => row.Name.StartsWith(component, StringComparison.OrdinalIgnoreCase));
                yield return ($"{words}: conv against attention blocks", row?.Cells[4] ?? Cell.Of("no conv"));
                yield return ($"{words}: 95 % interval", row is null ? Cell.Of("no conv") : Cell.Of($"{Text(row.Cells[5])} to {Text(row.Cells[6])}"));
            }
        }

        internal IEnumerable<(string, Cell)> Steering(ExperimentResult steering, string how)
        {
            var effects = Effects(steering, CrossModelExperiments.Last);
            var largest = Largest(effects);
            int[] half = [.. Enumerable.Range(0, effects.Length).Where(layer => effects[layer] >= effects[largest] / 2)];
            yield return ($"steering by {how}: most at", Cell.Of(Place(largest)));
            yield return ($"steering by {how}: KL, last position", Cell.Of(effects[largest]));
            yield return ($"steering by {how}: blocks of half of it or more", Cell.Of(Ranges(half)));
        }

        internal static IEnumerable<(string, Cell)> Heads(ExperimentResult heads)
        {
            var effects = Effects(heads, CrossModelExperiments.Mean);
            var largest = Largest(effects);
            var total = effects.Sum();
            var entropy = -effects.Where(effect => effect > 0).Sum(effect => effect / total * Math.Log(effect / total));
            yield return ("heads", Cell.Of(effects.Length));
            yield return ("strongest head", Cell.Of(heads.Cases[largest].Case.Interventions[0].ToString()!.Split(" →")[0]));
            yield return ("strongest head: share of all heads' KL", Cell.Of(effects[largest] / total));
            yield return ("heads in effect, exp of the entropy of the shares", Cell.Of(Math.Exp(entropy)));
        }

        private static double[] Effects(ExperimentResult result, MeasureSpec measure) => [.. result.Cases.Select(@case => @case.Mean(measure))];

        private static int Largest(double[] effects) => Array.IndexOf(effects, effects.Max());

        private string Place(int layer) => string.Create(CultureInfo.InvariantCulture,
            $"L{layer:00} ({(shape.Blocks[layer] == OperatorKind.Convolution ? "conv" : "attention")}, {100.0 * layer / shape.Blocks.Count:F0} % depth)");

        private static string Text(Cell cell) => cell.IsNumber ? cell.Number.ToString("G3", CultureInfo.InvariantCulture) : cell.Text;

        // 0, 1, 2, 5 -> L00-L02, L05
        private static string Ranges(int[] layers) => string.Join(", ", layers
            .Select((layer, index) => (layer, Run: layer - index))
            .GroupBy(at => at.Run, at => at.layer)
            .Select(run => run.First() == run.Last() ? $"L{run.First():00}" : $"L{run.First():00}-L{run.Last():00}"));
    }
}
