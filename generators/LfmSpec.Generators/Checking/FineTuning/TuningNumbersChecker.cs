using System.Collections.Immutable;
using System.Globalization;

namespace LfmSpec.Generators.Checking.FineTuning;

/// <summary>Checks the numbers of a fine-tuning: what can be counted, trained with or sampled by.</summary>
/// <param name="fineTune">The attribute.</param>
/// <param name="findings">Where mistakes go.</param>
internal sealed class TuningNumbersChecker(Written<FineTuneAttribute> fineTune, Findings findings)
{
    private const string SeedsGrammar = "write numbers and ranges such as 0-2";

    /// <summary>Checks every number; whether the rank fits the modules is seen where they are.</summary>
    public void Check()
    {
        foreach (var bound in TuningBounds.All(fineTune.Says.Method))
        {
            Check(bound);
        }

        CheckSteps();
    }

    /// <summary>The seeds, ascending.</summary>
    public ImmutableArray<long> Seeds()
    {
        var seeds = fineTune.Argument<string?>(nameof(FineTuneAttribute.Seeds)) ?? new(FineTuneSpec.Usual.Seeds, fineTune.Site);
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

    private void CheckSteps()
    {
        var says = fineTune.Says;
        var theSteps = fineTune.At(nameof(FineTuneAttribute.Steps)) is null ? $"the {TuningBounds.InWords(says.Steps)} that there are unless told" : TuningBounds.InWords(says.Steps);
        if (Check(TuningBounds.WarmUp) && fineTune.At(nameof(FineTuneAttribute.WarmUp)) is { } warmUp)
        {
            Report(TuningBounds.WarmUp, warmUp, $"{says.WarmUp}", TuningBounds.OfWarmUp(says.WarmUp, says.Steps, theSteps));
        }

        if (Check(TuningBounds.EvaluateEvery) && fineTune.At(nameof(FineTuneAttribute.EvaluateEvery)) is { } every)
        {
            Report(TuningBounds.EvaluateEvery, every, $"{says.EvaluateEvery}", TuningBounds.OfEvaluateEvery(says.EvaluateEvery, says.Steps, theSteps));
        }
    }

    // What is not a number stands for what the attribute has unless told.
    private bool Check(TuningBound bound)
    {
        if (fineTune.At(bound.Name) is not { } site)
        {
            return true;
        }

        var (value, usual) = (Number(fineTune.Says, bound), Number(FineTuneSpec.Usual, bound));
        var isNone = value == 0 ? bound.Otherwise is not null : double.IsNaN(value) && double.IsNaN(usual);
        var problem = isNone || bound.Holds(value) ? null : bound.Otherwise is null ? bound.Problem : $"{bound.Problem}, or 0 {bound.Otherwise}";
        Report(bound, site, value.ToString(CultureInfo.InvariantCulture), problem);
        return problem is null;
    }

    private static double Number(FineTuneAttribute says, TuningBound bound) =>
        Convert.ToDouble(typeof(FineTuneAttribute).GetProperty(bound.Name).GetValue(says), CultureInfo.InvariantCulture);

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
