namespace Atlas.WhichHeadsMatter;

/// <summary>Which attention heads does the output depend on? A head is a slice of out_proj's input; the published table zeroed slices of its output.</summary>
[Experiment(Published = "head_slices")]
[Prompts(Suite.TaskFamilies, PerFamily = 3)]
[Ablate(Layers = "attention", Heads = "all", Target = Head)]
[Measure(Kl, Over = Positions.Mean)]
[Measure(Kl, Over = Positions.Last)]
[Measure(Top1)]
public partial class HeadAblation;
