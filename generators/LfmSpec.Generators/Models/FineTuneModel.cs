namespace LfmSpec.Generators;

/// <summary>A row of a fine-tuning table, and a test; see <c>LfmSpec.FineTuneSpec</c>.</summary>
internal sealed record FineTuneModel(
    string Name,
    AdapterModel Adapter,
    TrainingModel Training,
    string Data,
    TuningMethod Method,
    int? Examples,
    LossOver Loss,
    int? PadTo,
    EquatableArray<long> Seeds,
    int? EvaluateEvery,
    double Beta,
    GroupModel Group,
    long TrainableParameters,
    SourceLine Source)
{
    /// <summary>The name of its test.</summary>
    public string TestName => FixtureNames.FineTunePrefix + Name;
}

/// <summary>An adapter; see <c>LfmSpec.AdapterSpec</c>.</summary>
internal sealed record AdapterModel(
    EquatableArray<string> Targets, EquatableArray<int> Layers, int Rank, double Alpha, double Dropout, WeightQuantization Quantization);

/// <summary>How an adapter is trained; see <c>LfmSpec.TrainingSpec</c>.</summary>
internal sealed record TrainingModel(
    int Steps, double LearningRate, int BatchSize, int Accumulate, LossAverage Average, ExampleOrder Order, LearningRateSchedule Schedule, int WarmUp, double WeightDecay, double? MaxGradNorm);

/// <summary>How completions are sampled and their ratios clipped; see <c>LfmSpec.GroupSpec</c>.</summary>
internal sealed record GroupModel(
    int Samples, int MaxNewTokens, double Temperature, int? TopK, double Clip, double ClipHigh, PolicyRatio Ratio, RewardRule Reward, int Updates);
