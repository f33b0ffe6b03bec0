namespace Atlas.WhichBlocksMatter;

/// <summary>Which operator and which MLP does the right answer need? A KL counts every change of the prediction, this only the target's.</summary>
[Experiment]
[Prompts(Suite.TaskFamilies, PerFamily = 5, SingleTokenTargets = true)]
[Ablate(Layers = "all", Target = Operator, With = Mean)]
[Ablate(Layers = "all", Target = Mlp, With = Mean)]
[Measure(TargetLogProbability)]
[Measure(Kl, Over = Reduction.Last)]
[Summarize(Summary.Hub, Seed = 42)]
public partial class TargetProbability;
