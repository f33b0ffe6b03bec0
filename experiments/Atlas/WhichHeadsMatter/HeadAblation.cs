namespace Atlas.WhichHeadsMatter;

/// <summary>Which attention heads does the output depend on? A head is a slice of out_proj's input; the published table zeroed slices of its output, which are beside them here.</summary>
#pragma warning disable LFM104 // the published slices, beside the heads
[Experiment(Published = "head_slices", AsPublished = "the output slices, KL as a mean over positions")]
[Prompts(Suite.TaskFamilies, PerFamily = 3)]
[Ablate(Layers = "attention", Heads = "all", Target = Head)]
[Ablate(Layers = "attention", Heads = "all", Target = OutputSlice)]
[Measure(Kl, Over = Reduction.Mean)]
[Measure(Kl, Over = Reduction.Last)]
[Measure(Top1)]
[Summarize(Summary.RankAgreement)]
public partial class HeadAblation;
