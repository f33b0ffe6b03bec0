namespace Atlas.WhichBlocksMatter;

/// <summary>Does the output depend more on the convolution blocks or on the attention blocks, and is the ratio sure?</summary>
[Experiment(Published = "cross_model")]
[Prompts(Suite.TaskFamilies, PerFamily = 3)]
[Ablate(Layers = "all", Target = Operator)]
[Ablate(Layers = "all", Target = Mlp)]
[Measure(Kl, Over = Reduction.Mean)]
[Summarize(Summary.ConvAgainstAttention, Resamples = 1000, Seed = 42)]
public partial class ConvolutionOrAttention;
