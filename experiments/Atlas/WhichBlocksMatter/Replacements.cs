namespace Atlas.WhichBlocksMatter;

/// <summary>Does the ranking of the blocks survive another replacement than zero: the mean over positions, the mean over prompts, another prompt's value?</summary>
[Experiment]
[Prompts(Suite.TaskFamilies, PerFamily = 3)]
[Ablate(Layers = "all", Target = Operator)]
[Ablate(Layers = "all", Target = Operator, With = Mean)]
[Ablate(Layers = "all", Target = Operator, With = PromptMean)]
[Ablate(Layers = "all", Target = Operator, With = Resampled, Seed = 42)]
[Ablate(Layers = "all", Target = Mlp)]
[Ablate(Layers = "all", Target = Mlp, With = Mean)]
[Ablate(Layers = "all", Target = Mlp, With = PromptMean)]
[Ablate(Layers = "all", Target = Mlp, With = Resampled, Seed = 42)]
[Measure(Kl, Over = Reduction.Mean)]
[Measure(Kl, Over = Reduction.Last)]
[Summarize(Summary.RankAgreement)]
public partial class Replacements;
