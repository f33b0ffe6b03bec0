using LfmSpec.Models;

namespace LfmSpec.Lab;

/// <summary><see cref="Summary.ConvAgainstAttention"/>.</summary>
internal static class ConvAgainstAttention
{
    internal static DataTable Table(SummarySpec spec, ExperimentSpec experiment, ModelShape shape, IReadOnlyList<CaseResult> cases)
    {
        var series = AblationSeries.Of(cases)
            .Where(one => one.Places(shape, OperatorKind.Convolution).Length > 0 && one.Places(shape, OperatorKind.Attention).Length > 0)
            .ToArray();
        if (series.Length == 0)
        {
            throw new LabException($"{experiment.Name}: {spec.Summary} compares convolution blocks with attention blocks, and no component is ablated in both. " +
                "Ablate an operator, an MLP or a block in all of them (Layers = \"all\"), or leave it out.");
        }

        var bootstrap = Bootstrap.Of(cases[0].Prompts, spec);
        return new DataTable(
            $"{spec.Summary}",
            "Mean effect over convolution blocks, over attention blocks, " +
            $"and their ratio with its 95 % percentile interval over {spec.Resamples} resamples of the prompts within their families (seed {spec.Seed}). " +
            $"The interval is of the prompts alone: the blocks are these. Effect: {EffectSize.Words(experiment.Measures[0])}.",
            ["component", "convolution", "convolution blocks", "attention", "attention blocks", "ratio", "2.5 %", "97.5 %"],
            [.. series.Select(one => Row(one, experiment.Measures[0], shape, bootstrap))]);
    }

    private static DataRow Row(AblationSeries series, MeasureSpec measure, ModelShape shape, Bootstrap bootstrap)
    {
        var prompts = series.PromptEffects(measure);
        int[] convolutions = series.Places(shape, OperatorKind.Convolution), attentions = series.Places(shape, OperatorKind.Attention);
        double Mean(int[] places, Func<double[], double> over) => Descriptive.Mean(places.Select(place => over(prompts[place])));
        double Ratio(Func<double[], double> over) => Mean(convolutions, over) / Mean(attentions, over);

        double All(double[] values) => FamilyMean.Of(series.Cases[0].Result.Prompts, values);
        var (low, high) = Bootstrap.Interval([.. Enumerable.Range(0, bootstrap.Resamples).Select(resample => Ratio(values => bootstrap.Mean(resample, values)))]);
        return new DataRow(series.Name,
        [
            Cell.Finite(Mean(convolutions, All)), Cell.Of(convolutions.Length), Cell.Finite(Mean(attentions, All)), Cell.Of(attentions.Length),
            Cell.Finite(Ratio(All)), Cell.Finite(low), Cell.Finite(high),
        ]);
    }
}
