namespace Atlas.WhichBlocksMatter;

/// <summary>Which blocks does the output depend on, and through which half: the operator (short convolution or attention) or the MLP?</summary>
[Experiment(Published = "layers", AsPublished = "the KL summed over positions, which grows with the prompt")]
[Prompts(Suite.TaskFamilies, PerFamily = 3)]
[Ablate(Layers = "all", Target = Operator)]
[Ablate(Layers = "all", Target = Mlp)]
[Ablate(Layers = "all", Target = Block, With = Input)]
[Measure(Kl, Over = Reduction.Mean)]
[Measure(Kl, Over = Reduction.Last)]
[Measure(Kl, Over = Reduction.Sum)]
[Measure(Top1)]
[Summarize(Summary.PromptLength)]
public partial class LayerAblation;
