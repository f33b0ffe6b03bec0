namespace Atlas.HowSensitiveIsIt;

/// <summary>How far do the logits move when a little noise is added to one block's output? Published under the name of a gradient; the noise is seeded here.</summary>
[Experiment(Published = "noise_sensitivity", AsPublished = "the logit shift as a mean over positions, but by seeded noise")]
[Prompts("The capital of France is", "{\"key\":", "def foo():")]
[Perturb(Layers = "all", Seed = 42, Scale = 0.01)]
[Measure(LogitShift, Over = Reduction.Mean)]
[Measure(LogitShift, Over = Reduction.Last)]
[Measure(Kl, Over = Reduction.Mean)]
public partial class NoiseSensitivity;
