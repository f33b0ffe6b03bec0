namespace LfmSpec.Lab;

/// <summary>The rules of a fine-tuning that the compiler checks, checked again: an assembly can be built without the analyzer.</summary>
internal static class FineTuneCheck
{
    /// <summary>Checks a specification and its data.</summary>
    /// <exception cref="LabException">A number makes no sense, or the data is of another kind than the method needs.</exception>
    internal static void Check(string experiment, FineTuneSpec spec, TuningData data)
    {
        if (Problem(spec) is { } problem)
        {
            throw new LabException($"{experiment}.{spec.Name}: {problem}.");
        }

        if (data.Kind != Objective.KindOf(spec.Method))
        {
            throw new LabException($"{experiment}.{spec.Name}: {spec.Method} trains on {Objective.KindOf(spec.Method).ToString().ToLowerInvariant()}, and {data.Name} has {data.Kind.ToString().ToLowerInvariant()}. Name other data, or another method.");
        }

        if (spec.Examples is { } count && count > data.Training.Count)
        {
            throw new LabException($"{experiment}.{spec.Name}: Examples asks for {count} and the training part of {data.Name} has {data.Training.Count}. Ask for fewer, or for all with 0.");
        }
    }

    private static string? Problem(FineTuneSpec spec)
    {
        var (training, group) = (spec.Training, spec.Group);
        return training.Steps < 0 ? $"Steps is {training.Steps}, give 0 or more"
            : training.BatchSize < 1 || training.Accumulate < 1 ? $"BatchSize is {training.BatchSize} and Accumulate {training.Accumulate}, give 1 or more"
            : !double.IsFinite(training.LearningRate) || training.LearningRate <= 0 ? $"LearningRate is {training.LearningRate}, give a positive number"
            : training.WarmUp < 0 || (training.Steps > 0 && training.WarmUp > training.Steps) ? $"WarmUp is {training.WarmUp} of {training.Steps} steps, give 0 or more, and no more than the steps"
            : !double.IsFinite(training.WeightDecay) || training.WeightDecay < 0 ? $"WeightDecay is {training.WeightDecay}, give 0 or more"
            : training.MaxGradNorm is { } norm && !(norm > 0) ? $"MaxGradNorm is {norm}, give a positive number or none"
            : spec.Examples < 1 ? $"Examples is {spec.Examples}, give 1 or more, or all"
            : spec.PadTo < 2 ? $"PadTo is {spec.PadTo}, give 2 tokens or more"
            : spec.EvaluateEvery < 1 ? $"EvaluateEvery is {spec.EvaluateEvery}, give 1 or more"
            : spec.Seeds.Count == 0 || spec.Seeds.Distinct().Count() != spec.Seeds.Count ? "the seeds are to be different ones, one at least"
            : Objective.KindOf(spec.Method) switch
            {
                DataKind.Preferences => double.IsFinite(spec.Beta) && spec.Beta > 0 ? null : $"Beta is {spec.Beta}, give a positive number",
                DataKind.Problems => Problem(spec.Beta, group),
                _ => null,
            };
    }

    private static string? Problem(double beta, GroupSpec group) =>
        !double.IsFinite(beta) || beta < 0 ? $"Beta is {beta}, give 0 for no KL, or a positive weight"
        : group.Samples < 2 ? $"Samples is {group.Samples}, and a group of one has no advantages; give 2 or more"
        : group.MaxNewTokens < 1 || group.Updates < 1 ? $"MaxNewTokens is {group.MaxNewTokens} and Updates {group.Updates}, give 1 or more"
        : !double.IsFinite(group.Temperature) || group.Temperature <= 0 ? $"Temperature is {group.Temperature}, and equal samples have no advantages; give a positive number"
        : group.TopK < 1 ? $"TopK is {group.TopK}, give 1 or more, or all"
        : !(group.Clip > 0 && group.Clip < 1) || !(group.ClipHigh > 0 && double.IsFinite(group.ClipHigh)) ? $"Clip is {group.Clip} and ClipHigh {group.ClipHigh}, give positive numbers, the lower below 1"
        : null;
}
