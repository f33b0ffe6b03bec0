using LfmSpec.Models;

namespace LfmSpec.Lab;

/// <summary>For each component and replacement: the mean effect over convolution blocks, over attention blocks, and their ratio with a bootstrap interval.</summary>
public sealed record ConvAgainstAttention : ISummary
{
    /// <summary>The number of resamples of the bootstrap.</summary>
    [Takes("a bootstrap needs 1 resample or more, and 1000000 are enough", Least = 1, Most = 1_000_000)]
    public int Resamples { get; init; } = Usual.Resamples;

    /// <summary>The seed of the bootstrap.</summary>
    public long Seed { get; init; }

    /// <inheritdoc/>
    public DataTable Of(SummarizedCases cases)
    {
        var series = AblationSeries.Of(cases.Cases)
            .Where(one => one.Places(cases.Shape, OperatorKind.Convolution).Length > 0 && one.Places(cases.Shape, OperatorKind.Attention).Length > 0)
            .ToArray();
        if (series.Length == 0)
        {
            throw new LabException("It compares convolution blocks with attention blocks, and no component is ablated in both. " +
                "Ablate an operator, an MLP or a block in all of them (Layers = \"all\"), or leave it out.");
        }

        var bootstrap = Bootstrap.Of(cases.Cases[0].Prompts, Resamples, Seed);
        return cases.Table(
            "Mean effect over convolution blocks, over attention blocks, " +
            $"and their ratio with its 95 % percentile interval over {Resamples} resamples of the prompts within their families (seed {Seed}). " +
            $"The interval is of the prompts alone: the blocks are these. Effect: {EffectSize.Words(cases.Measures[0])}.",
            ["component", "convolution", "convolution blocks", "attention", "attention blocks", "ratio", "2.5 %", "97.5 %"],
            [.. series.Select(one => Row(one, cases.Measures[0], cases.Shape, bootstrap))]);
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
