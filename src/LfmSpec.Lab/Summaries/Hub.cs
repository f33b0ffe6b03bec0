namespace LfmSpec.Lab;

/// <summary>For each component and replacement: the block of largest effect, with a bootstrap over prompts.</summary>
public sealed record Hub : ISummary
{
    /// <summary>The number of resamples of the bootstrap.</summary>
    [Takes("a bootstrap needs 1 resample or more, and 1000000 are enough", Least = 1, Most = 1_000_000)]
    public int Resamples { get; init; } = Usual.Resamples;

    /// <summary>The seed of the bootstrap.</summary>
    public long Seed { get; init; }

    /// <inheritdoc/>
    public DataTable Of(SummarizedCases cases)
    {
        var series = AblationSeries.Of(cases.Cases).Where(one => one.Cases.Count > 1).ToArray();
        if (series.Length == 0)
        {
            throw new LabException("It looks for the block of largest effect, and no component is ablated at two blocks or more. " +
                "Ablate more blocks (Layers = \"all\"), or leave it out.");
        }

        var bootstrap = Bootstrap.Of(cases.Cases[0].Prompts, Resamples, Seed);
        return cases.Table(
            "The block (or head) of largest effect, and how sure it is: " +
            $"in what share of {Resamples} resamples of the prompts within their families (seed {Seed}) it is the largest, the 95 % percentile interval of its effect, and the next. " +
            "Repeating the run under other seeds, as published, draws nothing anew: its standard deviation is 0 and no evidence. " +
            $"Effect: {EffectSize.Words(cases.Measures[0])}.",
            ["component", "largest at", "effect", "2.5 %", "97.5 %", "share of resamples", "next at", "its effect"],
            [.. series.Select(one => Row(one, cases.Measures[0], bootstrap))]);
    }

    private static DataRow Row(AblationSeries series, MeasureSpec measure, Bootstrap bootstrap)
    {
        var (effects, prompts) = (series.Effects(measure), series.PromptEffects(measure));
        int[] order = [.. Enumerable.Range(0, effects.Length).OrderByDescending(index => effects[index])];
        var hub = order[0];
        var largest = 0;
        var resampled = new double[bootstrap.Resamples];
        for (var resample = 0; resample < bootstrap.Resamples; resample++)
        {
            double[] means = [.. prompts.Select(effect => bootstrap.Mean(resample, effect))];
            resampled[resample] = means[hub];
            largest += means.All(mean => mean <= means[hub]) ? 1 : 0;
        }

        var (low, high) = Bootstrap.Interval(resampled);
        return new DataRow(series.Name,
        [
            Cell.Of(series.Cases[hub].Unit.ToString()), Cell.Finite(effects[hub]), Cell.Finite(low), Cell.Finite(high), Cell.Of((double)largest / bootstrap.Resamples),
            Cell.Of(series.Cases[order[1]].Unit.ToString()), Cell.Finite(effects[order[1]]),
        ]);
    }
}
