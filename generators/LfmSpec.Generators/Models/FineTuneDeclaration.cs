namespace LfmSpec.Generators;

/// <summary><see cref="FineTuneAttribute"/> as written.</summary>
internal sealed record FineTuneDeclaration(
    AttributeOrigin Origin,
    Argument<string?>? Case,
    Argument<TuningMethod>? Method,
    Argument<string?>? Data,
    Argument<int>? Examples,
    Argument<LossOver>? Loss,
    Argument<int>? PadTo,
    Argument<string?>? Seeds,
    Argument<int>? EvaluateEvery,
    Argument<double>? Beta,
    AdapterDeclaration Adapter,
    TrainingDeclaration Training,
    GroupDeclaration Group)
{
    /// <summary>What is of an attribute that says nothing: the vocabulary's own values.</summary>
    public static FineTuneAttribute Usual { get; } = new();

    /// <summary>The attribute in the source.</summary>
    public Site Site => Origin.Site;

    /// <summary>What is minimised.</summary>
    public TuningMethod ItsMethod => Method?.Value ?? Usual.Method;

    /// <summary>The method as a message names it: one that nobody wrote is said to be the usual one.</summary>
    public string TheMethod => Method is null ? $"{ItsMethod}, the Method unless told," : $"{ItsMethod}";

    /// <summary>The number of steps.</summary>
    public int ItsSteps => Training.Steps?.Value ?? Usual.Steps;
}

/// <summary>The adapter of a <see cref="FineTuneAttribute"/>.</summary>
internal sealed record AdapterDeclaration(
    Argument<string?>? Targets,
    Argument<string?>? Layers,
    Argument<int>? Rank,
    Argument<double>? Alpha,
    Argument<double>? Dropout,
    Argument<WeightQuantization>? Quantization);

/// <summary>The optimizer of a <see cref="FineTuneAttribute"/>.</summary>
internal sealed record TrainingDeclaration(
    Argument<int>? Steps,
    Argument<int>? BatchSize,
    Argument<int>? Accumulate,
    Argument<LossAverage>? Average,
    Argument<ExampleOrder>? Order,
    Argument<double>? LearningRate,
    Argument<LearningRateSchedule>? Schedule,
    Argument<int>? WarmUp,
    Argument<double>? WeightDecay,
    Argument<double>? MaxGradNorm);

/// <summary>How a <see cref="FineTuneAttribute"/> samples and clips.</summary>
internal sealed record GroupDeclaration(
    Argument<double>? Clip,
    Argument<double>? ClipHigh,
    Argument<PolicyRatio>? Ratio,
    Argument<RewardRule>? Reward,
    Argument<int>? Samples,
    Argument<int>? MaxNewTokens,
    Argument<double>? Temperature,
    Argument<int>? TopK,
    Argument<int>? Updates);
