namespace CrossModel;

/// <summary>At which blocks does a random direction move a model most: one of half the residual stream's own norm, and one of length 4, as published?</summary>
[Experiment, OnModels, TwoOfEachFamily]
[Steer(Seed = 42, Scale = 0.5, Unit = SteeringUnit.ResidualNorm)]
[Steer(Seed = 42, Scale = 4)]
[Measure(Kl, Over = Reduction.Last)]
public partial class WhereItCanBeSteered;
