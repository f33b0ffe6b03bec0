namespace Atlas.WhichBlocksMatter;

/// <summary>What does zeroing a block's whole output do? As published: it erases the residual stream, so every block gives the same KL.</summary>
#pragma warning disable LFM101 // the published mistake, repeated on purpose
[Experiment(Published = "layers", AsPublished = "the blocks set to zero, which erases the residual stream; a skip is the correction")]
[Prompts("The capital of France is")]
[Ablate(Layers = "all", Target = Block)]
[Ablate(Layers = "all", Target = Block, With = Input)]
[Measure(Kl, Over = Reduction.Mean)]
[Measure(Kl, Over = Reduction.Last)]
public partial class WholeBlocks;
