namespace LfmSpec;

/// <summary>
/// Trains a LoRA adapter (Hu et al. 2021) and measures what it changed: each attribute is a case, a row of the experiment's table. The
/// experiment's prompts are the probes on which the shift from the base model is measured: one set for all cases.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class FineTuneAttribute : Attribute
{
    /// <summary>The case's name, such as <c>attn_only</c>. Required.</summary>
    public string Case { get; set; } = "";

    /// <summary>
    /// The linear modules that get an adapter, by the checkpoint's own names, between spaces: <c>q_proj v_proj</c>, <c>conv.in_proj w1</c>, or
    /// <c>all-linear</c>. A name stands for every module of the chosen blocks whose path ends with it. A name that no module has is an error. Required.
    /// </summary>
    public string Targets { get; set; } = "";

    /// <summary>The blocks: <c>all</c>, <c>attention</c>, <c>conv</c>, or numbers and ranges such as <c>0-3,5</c>.</summary>
    public string Layers { get; set; } = "all";

    /// <summary>The adapters' rank.</summary>
    public int Rank { get; set; } = 8;

    /// <summary>The adapters' alpha: they are scaled by alpha / rank; twice the rank unless told.</summary>
    public double Alpha { get; set; } = double.NaN;

    /// <summary>The share of an adapter's input that is dropped in training, from 0 to below 1.</summary>
    public double Dropout { get; set; }

    /// <summary>How the frozen weights are kept.</summary>
    public WeightQuantization Quantization { get; set; }

    /// <summary>What is minimised.</summary>
    public TuningMethod Method { get; set; }

    /// <summary>The data: one of <see cref="DataSets"/>, or a file's path: Alpaca's JSON, or JSON lines of chats (rendered by the checkpoint's chat template), completions, preferences or problems. A relative path starts at the class's file. Required.</summary>
    public string Data { get; set; } = "";

    /// <summary>How many examples are trained on, from the first of the training part; 0 for all.</summary>
    public int Examples { get; set; }

    /// <summary>The tokens that count.</summary>
    public LossOver Loss { get; set; }

    /// <summary>Every text is padded to this many tokens, and cut there; 0 pads to the longest of a batch.</summary>
    public int PadTo { get; set; }

    /// <summary>The number of optimizer steps; 0 for an adapter that is not trained, a control.</summary>
    public int Steps { get; set; } = 100;

    /// <summary>How many examples (or for GRPO prompts) go through the model at once.</summary>
    public int BatchSize { get; set; } = 2;

    /// <summary>How many batches make one optimizer step.</summary>
    public int Accumulate { get; set; } = 1;

    /// <summary>Supervised, with <see cref="Accumulate"/> above 1: what the loss of a step is a mean over.</summary>
    public LossAverage Average { get; set; }

    /// <summary>In which order an epoch goes through the examples.</summary>
    public ExampleOrder Order { get; set; }

    /// <summary>AdamW's peak learning rate.</summary>
    public double LearningRate { get; set; } = 2e-4;

    /// <summary>The learning rate after the warm-up.</summary>
    public LearningRateSchedule Schedule { get; set; }

    /// <summary>The steps of the warm-up, fewer than <see cref="Steps"/>; unless told 5, or as many as leave the last step at the peak rate.</summary>
    public int WarmUp { get; set; } = 5;

    /// <summary>AdamW's decoupled weight decay.</summary>
    public double WeightDecay { get; set; } = 0.01;

    /// <summary>The norm to which gradients are clipped; 0 for none.</summary>
    public double MaxGradNorm { get; set; } = 1;

    /// <summary>The seeds, one run each: numbers and ranges such as <c>0-2</c>. A seed draws the adapter, the order of the data unless it is as given, dropout and samples.</summary>
    public string Seeds { get; set; } = "0-2";

    /// <summary>How many steps lie between two measurements of held-out loss and shift; 0 measures at the end only. What compares cases at a matched loss needs some.</summary>
    public int EvaluateEvery { get; set; }

    /// <summary>DPO's and IPO's beta, 0.1 unless told; or the weight of GRPO's KL to the base model, 0 unless told, as in TRL.</summary>
    public double Beta { get; set; } = double.NaN;

    /// <summary>GRPO: the clip of the ratio, 1 - clip to 1 + clip.</summary>
    public double Clip { get; set; } = 0.2;

    /// <summary>DAPO: the upper clip; the same as <see cref="Clip"/> unless told.</summary>
    public double ClipHigh { get; set; } = double.NaN;

    /// <summary>GRPO: what the ratio is taken to.</summary>
    public PolicyRatio Ratio { get; set; }

    /// <summary>GRPO: what a completion is worth, in training and in the column of rewards.</summary>
    public RewardRule Reward { get; set; }

    /// <summary>GRPO: completions a prompt.</summary>
    public int Samples { get; set; } = 4;

    /// <summary>GRPO: the most new tokens of a completion.</summary>
    public int MaxNewTokens { get; set; } = 16;

    /// <summary>GRPO: the sampling temperature.</summary>
    public double Temperature { get; set; } = 1;

    /// <summary>GRPO: only the most probable tokens are sampled; 0 for all.</summary>
    public int TopK { get; set; }

    /// <summary>GRPO: optimizer steps on one group of samples.</summary>
    public int Updates { get; set; } = 1;
}
