using System.Collections.Immutable;
using System.Globalization;

namespace LfmSpec.Generators;

/// <summary>Checks the numbers of a fine-tuning: what can be counted, trained with or sampled by.</summary>
/// <param name="fineTune">The attribute.</param>
/// <param name="findings">Where mistakes go.</param>
internal sealed class TuningNumbersChecker(FineTuneDeclaration fineTune, Findings findings)
{
    private const string SeedsGrammar = "write numbers and ranges such as 0-2";

    /// <summary>Checks every number; whether the rank fits the modules is seen where they are.</summary>
    public void Check()
    {
        var (adapter, training, group) = (fineTune.Adapter, fineTune.Training, fineTune.Group);
        Check(TuningBounds.Rank, adapter.Rank);
        Check(TuningBounds.Alpha, adapter.Alpha);
        Check(TuningBounds.Dropout, adapter.Dropout);
        Check(TuningBounds.Examples, fineTune.Examples);
        Check(TuningBounds.PadTo, fineTune.PadTo);
        Check(TuningBounds.Steps, training.Steps);
        Check(TuningBounds.BatchSize, training.BatchSize);
        Check(TuningBounds.Accumulate, training.Accumulate);
        Check(TuningBounds.LearningRate, training.LearningRate);
        Check(TuningBounds.WeightDecay, training.WeightDecay);
        Check(TuningBounds.MaxGradNorm, training.MaxGradNorm);
        Check(TuningBounds.Beta(fineTune.ItsMethod), fineTune.Beta);
        Check(TuningBounds.Clip, group.Clip);
        Check(TuningBounds.ClipHigh, group.ClipHigh);
        Check(TuningBounds.Samples, group.Samples);
        Check(TuningBounds.MaxNewTokens, group.MaxNewTokens);
        Check(TuningBounds.Temperature, group.Temperature);
        Check(TuningBounds.TopK, group.TopK);
        Check(TuningBounds.Updates, group.Updates);
        CheckSteps();
    }

    /// <summary>The seeds, ascending.</summary>
    public ImmutableArray<long> Seeds()
    {
        var seeds = fineTune.Seeds ?? new(FineTuneDeclaration.Usual.Seeds, fineTune.Site);
        if (!ArgumentCheck.TryReadRanges(nameof(FineTuneAttribute.Seeds), seeds, SeedsGrammar, findings, out var ranges))
        {
            return [];
        }

        var count = ranges.Sum(static range => (long)range.Last - range.First + 1);
        if (count > TuningBounds.MostSeeds)
        {
            Report(nameof(FineTuneAttribute.Seeds), seeds.Site, $"\"{seeds.Value}\"", $"it stands for {count} runs of the case; give {TuningBounds.MostSeeds} seeds or fewer");
            return [];
        }

        return [.. NumberRanges.Expand(ranges).Select(static seed => (long)seed)];
    }

    /// <summary>The steps of the warm-up: none where nothing is trained.</summary>
    public static int WarmUp(FineTuneDeclaration fineTune) =>
        fineTune.ItsSteps == 0 ? 0 : fineTune.Training.WarmUp?.Value ?? TuningBounds.DefaultWarmUp(fineTune.ItsSteps);

    private void CheckSteps()
    {
        var steps = fineTune.ItsSteps;
        var theSteps = fineTune.Training.Steps is null ? $"the {TuningBounds.InWords(steps)} that there are unless told" : TuningBounds.InWords(steps);
        if (Check(TuningBounds.WarmUp, fineTune.Training.WarmUp) && fineTune.Training.WarmUp is { } warmUp)
        {
            Report(TuningBounds.WarmUp, warmUp.Site, $"{warmUp.Value}", TuningBounds.OfWarmUp(warmUp.Value, steps, theSteps));
        }

        if (Check(TuningBounds.EvaluateEvery, fineTune.EvaluateEvery) && fineTune.EvaluateEvery is { } every)
        {
            Report(TuningBounds.EvaluateEvery, every.Site, $"{every.Value}", TuningBounds.OfEvaluateEvery(every.Value, steps, theSteps));
        }
    }

    private bool Check(TuningBound bound, Argument<int>? argument) =>
        argument is null || Check(bound, argument.Site, argument.Value, $"{argument.Value}", isNone: argument.Value == 0 && bound.Otherwise is not null);

    // What is not a number stands for what the attribute has unless told.
    private bool Check(TuningBound bound, Argument<double>? argument) => argument is null || Check(
        bound,
        argument.Site,
        argument.Value,
        argument.Value.ToString(CultureInfo.InvariantCulture),
        isNone: argument.Value is 0 ? bound.Otherwise is not null : double.IsNaN(argument.Value) && double.IsNaN(Usual(bound)));

    private bool Check(TuningBound bound, Site site, double value, string written, bool isNone)
    {
        var problem = isNone || bound.Holds(value) ? null : bound.Otherwise is null ? bound.Problem : $"{bound.Problem}, or 0 {bound.Otherwise}";
        Report(bound, site, written, problem);
        return problem is null;
    }

    private static double Usual(TuningBound bound) => bound.Name switch
    {
        nameof(FineTuneAttribute.Alpha) => FineTuneDeclaration.Usual.Alpha,
        nameof(FineTuneAttribute.Beta) => FineTuneDeclaration.Usual.Beta,
        nameof(FineTuneAttribute.ClipHigh) => FineTuneDeclaration.Usual.ClipHigh,
        _ => 0,
    };

    private void Report(TuningBound bound, Site site, string written, string? problem)
    {
        if (problem is not null)
        {
            Report(bound.Name, site, written, problem);
        }
    }

    private void Report(string name, Site site, string written, string problem) =>
        findings.Add(DiagnosticDescriptors.UnusableSetting, site, name, written, problem);
}
