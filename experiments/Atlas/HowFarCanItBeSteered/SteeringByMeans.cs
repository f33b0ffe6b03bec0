namespace Atlas.HowFarCanItBeSteered;

/// <summary>Does a difference of means steer further than a random vector of the same length, where every block gets the same share of its residual stream?</summary>
[Experiment]
[Prompts("The capital of France is", "The capital of Italy is", "In one word: the capital of Spain is")]
[Steer(Layers = "all", Toward = ["7 + 5 =", "12 + 9 =", "18 - 6 ="], From = ["The capital of Spain is", "The capital of Japan is", "The opposite of hot is"], ControlSeed = 42, Scales = [0.25, 1], Unit = SteeringUnit.ResidualNorm)]
[Steer(Layers = "all", Toward = ["7 + 5 =", "12 + 9 =", "18 - 6 ="], From = ["The capital of Spain is", "The capital of Japan is", "The opposite of hot is"], ControlSeed = 42, Scale = 1, Unit = SteeringUnit.Raw)]
[Measure(Kl, Over = Reduction.Last)]
[Measure(Top1)]
public partial class SteeringByMeans;
