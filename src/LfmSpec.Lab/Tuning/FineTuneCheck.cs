using System.Globalization;
using LfmSpec.Models;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Lab.Tuning;

/// <summary>The rules of a fine-tuning that the compiler checks, checked again by the same table: an assembly can be built without the analyzer.</summary>
internal static class FineTuneCheck
{
    /// <summary>Checks a specification, its data and what the checkpoint says of the end of a text.</summary>
    /// <exception cref="LabException">A number makes no sense, the data is of another kind than the method needs, or a response would have no end.</exception>
    /// <exception cref="CheckpointException">A file of the checkpoint is broken.</exception>
    internal static void Check(string experiment, FineTuneSpec spec, TuningData data, Checkpoint checkpoint)
    {
        if ((Unknown(spec) ?? Number(spec) ?? OfSteps(spec) ?? Together(spec)) is { } problem)
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

        if (data.Training.Concat(data.HeldOut).Any(example => !example.IsChat) && EndOfText.Closing(checkpoint) is null)
        {
            throw new LabException($"{experiment}.{spec.Name}: {TextEncoding.NoEnd(checkpoint)}");
        }
    }

    private static string? Unknown(FineTuneSpec spec)
    {
        Enum[] values =
        [
            spec.Method, spec.Loss, spec.Adapter.Quantization, spec.Training.Average, spec.Training.Order, spec.Training.Schedule, spec.Group.Ratio, spec.Group.Reward,
        ];
        return values.FirstOrDefault(value => !Enum.IsDefined(value.GetType(), value)) is { } unknown
            ? $"{unknown} is no value of {unknown.GetType().Name}: use {string.Join(", ", Enum.GetNames(unknown.GetType()))}"
            : null;
    }

    private static string? Number(FineTuneSpec spec)
    {
        var (adapter, training, group) = (spec.Adapter, spec.Training, spec.Group);
        List<(TuningBound Bound, double? Value)> numbers =
        [
            (TuningBounds.Rank, adapter.Rank), (TuningBounds.Alpha, adapter.Alpha), (TuningBounds.Dropout, adapter.Dropout),
            (TuningBounds.Examples, spec.Examples), (TuningBounds.PadTo, spec.PadTo), (TuningBounds.EvaluateEvery, spec.EvaluateEvery),
            (TuningBounds.Steps, training.Steps), (TuningBounds.BatchSize, training.BatchSize), (TuningBounds.Accumulate, training.Accumulate),
            (TuningBounds.LearningRate, training.LearningRate), (TuningBounds.WarmUp, training.WarmUp),
            (TuningBounds.WeightDecay, training.WeightDecay), (TuningBounds.MaxGradNorm, training.MaxGradNorm),
        ];
        var kind = Objective.KindOf(spec.Method);
        if (kind != DataKind.Responses)
        {
            numbers.Add((TuningBounds.Beta(spec.Method), spec.Beta));
        }

        if (kind == DataKind.Problems)
        {
            numbers.AddRange(
            [
                (TuningBounds.Samples, group.Samples), (TuningBounds.MaxNewTokens, group.MaxNewTokens), (TuningBounds.Updates, group.Updates),
                (TuningBounds.Temperature, group.Temperature), (TuningBounds.TopK, group.TopK), (TuningBounds.Clip, group.Clip), (TuningBounds.ClipHigh, group.ClipHigh),
            ]);
        }

        return numbers.FirstOrDefault(number => number.Value is { } value && !number.Bound.Holds(value)) is { Bound: { } bound, Value: { } wrong }
            ? Unusable(bound, wrong, bound.Otherwise is null ? bound.Problem : $"{bound.Problem}, or none {bound.Otherwise}")
            : null;
    }

    private static string? OfSteps(FineTuneSpec spec)
    {
        var training = spec.Training;
        var steps = TuningBounds.InWords(training.Steps);
        return TuningBounds.OfWarmUp(training.WarmUp, training.Steps, steps) is { } warmUp ? Unusable(TuningBounds.WarmUp, training.WarmUp, warmUp)
            : spec.EvaluateEvery is { } every && TuningBounds.OfEvaluateEvery(every, training.Steps, steps) is { } evaluate ? Unusable(TuningBounds.EvaluateEvery, every, evaluate)
            : null;
    }

    private static string? Together(FineTuneSpec spec) =>
        spec.Seeds.Count is 0 or > TuningBounds.MostSeeds || spec.Seeds.Distinct().Count() != spec.Seeds.Count
            ? $"{spec.Seeds.Count} seeds cannot be used: give 1 to {TuningBounds.MostSeeds}, each once"
        : spec.Loss == LossOver.Padding && spec.PadTo is null && Objective.KindOf(spec.Method) != DataKind.Problems
            ? $"Loss = Padding cannot be used: {TuningBounds.PaddingWithoutLength}"
        : null;

    private static string Unusable(TuningBound bound, double value, string problem) =>
        $"{bound.Name} = {value.ToString(CultureInfo.InvariantCulture)} cannot be used: {problem}";
}
