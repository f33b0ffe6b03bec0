namespace Atlas.HowFarCanItBeSteered;

/// <summary>How far does a random vector of a given length, added to one block's output at the last position, move the next token?</summary>
[Experiment(Published = "steering")]
[Prompts("The capital of France is")]
[Steer(Layers = "all", Seed = 42, Scales = [-4, -2, -1, -0.5, 0.5, 1, 2, 4])]
[Measure(Kl, Over = Reduction.Last)]
[Measure(Top1)]
public partial class Steering;
