namespace Atlas.WhichPositionsMatter;

/// <summary>Which position's residual stream does the next token need, block by block? As published it is zeroed; beside it the mean over positions.</summary>
#pragma warning disable LFM101 // the published form, beside the corrected one
[Experiment(Published = "position_zero", AsPublished = "the positions set to zero")]
[Prompts("The capital of France is Paris")]
[Ablate(Layers = "all", Target = Block, Positions = "0-6")]
[Ablate(Layers = "all", Target = Block, With = Mean, Positions = "0-6")]
[Measure(Kl, Over = Reduction.Last)]
public partial class PositionAblation;
