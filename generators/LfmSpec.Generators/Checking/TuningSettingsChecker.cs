using System.Collections.Immutable;

namespace LfmSpec.Generators;

/// <summary>Checks that a fine-tuning says nothing that its method does not heed: such a setting reads as if it had been compared.</summary>
/// <param name="findings">Where mistakes go.</param>
internal sealed class TuningSettingsChecker(Findings findings)
{
    private static readonly ImmutableArray<(string Name, Func<FineTuneDeclaration, Site?> Site)> TrainedOnly =
    [
        (nameof(FineTuneAttribute.Alpha), static fineTune => fineTune.Adapter.Alpha?.Site),
        (nameof(FineTuneAttribute.Dropout), static fineTune => fineTune.Adapter.Dropout?.Site),
        (nameof(FineTuneAttribute.Examples), static fineTune => fineTune.Examples?.Site),
        (nameof(FineTuneAttribute.EvaluateEvery), static fineTune => fineTune.EvaluateEvery?.Site),
        (nameof(FineTuneAttribute.BatchSize), static fineTune => fineTune.Training.BatchSize?.Site),
        (nameof(FineTuneAttribute.Accumulate), static fineTune => fineTune.Training.Accumulate?.Site),
        (nameof(FineTuneAttribute.Average), static fineTune => fineTune.Training.Average?.Site),
        (nameof(FineTuneAttribute.Order), static fineTune => fineTune.Training.Order?.Site),
        (nameof(FineTuneAttribute.LearningRate), static fineTune => fineTune.Training.LearningRate?.Site),
        (nameof(FineTuneAttribute.Schedule), static fineTune => fineTune.Training.Schedule?.Site),
        (nameof(FineTuneAttribute.WarmUp), static fineTune => fineTune.Training.WarmUp?.Site),
        (nameof(FineTuneAttribute.WeightDecay), static fineTune => fineTune.Training.WeightDecay?.Site),
        (nameof(FineTuneAttribute.MaxGradNorm), static fineTune => fineTune.Training.MaxGradNorm?.Site),
        (nameof(FineTuneAttribute.Clip), static fineTune => fineTune.Group.Clip?.Site),
        (nameof(FineTuneAttribute.ClipHigh), static fineTune => fineTune.Group.ClipHigh?.Site),
        (nameof(FineTuneAttribute.Ratio), static fineTune => fineTune.Group.Ratio?.Site),
        (nameof(FineTuneAttribute.Updates), static fineTune => fineTune.Group.Updates?.Site),
    ];

    /// <summary>Checks an attribute.</summary>
    public void Check(FineTuneDeclaration fineTune)
    {
        var reported = new HashSet<string>();
        foreach (var (name, site, reason) in OfMethod(fineTune).Concat(OfTraining(fineTune)))
        {
            if (site is { } written && reason is not null && reported.Add(name))
            {
                findings.AddFixable(DiagnosticDescriptors.SettingWithoutMeaning, written, name, name, reason);
            }
        }

        if (fineTune.Loss is { Value: LossOver.Padding } loss && fineTune.PadTo is not { Value: > 0 } && !TuningKinds.IsOfRewards(fineTune.ItsMethod))
        {
            findings.Add(
                DiagnosticDescriptors.UnusableSetting,
                loss.Site,
                nameof(FineTuneAttribute.Loss),
                $"{loss.Value}",
                TuningBounds.PaddingWithoutLength);
        }
    }

    private static IEnumerable<(string Name, Site? Site, string? Reason)> OfMethod(FineTuneDeclaration fineTune)
    {
        var method = fineTune.ItsMethod;
        var isOfRewards = TuningKinds.IsOfRewards(method);
        var group = fineTune.Group;
        var named = fineTune.TheMethod;
        var samples = isOfRewards ? null : $"{named} samples no completions";
        var clips = samples ?? RatioIsOne(fineTune);
        return
        [
            (nameof(FineTuneAttribute.Beta), fineTune.Beta?.Site, method == TuningMethod.Sft ? $"{named} has no base model in its loss" : null),
            (nameof(FineTuneAttribute.Average), fineTune.Training.Average?.Site, Average(fineTune)),
            (nameof(FineTuneAttribute.Loss), fineTune.Loss?.Site, isOfRewards ? $"{method} counts every token of a completion and none of a prompt" : null),
            (nameof(FineTuneAttribute.PadTo), fineTune.PadTo?.Site, isOfRewards ? $"the length of a completion is what {method} samples" : null),
            (nameof(FineTuneAttribute.Clip), group.Clip?.Site, clips),
            (nameof(FineTuneAttribute.ClipHigh), group.ClipHigh?.Site, isOfRewards && method != TuningMethod.Dapo ? $"{method} clips at 1 + Clip, and only Dapo has an upper clip of its own" : clips),
            (nameof(FineTuneAttribute.Ratio), group.Ratio?.Site, samples),
            (nameof(FineTuneAttribute.Reward), group.Reward?.Site, samples),
            (nameof(FineTuneAttribute.Samples), group.Samples?.Site, samples),
            (nameof(FineTuneAttribute.MaxNewTokens), group.MaxNewTokens?.Site, samples),
            (nameof(FineTuneAttribute.Temperature), group.Temperature?.Site, samples),
            (nameof(FineTuneAttribute.TopK), group.TopK?.Site, samples),
            (nameof(FineTuneAttribute.Updates), group.Updates?.Site, samples),
        ];
    }

    private static string? Average(FineTuneDeclaration fineTune) =>
        fineTune.ItsMethod != TuningMethod.Sft ? $"{fineTune.ItsMethod} has a mean of its own"
        : (fineTune.Training.Accumulate?.Value ?? FineTuneDeclaration.Usual.Accumulate) == 1 ? "with one batch a step there is one mean (Accumulate above 1 would change that)"
        : null;

    private static IEnumerable<(string Name, Site? Site, string? Reason)> OfTraining(FineTuneDeclaration fineTune) => TrainedOnly.Select(
        setting => (setting.Name, setting.Site(fineTune), fineTune.ItsSteps == 0 ? "with Steps = 0 nothing is trained" : null));

    // Before its first update the policy is the one that sampled, unless it drops a part of what it sees.
    private static string? RatioIsOne(FineTuneDeclaration fineTune) =>
        (fineTune.Group.Ratio?.Value ?? FineTuneDeclaration.Usual.Ratio) == PolicyRatio.OldPolicy
        && (fineTune.Group.Updates?.Value ?? FineTuneDeclaration.Usual.Updates) == 1
        && (fineTune.Adapter.Dropout?.Value ?? FineTuneDeclaration.Usual.Dropout) == 0
            ? "with one update a group the ratio to the policy that sampled is always 1, and is never clipped (Updates above 1 would change that)"
            : null;
}
