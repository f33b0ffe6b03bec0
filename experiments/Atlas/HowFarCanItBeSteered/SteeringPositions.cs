namespace Atlas.HowFarCanItBeSteered;

/// <summary>Where must a vector be added to move the next token: at the last position, the first, some between, or all?</summary>
[Experiment]
[Prompts("The capital of France is")]
[Steer(Layers = "all", Seed = 42, Scale = 0.5, Unit = SteeringUnit.ResidualNorm)]
[Steer(Layers = "all", Seed = 42, Scale = 0.5, Unit = SteeringUnit.ResidualNorm, At = Place.First)]
[Steer(Layers = "all", Seed = 42, Scale = 0.5, Unit = SteeringUnit.ResidualNorm, At = Place.All)]
[Steer(Layers = "all", Seed = 42, Scale = 0.5, Unit = SteeringUnit.ResidualNorm, AtPositions = "2-4")]
[Measure(Kl, Over = Reduction.Last)]
[Measure(Kl, Over = Reduction.Mean)]
public partial class SteeringPositions;
