using System.Collections.Immutable;
using System.Globalization;

namespace LfmSpec.Generators;

/// <summary>Checks the numbers of a fine-tuning: what can be counted, trained with or sampled by.</summary>
/// <param name="fineTune">The attribute.</param>
/// <param name="findings">Where mistakes go.</param>
internal sealed class TuningNumbersChecker(FineTuneDeclaration fineTune, Findings findings)
{
    // Each seed is a run of every step; a range without an end would be a run for every number there is.
    private const int MostSeeds = 100;

    private const string SeedsGrammar = "write numbers and ranges such as 0-2";

    /// <summary>Checks every number but the rank, which hangs on the modules.</summary>
    public void Check()
    {
        var (adapter, training, group) = (fineTune.Adapter, fineTune.Training, fineTune.Group);
        Check(nameof(FineTuneAttribute.Alpha), adapter.Alpha, static alpha => double.IsNaN(alpha) || IsPositive(alpha), "adapters are scaled by alpha / rank; give a positive number such as 16");
        Check(nameof(FineTuneAttribute.Dropout), adapter.Dropout, static share => share is >= 0 and < 1, "it is a share of the input; give 0 or more, and less than 1");
        Check(nameof(FineTuneAttribute.Examples), fineTune.Examples, IsCountOrNone, "give how many examples, or 0 for all");
        Check(nameof(FineTuneAttribute.PadTo), fineTune.PadTo, static length => length is 0 or > 1, "a text of one token has nothing to predict; give 2 or more, or 0 for the longest of a batch");
        Check(nameof(FineTuneAttribute.Steps), training.Steps, IsCountOrNone, "give how many steps, or 0 for an adapter that is not trained");
        Check(nameof(FineTuneAttribute.BatchSize), training.BatchSize, IsCount, "a batch has 1 example or more");
        Check(nameof(FineTuneAttribute.Accumulate), training.Accumulate, IsCount, "a step has 1 batch or more");
        Check(nameof(FineTuneAttribute.LearningRate), training.LearningRate, IsPositive, "give a positive number such as 2e-4; an adapter that is not trained has Steps = 0");
        Check(nameof(FineTuneAttribute.WeightDecay), training.WeightDecay, IsPositiveOrNone, "give 0 or a small positive number such as 0.01");
        Check(nameof(FineTuneAttribute.MaxGradNorm), training.MaxGradNorm, IsPositiveOrNone, "give a positive number such as 1, or 0 for no clipping");
        Check(nameof(FineTuneAttribute.Clip), group.Clip, static clip => clip is > 0 and < 1, "a ratio is clipped between 1 - Clip and 1 + Clip; give a number between 0 and 1 such as 0.2");
        Check(nameof(FineTuneAttribute.ClipHigh), group.ClipHigh, static clip => double.IsNaN(clip) || IsPositive(clip), "a ratio is clipped at 1 + ClipHigh; give a positive number such as 0.28");
        Check(nameof(FineTuneAttribute.Samples), group.Samples, static count => count > 1, "a completion is good or bad beside the others of its group; give 2 or more");
        Check(nameof(FineTuneAttribute.MaxNewTokens), group.MaxNewTokens, IsCount, "a completion has 1 token or more");
        Check(nameof(FineTuneAttribute.Temperature), group.Temperature, IsPositive, "completions of one group must differ; give a positive number such as 1");
        Check(nameof(FineTuneAttribute.TopK), group.TopK, static count => count is 0 or > 1, "completions of one group must differ; give 2 or more, or 0 for all tokens");
        Check(nameof(FineTuneAttribute.Updates), group.Updates, IsCount, "a group of samples is learned from in 1 step or more");
        CheckBeta();
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
        if (count > MostSeeds)
        {
            Report(nameof(FineTuneAttribute.Seeds), seeds.Site, $"\"{seeds.Value}\"", $"it stands for {count} runs of the case; give {MostSeeds} seeds or fewer");
            return [];
        }

        return [.. NumberRanges.Expand(ranges).Select(static seed => (long)seed)];
    }

    /// <summary>The steps of the warm-up: none where nothing is trained.</summary>
    public static int WarmUp(FineTuneDeclaration fineTune) =>
        fineTune.ItsSteps == 0 ? 0 : fineTune.Training.WarmUp?.Value ?? FineTuneDeclaration.Usual.WarmUp;

    private void CheckBeta()
    {
        if (TuningKinds.IsOfRewards(fineTune.ItsMethod))
        {
            Check(nameof(FineTuneAttribute.Beta), fineTune.Beta, static beta => double.IsNaN(beta) || IsPositiveOrNone(beta), "it weighs the KL to the base model; give 0 or a positive number such as 0.04");
        }
        else
        {
            Check(nameof(FineTuneAttribute.Beta), fineTune.Beta, static beta => double.IsNaN(beta) || IsPositive(beta), "the loss would not depend on the adapter; give a positive number such as 0.1");
        }
    }

    private void CheckSteps()
    {
        var steps = fineTune.ItsSteps;
        var warmUp = fineTune.Training.WarmUp;
        if (!Check(nameof(FineTuneAttribute.WarmUp), warmUp, IsCountOrNone, "give how many steps, or 0 for none") || steps < 1)
        {
            return;
        }

        if (WarmUp(fineTune) >= steps)
        {
            Report(
                nameof(FineTuneAttribute.WarmUp),
                warmUp?.Site ?? fineTune.Training.Steps!.Site,
                $"{WarmUp(fineTune)}",
                $"the rate rises from 0 and {Plural(steps)} {(steps == 1 ? "ends" : "end")} before it is LearningRate; give fewer than Steps");
        }

        var every = fineTune.EvaluateEvery;
        if (Check(nameof(FineTuneAttribute.EvaluateEvery), every, IsCountOrNone, "give how many steps, or 0 to measure at the end only") && every?.Value >= steps)
        {
            Report(nameof(FineTuneAttribute.EvaluateEvery), every.Site, $"{every.Value}", $"{Plural(steps)} {(steps == 1 ? "ends" : "end")} before there is a measurement along the way; give fewer than Steps");
        }
    }

    private bool Check<T>(string name, Argument<T>? argument, Func<T, bool> isUsable, string problem)
        where T : IFormattable
    {
        if (argument is null || isUsable(argument.Value))
        {
            return true;
        }

        Report(name, argument.Site, argument.Value.ToString(null, CultureInfo.InvariantCulture), problem);
        return false;
    }

    private void Report(string name, Site site, string written, string problem) =>
        findings.Add(DiagnosticDescriptors.UnusableSetting, site, name, written, problem);

    private static string Plural(int steps) => steps == 1 ? "1 step" : $"{steps} steps";

    private static bool IsCount(int count) => count > 0;

    private static bool IsCountOrNone(int count) => count >= 0;

    private static bool IsPositive(double number) => number > 0 && !double.IsInfinity(number);

    private static bool IsPositiveOrNone(double number) => number >= 0 && !double.IsInfinity(number);
}
