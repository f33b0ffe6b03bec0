namespace LfmSpec.Generators;

/// <summary>Turns a <see cref="FineTuneAttribute"/> into values.</summary>
internal static class FineTuneReader
{
    /// <summary>What the attribute says.</summary>
    public static FineTuneDeclaration Read(AttributeArguments arguments) => new(
        new(arguments.Text, arguments.Source, arguments.Site),
        arguments.Named<string?>(nameof(FineTuneAttribute.Case)),
        arguments.Named<TuningMethod>(nameof(FineTuneAttribute.Method)),
        arguments.Named<string?>(nameof(FineTuneAttribute.Data)),
        arguments.Named<int>(nameof(FineTuneAttribute.Examples)),
        arguments.Named<LossOver>(nameof(FineTuneAttribute.Loss)),
        arguments.Named<int>(nameof(FineTuneAttribute.PadTo)),
        arguments.Named<string?>(nameof(FineTuneAttribute.Seeds)),
        arguments.Named<int>(nameof(FineTuneAttribute.EvaluateEvery)),
        arguments.Named<double>(nameof(FineTuneAttribute.Beta)),
        new(
            arguments.Named<string?>(nameof(FineTuneAttribute.Targets)),
            arguments.Named<string?>(nameof(FineTuneAttribute.Layers)),
            arguments.Named<int>(nameof(FineTuneAttribute.Rank)),
            arguments.Named<double>(nameof(FineTuneAttribute.Alpha)),
            arguments.Named<double>(nameof(FineTuneAttribute.Dropout)),
            arguments.Named<WeightQuantization>(nameof(FineTuneAttribute.Quantization))),
        new(
            arguments.Named<int>(nameof(FineTuneAttribute.Steps)),
            arguments.Named<int>(nameof(FineTuneAttribute.BatchSize)),
            arguments.Named<int>(nameof(FineTuneAttribute.Accumulate)),
            arguments.Named<LossAverage>(nameof(FineTuneAttribute.Average)),
            arguments.Named<ExampleOrder>(nameof(FineTuneAttribute.Order)),
            arguments.Named<double>(nameof(FineTuneAttribute.LearningRate)),
            arguments.Named<LearningRateSchedule>(nameof(FineTuneAttribute.Schedule)),
            arguments.Named<int>(nameof(FineTuneAttribute.WarmUp)),
            arguments.Named<double>(nameof(FineTuneAttribute.WeightDecay)),
            arguments.Named<double>(nameof(FineTuneAttribute.MaxGradNorm))),
        new(
            arguments.Named<double>(nameof(FineTuneAttribute.Clip)),
            arguments.Named<double>(nameof(FineTuneAttribute.ClipHigh)),
            arguments.Named<PolicyRatio>(nameof(FineTuneAttribute.Ratio)),
            arguments.Named<RewardRule>(nameof(FineTuneAttribute.Reward)),
            arguments.Named<int>(nameof(FineTuneAttribute.Samples)),
            arguments.Named<int>(nameof(FineTuneAttribute.MaxNewTokens)),
            arguments.Named<double>(nameof(FineTuneAttribute.Temperature)),
            arguments.Named<int>(nameof(FineTuneAttribute.TopK)),
            arguments.Named<int>(nameof(FineTuneAttribute.Updates))));
}
