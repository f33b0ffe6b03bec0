namespace LfmSpec;

/// <summary>One row of a fine-tuning table: a LoRA adapter, how it is trained, and on what.</summary>
/// <param name="Name">The case's name; unique in the experiment.</param>
/// <param name="Adapter">The adapter.</param>
/// <param name="Training">How it is trained.</param>
/// <param name="Data">One of <see cref="DataSets"/>, or the full path of a file.</param>
public sealed record FineTuneSpec(string Name, AdapterSpec Adapter, TrainingSpec Training, string Data)
{
    /// <summary>What is unless told.</summary>
    internal static readonly FineTuneAttribute Usual = new();

    /// <summary>What is minimised.</summary>
    public TuningMethod Method { get; init; }

    /// <summary>How many examples are trained on, from the first of the training part; null for all.</summary>
    public int? Examples { get; init; }

    /// <summary>The tokens that count.</summary>
    public LossOver Loss { get; init; }

    /// <summary>How many tokens every text is padded to; null for the longest of a batch.</summary>
    public int? PadTo { get; init; }

    /// <summary>The seeds, one run each.</summary>
    public IReadOnlyList<long> Seeds { get; init; } = [0, 1, 2];

    /// <summary>How many steps lie between two measurements; null for one at the end.</summary>
    public int? EvaluateEvery { get; init; }

    /// <summary>DPO's and IPO's beta, or the weight of GRPO's KL to the base model.</summary>
    public double Beta { get; init; } = TuningMethod.Sft.DefaultBeta();

    /// <summary>How GRPO samples and clips.</summary>
    public GroupSpec Group { get; init; } = new();

    /// <summary>The number of trainable parameters for the model that the code was compiled for; null where it was not counted.</summary>
    public long? TrainableParameters { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>What an attribute stands for: each setting that it leaves out as it is unless told.</summary>
    /// <param name="says">The attribute.</param>
    /// <param name="layers">The blocks that it names, ascending.</param>
    /// <param name="seeds">The seeds that it names, ascending.</param>
    /// <param name="data">The data set's name, or the full path of the file.</param>
    internal static FineTuneSpec Of(FineTuneAttribute says, IReadOnlyList<int> layers, IReadOnlyList<long> seeds, string data)
    {
        var targets = (says.Targets ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var adapter = new AdapterSpec(targets, layers, says.Rank, double.IsNaN(says.Alpha) ? 2 * (double)says.Rank : says.Alpha)
        {
            Dropout = says.Dropout,
            Quantization = says.Quantization,
        };
        var training = new TrainingSpec(says.Steps, says.LearningRate)
        {
            BatchSize = says.BatchSize,
            Accumulate = says.Accumulate,
            Average = says.Average,
            Order = says.Order,
            Schedule = says.Schedule,
            WarmUp = TuningBounds.WarmUpWithin(says.WarmUp, says.Steps),
            WeightDecay = says.WeightDecay,
            MaxGradNorm = says.MaxGradNorm > 0 ? says.MaxGradNorm : null,
        };
        return new(says.Case, adapter, training, data)
        {
            Method = says.Method,
            Examples = PositiveOrNull(says.Examples),
            Loss = says.Loss,
            PadTo = PositiveOrNull(says.PadTo),
            Seeds = seeds,
            EvaluateEvery = PositiveOrNull(says.EvaluateEvery),
            Beta = double.IsNaN(says.Beta) ? says.Method.DefaultBeta() : says.Beta,
            Group = new GroupSpec(says.Samples, says.MaxNewTokens, says.Temperature, PositiveOrNull(says.TopK))
            {
                Clip = says.Clip,
                ClipHigh = double.IsNaN(says.ClipHigh) ? says.Clip : says.ClipHigh,
                Ratio = says.Ratio,
                Reward = says.Reward,
                Updates = says.Updates,
            },
        };
    }

    private static int? PositiveOrNull(int number) => number > 0 ? number : null;
}

/// <summary>A LoRA adapter: W x + (alpha / rank) B A x on some linear modules.</summary>
/// <param name="Targets">The names of the modules, as PEFT's <c>target_modules</c>: a module has an adapter if its path is one of them or ends with a point and one of them; <c>all-linear</c> alone for every linear module but the head.</param>
/// <param name="Layers">The blocks, ascending.</param>
/// <param name="Rank">The rank.</param>
/// <param name="Alpha">The alpha.</param>
public sealed record AdapterSpec(IReadOnlyList<string> Targets, IReadOnlyList<int> Layers, int Rank, double Alpha)
{
    /// <summary>The share of an adapter's input that is dropped in training.</summary>
    public double Dropout { get; init; }

    /// <summary>How the frozen weights of the linear modules are kept.</summary>
    public WeightQuantization Quantization { get; init; }
}

/// <summary>How an adapter is trained: AdamW with PyTorch's betas (0.9, 0.999) and epsilon 1e-8.</summary>
/// <param name="Steps">The number of optimizer steps; 0 for none.</param>
/// <param name="LearningRate">The peak learning rate.</param>
public sealed record TrainingSpec(int Steps, double LearningRate)
{
    private readonly int? warmUp;

    /// <summary>How many examples go through the model at once.</summary>
    public int BatchSize { get; init; } = FineTuneSpec.Usual.BatchSize;

    /// <summary>How many batches make one step.</summary>
    public int Accumulate { get; init; } = FineTuneSpec.Usual.Accumulate;

    /// <summary>What the supervised loss of an accumulated step is a mean over.</summary>
    public LossAverage Average { get; init; }

    /// <summary>In which order an epoch goes through the examples.</summary>
    public ExampleOrder Order { get; init; }

    /// <summary>The learning rate after the warm-up.</summary>
    public LearningRateSchedule Schedule { get; init; }

    /// <summary>The steps of the warm-up; unless told 5, or as many as leave the last step at the peak.</summary>
    public int WarmUp
    {
        get => warmUp ?? TuningBounds.DefaultWarmUp(Steps);
        init => warmUp = value;
    }

    /// <summary>The decoupled weight decay.</summary>
    public double WeightDecay { get; init; } = FineTuneSpec.Usual.WeightDecay;

    /// <summary>The norm to which gradients are clipped; null for none.</summary>
    public double? MaxGradNorm { get; init; } = FineTuneSpec.Usual.MaxGradNorm;
}

/// <summary>How GRPO samples completions and clips their ratios.</summary>
/// <param name="Samples">Completions a prompt.</param>
/// <param name="MaxNewTokens">The most new tokens of a completion.</param>
/// <param name="Temperature">The sampling temperature.</param>
/// <param name="TopK">How many of the most probable tokens are sampled from; null for all.</param>
public sealed record GroupSpec(int Samples = 4, int MaxNewTokens = 16, double Temperature = 1, int? TopK = null)
{
    /// <summary>The lower clip of the ratio: 1 - clip.</summary>
    public double Clip { get; init; } = FineTuneSpec.Usual.Clip;

    /// <summary>The upper clip of the ratio: 1 + clip.</summary>
    public double ClipHigh { get; init; } = FineTuneSpec.Usual.Clip;

    /// <summary>What the ratio is taken to.</summary>
    public PolicyRatio Ratio { get; init; }

    /// <summary>What a completion is worth.</summary>
    public RewardRule Reward { get; init; }

    /// <summary>Optimizer steps on one group of samples.</summary>
    public int Updates { get; init; } = FineTuneSpec.Usual.Updates;
}
