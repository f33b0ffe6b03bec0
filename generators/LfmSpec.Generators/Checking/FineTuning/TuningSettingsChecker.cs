using System.Collections.Immutable;

namespace LfmSpec.Generators.Checking.FineTuning;

/// <summary>Checks that a fine-tuning says nothing that its method does not heed: such a setting reads as if it had been compared.</summary>
/// <param name="findings">Where mistakes go.</param>
internal sealed class TuningSettingsChecker(Findings findings)
{
    private static readonly ImmutableArray<string> TrainedOnly =
    [
        nameof(FineTuneAttribute.Alpha),
        nameof(FineTuneAttribute.Dropout),
        nameof(FineTuneAttribute.Examples),
        nameof(FineTuneAttribute.EvaluateEvery),
        nameof(FineTuneAttribute.BatchSize),
        nameof(FineTuneAttribute.Accumulate),
        nameof(FineTuneAttribute.Average),
        nameof(FineTuneAttribute.Order),
        nameof(FineTuneAttribute.LearningRate),
        nameof(FineTuneAttribute.Schedule),
        nameof(FineTuneAttribute.WarmUp),
        nameof(FineTuneAttribute.WeightDecay),
        nameof(FineTuneAttribute.MaxGradNorm),
        nameof(FineTuneAttribute.Clip),
        nameof(FineTuneAttribute.ClipHigh),
        nameof(FineTuneAttribute.Ratio),
        nameof(FineTuneAttribute.Updates),
    ];

    /// <summary>Checks an attribute.</summary>
    public void Check(Written<FineTuneAttribute> fineTune)
    {
        var reported = new HashSet<string>();
        foreach (var (name, reason) in OfMethod(fineTune).Concat(OfTraining(fineTune.Says)))
        {
            if (fineTune.At(name) is { } written && reason is not null && reported.Add(name))
            {
                findings.AddFixable(DiagnosticDescriptors.SettingWithoutMeaning, written, name, name, reason);
            }
        }

        if (fineTune.Says is { Loss: LossOver.Padding, PadTo: not > 0 } says && !says.Method.IsOfRewards())
        {
            findings.Add(
                DiagnosticDescriptors.UnusableSetting,
                fineTune.At(nameof(FineTuneAttribute.Loss))!.Value,
                nameof(FineTuneAttribute.Loss),
                $"{says.Loss}",
                TuningBounds.PaddingWithoutLength);
        }
    }

    private static IEnumerable<(string Name, string? Reason)> OfMethod(Written<FineTuneAttribute> fineTune)
    {
        var method = fineTune.Says.Method;
        var isOfRewards = method.IsOfRewards();
        // One that nobody wrote is said to be the usual one.
        var named = fineTune.At(nameof(FineTuneAttribute.Method)) is null ? $"{method}, the Method unless told," : $"{method}";
        var samples = isOfRewards ? null : $"{named} samples no completions";
        var clips = samples ?? RatioIsOne(fineTune.Says);
        return
        [
            (nameof(FineTuneAttribute.Beta), method == TuningMethod.Sft ? $"{named} has no base model in its loss" : null),
            (nameof(FineTuneAttribute.Average), Average(fineTune.Says)),
            (nameof(FineTuneAttribute.Loss), isOfRewards ? $"{method} counts every token of a completion and none of a prompt" : null),
            (nameof(FineTuneAttribute.PadTo), isOfRewards ? $"the length of a completion is what {method} samples" : null),
            (nameof(FineTuneAttribute.Clip), clips),
            (nameof(FineTuneAttribute.ClipHigh), isOfRewards && method != TuningMethod.Dapo ? $"{method} clips at 1 + Clip, and only Dapo has an upper clip of its own" : clips),
            (nameof(FineTuneAttribute.Ratio), samples),
            (nameof(FineTuneAttribute.Reward), samples),
            (nameof(FineTuneAttribute.Samples), samples),
            (nameof(FineTuneAttribute.MaxNewTokens), samples),
            (nameof(FineTuneAttribute.Temperature), samples),
            (nameof(FineTuneAttribute.TopK), samples),
            (nameof(FineTuneAttribute.Updates), samples),
        ];
    }

    private static string? Average(FineTuneAttribute says) =>
        says.Method != TuningMethod.Sft ? $"{says.Method} has a mean of its own"
        : says.Accumulate == 1 ? "with one batch a step there is one mean (Accumulate above 1 would change that)"
        : null;

    private static IEnumerable<(string Name, string? Reason)> OfTraining(FineTuneAttribute says) =>
        TrainedOnly.Select(name => (name, says.Steps == 0 ? "with Steps = 0 nothing is trained" : null));

    // Before its first update the policy is the one that sampled, unless it drops a part of what it sees.
    private static string? RatioIsOne(FineTuneAttribute says) => says is { Ratio: PolicyRatio.OldPolicy, Updates: 1, Dropout: 0 }
        ? "with one update a group the ratio to the policy that sampled is always 1, and is never clipped (Updates above 1 would change that)"
        : null;
}
