using System.Globalization;
using LfmSpec.Lab;
using LfmSpec.Lab.Measures;
using LfmSpec.Models;

namespace CrossModel;

/// <summary>One model's answers to the questions of the published cross-model table, and to those that it should have asked.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Sha256">SHA-256 of its weights.</param>
/// <param name="Rows">The quantities, by name; a text where a quantity does not apply.</param>
public sealed record CrossModelProfile(string Model, long Parameters, string Sha256, IReadOnlyList<(string Quantity, Cell Value)> Rows)
{
    private static readonly MeasureSpec Mean = new(new Kl()), Sum = new(new Kl(), Reduction.Sum), Last = new(new Kl(), Reduction.Last);

    /// <summary>Reads the experiments' results on one model.</summary>
    /// <param name="lab">The model's laboratory.</param>
    /// <param name="experiments">The experiments on it.</param>
    /// <param name="cancellation">Stops the measurement.</param>
    /// <returns>The profile.</returns>
    /// <exception cref="LabException">An experiment cannot be run.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static CrossModelProfile Of(Laboratory lab, IReadOnlyList<ExperimentSpec> experiments, CancellationToken cancellation = default)
    {
        ExperimentResult? Result(string name) => experiments.FirstOrDefault(experiment => experiment.Name == name) is { } spec ? lab.Run(spec, cancellation) : null;
        var checkpoint = lab.Checkpoint;
        var shape = checkpoint.Model.Shape;
        var (matters, steered) = (Result(nameof(WhatMatters))!, Result(nameof(WhereItCanBeSteered))!);
        return new CrossModelProfile(checkpoint.Name, checkpoint.Model.Parameters, checkpoint.Sha256,
        [
            Architecture(shape),
            .. Hub(shape, matters),
            .. Halves(Result(nameof(ConvolutionsAgainstAttention))),
            .. Steering(shape, Of(steered, SteeringUnit.ResidualNorm), "half the residual norm"),
            .. Steering(shape, Of(steered, SteeringUnit.Length), "length 4, as published"),
            .. Heads(matters),
            .. Answers(Result(nameof(WhatItAnswers))!),
        ]);
    }

    private static (string, Cell) Architecture(ModelShape shape)
    {
        int convolutions = shape.Blocks.Count(kind => kind == OperatorKind.Convolution), attentions = shape.Blocks.Count - convolutions;
        return ("blocks", Cell.Of(convolutions > 0 ? $"{convolutions} conv + {attentions} attention" : $"{attentions} attention"));
    }

    private static IEnumerable<(string, Cell)> Hub(ModelShape shape, ExperimentResult result)
    {
        var skips = Of(result, Component.Block);
        var effects = Effects(skips, Mean);
        var hub = Largest(effects);
        var cells = result.Summaries.Single().Rows.Single(row => row.Name.StartsWith("block", StringComparison.Ordinal)).Cells;
        yield return ("hub", Cell.Of(Place(shape, hub)));
        yield return ("hub: skip KL, mean over positions", Cell.Of(effects[hub]));
        yield return ("hub: skip KL, sum over positions, as published", Cell.Of(skips[hub].Mean(Sum)));
        yield return ("hub: share of resamples of the prompts", cells[4]);
        yield return ("next block", cells[5]);
        yield return ("next block: skip KL, mean over positions", cells[6]);
    }

    private static IEnumerable<(string, Cell)> Halves(ExperimentResult? result)
    {
        foreach (var (component, words) in new[] { ("mlp", "MLP"), ("operator", "operator") })
        {
            var row = result?.Summaries.Single().Rows.Single(row => row.Name.StartsWith(component, StringComparison.Ordinal));
            yield return ($"{words}: conv against attention blocks", row?.Cells[4] ?? Cell.Of("no conv"));
            yield return ($"{words}: 95 % interval", Cell.Of(row is null ? "no conv" : $"{Text(row.Cells[5])} to {Text(row.Cells[6])}"));
        }
    }

    private static IEnumerable<(string, Cell)> Steering(ModelShape shape, CaseResult[] cases, string how)
    {
        var effects = Effects(cases, Last);
        var largest = Largest(effects);
        int[] half = [.. Enumerable.Range(0, effects.Length).Where(layer => effects[layer] >= effects[largest] / 2)];
        yield return ($"steering by {how}: most at", Cell.Of(Place(shape, largest)));
        yield return ($"steering by {how}: KL, last position", Cell.Of(effects[largest]));
        yield return ($"steering by {how}: blocks of half of it or more", Cell.Of(Ranges(half)));
    }

    private static IEnumerable<(string, Cell)> Heads(ExperimentResult result)
    {
        var heads = Of(result, Component.Head);
        var effects = Effects(heads, Mean);
        var largest = Largest(effects);
        var total = effects.Sum();
        var entropy = -effects.Where(effect => effect > 0).Sum(effect => effect / total * Math.Log(effect / total));
        yield return ("heads", Cell.Of(effects.Length));
        yield return ("strongest head", Cell.Of($"{heads[largest].Case.Interventions[0]}".Split(" →")[0]));
        yield return ("strongest head: share of all heads' KL", Cell.Of(effects[largest] / total));
        yield return ("heads in effect, exp of the entropy of the shares", Cell.Of(Math.Exp(entropy)));
    }

    private static IEnumerable<(string, Cell)> Answers(ExperimentResult result)
    {
        var table = result.Observations.Single();
        return table.Columns.Skip(1).Zip(table.Rows.Single().Cells, (column, cell) => ($"answers of one token: {column}", cell));
    }

    private static CaseResult[] Of(ExperimentResult result, Component component) => [.. result.Cases.Where(@case => @case.Case.Interventions[0].Component == component)];

    private static CaseResult[] Of(ExperimentResult result, SteeringUnit unit) => [.. result.Cases.Where(@case => @case.Case.Interventions[0] is Steering steering && steering.Unit == unit)];

    private static double[] Effects(CaseResult[] cases, MeasureSpec measure) => [.. cases.Select(@case => @case.Mean(measure))];

    private static int Largest(double[] effects) => Array.IndexOf(effects, effects.Max());

    private static string Place(ModelShape shape, int layer) => string.Create(CultureInfo.InvariantCulture,
        $"L{layer:00} ({(shape.Blocks[layer] == OperatorKind.Convolution ? "conv" : "attention")}, {100.0 * layer / shape.Blocks.Count:F0} % depth)");

    private static string Text(Cell cell) => cell.IsNumber ? cell.Number.ToString("G3", CultureInfo.InvariantCulture) : cell.Text;

    // 0, 1, 2, 5 -> L00-L02, L05
    private static string Ranges(int[] layers) => string.Join(", ", layers
        .Select((layer, index) => (layer, Run: layer - index))
        .GroupBy(at => at.Run, at => at.layer)
        .Select(run => run.First() == run.Last() ? $"L{run.First():00}" : $"L{run.First():00}-L{run.Last():00}"));
}
