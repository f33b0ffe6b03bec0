namespace LfmSpec;

/// <summary>What the numbers of a fine-tuning may be: one table, by which the compiler checks an attribute and the laboratory a specification.</summary>
internal static class TuningBounds
{
    /// <summary>The most seeds: each is a run of every step, and a range without an end would be a run for every number there is.</summary>
    internal const int MostSeeds = 100;

    internal static readonly TuningBound Rank = new(nameof(FineTuneAttribute.Rank), IsCount, "an adapter has the rank 1 or more");
    internal static readonly TuningBound Alpha = new(nameof(FineTuneAttribute.Alpha), IsPositive, "adapters are scaled by alpha / rank; give a positive number such as 16");
    internal static readonly TuningBound Dropout = new(nameof(FineTuneAttribute.Dropout), static share => share is >= 0 and < 1, "it is a share of the input; give 0 or more, and less than 1");
    internal static readonly TuningBound Examples = new(nameof(FineTuneAttribute.Examples), IsCount, "give how many examples", "for all");
    internal static readonly TuningBound PadTo = new(nameof(FineTuneAttribute.PadTo), static length => length >= 2, "a text of one token has nothing to predict; give 2 or more", "for the longest of a batch");
    internal static readonly TuningBound Steps = new(nameof(FineTuneAttribute.Steps), IsPositiveOrZero, "give how many steps, or 0 for an adapter that is not trained");
    internal static readonly TuningBound BatchSize = new(nameof(FineTuneAttribute.BatchSize), IsCount, "a batch has 1 example or more");
    internal static readonly TuningBound Accumulate = new(nameof(FineTuneAttribute.Accumulate), IsCount, "a step has 1 batch or more");
    internal static readonly TuningBound LearningRate = new(nameof(FineTuneAttribute.LearningRate), IsPositive, "give a positive number such as 2e-4; an adapter that is not trained has Steps = 0");
    internal static readonly TuningBound WarmUp = new(nameof(FineTuneAttribute.WarmUp), IsPositiveOrZero, "give how many steps, or 0 for none");
    internal static readonly TuningBound WeightDecay = new(nameof(FineTuneAttribute.WeightDecay), IsPositiveOrZero, "give 0 or a small positive number such as 0.01");
    internal static readonly TuningBound MaxGradNorm = new(nameof(FineTuneAttribute.MaxGradNorm), IsPositive, "give a positive number such as 1", "for no clipping");
    internal static readonly TuningBound EvaluateEvery = new(nameof(FineTuneAttribute.EvaluateEvery), IsCount, "give how many steps", "to measure at the end only");
    internal static readonly TuningBound Clip = new(nameof(FineTuneAttribute.Clip), static clip => clip is > 0 and < 1, "a ratio is clipped between 1 - Clip and 1 + Clip; give a number between 0 and 1 such as 0.2");
    internal static readonly TuningBound ClipHigh = new(nameof(FineTuneAttribute.ClipHigh), IsPositive, "a ratio is clipped at 1 + ClipHigh; give a positive number such as 0.28");
    internal static readonly TuningBound Samples = new(nameof(FineTuneAttribute.Samples), static count => count >= 2, "a completion is good or bad beside the others of its group; give 2 or more");
    internal static readonly TuningBound MaxNewTokens = new(nameof(FineTuneAttribute.MaxNewTokens), IsCount, "a completion has 1 token or more");
    internal static readonly TuningBound Temperature = new(nameof(FineTuneAttribute.Temperature), IsPositive, "completions of one group must differ; give a positive number such as 1");
    internal static readonly TuningBound TopK = new(nameof(FineTuneAttribute.TopK), static count => count >= 2, "completions of one group must differ; give 2 or more", "for all tokens");
    internal static readonly TuningBound Updates = new(nameof(FineTuneAttribute.Updates), IsCount, "a group of samples is learned from in 1 step or more");

    private static readonly TuningBound BetaOfPolicies = new(nameof(FineTuneAttribute.Beta), IsPositiveOrZero, "it weighs the KL to the base model; give 0 or a positive number such as 0.04");
    private static readonly TuningBound BetaOfPreferences = new(nameof(FineTuneAttribute.Beta), IsPositive, "the loss would not depend on the adapter; give a positive number such as 0.1");

    /// <summary>Beta's, by what it stands for in the method.</summary>
    internal static TuningBound Beta(TuningMethod method) => method.IsOfRewards() ? BetaOfPolicies : BetaOfPreferences;

    /// <summary>Those that stand alone, of a method: a warm-up and an interval are held to the number of steps besides.</summary>
    internal static IEnumerable<TuningBound> All(TuningMethod method) =>
    [
        Rank, Alpha, Dropout, Examples, PadTo, Steps, BatchSize, Accumulate, LearningRate, WeightDecay, MaxGradNorm, Beta(method),
        Clip, ClipHigh, Samples, MaxNewTokens, Temperature, TopK, Updates,
    ];

    /// <summary>The warm-up unless told: five steps, or as many as leave the last one at the peak.</summary>
    internal static int DefaultWarmUp(int steps) => WarmUpWithin(FineTuneSpec.Usual.WarmUp, steps);

    /// <summary>A warm-up, or as much of it as leaves the last step at the peak.</summary>
    internal static int WarmUpWithin(int warmUp, int steps) => Math.Min(warmUp, Math.Max(0, steps - 1));

    /// <summary>What is wrong with a warm-up beside the number of steps, or null.</summary>
    /// <param name="warmUp">The warm-up.</param>
    /// <param name="steps">The steps.</param>
    /// <param name="theSteps">How the steps are named, such as <c>20 steps</c>.</param>
    internal static string? OfWarmUp(int warmUp, int steps, string theSteps) =>
        steps > 0 && warmUp >= steps ? $"the rate rises from 0 and {theSteps} {(steps == 1 ? "ends" : "end")} before it is LearningRate; give fewer than Steps" : null;

    /// <summary>What is wrong with <see cref="FineTuneAttribute.EvaluateEvery"/> beside the number of steps, or null.</summary>
    /// <param name="every">The steps between two measurements.</param>
    /// <param name="steps">The steps.</param>
    /// <param name="theSteps">How the steps are named, such as <c>20 steps</c>.</param>
    internal static string? OfEvaluateEvery(int every, int steps, string theSteps) =>
        steps > 0 && every >= steps ? $"{theSteps} {(steps == 1 ? "ends" : "end")} before there is a measurement along the way; give fewer than Steps" : null;

    /// <summary>What is wrong with a loss over padding without <see cref="FineTuneAttribute.PadTo"/>.</summary>
    internal const string PaddingWithoutLength = "how much padding there is would hang on what else is in the batch; add PadTo, or use Loss = Text";

    /// <summary>A number of steps in words.</summary>
    internal static string InWords(int steps) => steps == 1 ? "1 step" : $"{steps} steps";

    private static bool IsCount(double count) => count >= 1;

    private static bool IsPositive(double number) => number > 0 && !double.IsInfinity(number);

    private static bool IsPositiveOrZero(double number) => number >= 0 && !double.IsInfinity(number);
}

/// <summary>What one number of a fine-tuning may be.</summary>
/// <param name="Name">The setting.</param>
/// <param name="Holds">Whether a number can be used.</param>
/// <param name="Problem">What is wrong with one that cannot, and what to give.</param>
/// <param name="Otherwise">What it stands for to give none, such as <c>for all</c>; null if there is always one.</param>
internal sealed record TuningBound(string Name, Func<double, bool> Holds, string Problem, string? Otherwise = null);
