namespace Atlas.HowFarCanItBeSteered;

/// <summary>What does one random direction do at each block, over all task families?</summary>
[Experiment, Steer(Seed = 42, Scale = -4)]
public partial class RandomDirection;
