namespace Capabilities;

/// <summary>Which halves of which blocks does it need to know the capital of a country, and what does that cost elsewhere?</summary>
[Experiment, Capability("Capitals.tests.json")]
[Prompts(Suite.TaskFamilies, PerFamily = 1)]
[Ablate(Layers = "all", Target = Operator)]
[Ablate(Layers = "all", Target = Mlp)]
[Steer(Layer = 6, Seed = 42, Scales = new double[] { -8, 8 })]
[Measure(Kl)]
public partial class Capitals;
