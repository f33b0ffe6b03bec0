namespace LfmSpec.Lab;

/// <summary><see cref="Summary.Hub"/>.</summary>
internal static class Hub
{
    internal static DataTable Table(SummarySpec spec, ExperimentSpec experiment, IReadOnlyList<CaseResult> cases)
    {
        var series = AblationSeries.Of(cases).Where(one => one.Cases.Count > 1).ToArray();
        if (series.Length == 0)
        {
            throw new LabException($"{experiment.Name}: {spec.Summary} looks for the block of largest effect, and no component is ablated at two blocks or more. " +
                "Ablate more blocks (Layers = \"all\"), or leave it out.");
        }

        var bootstrap = Bootstrap.Of(cases[0].Prompts, spec);
        return new DataTable(
            $"{spec.Summary}",
            "The block (or head) of largest effect, and how sure it is: " +
            $"in what share of {spec.Resamples} resamples of the prompts within their families (seed {spec.Seed}) it is the largest, the 95 % percentile interval of its effect, and the next. " +
            "Repeating the run under other seeds, as published, draws nothing anew: its standard deviation is 0 and no evidence. " +
            $"Effect: {EffectSize.Words(experiment.Measures[0])}.",
            ["component", "largest at", "effect", "2.5 %", "97.5 %", "share of resamples", "next at", "its effect"],
            [.. series.Select(one => Row(one, experiment.Measures[0], bootstrap))]);
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
