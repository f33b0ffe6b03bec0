namespace Atlas.WhichBlocksMatter;

/// <summary>Which block's skip costs most, and does the answer hold for other prompts? Seeds change nothing here: a bootstrap over prompts takes their place.</summary>
[Experiment(Published = "cross_model")]
[Prompts(Suite.TaskFamilies, PerFamily = 3)]
[Ablate(Layers = "all", Target = Block, With = Input)]
[Ablate(Layers = "all", Target = Mlp)]
[Measure(Kl, Over = Reduction.Mean)]
[Summarize(Summary.Hub, Resamples = 1000, Seed = 42)]
public partial class Hub;
