namespace Atlas.WhichBlocksMatter;

/// <summary>What is lost without the MLP of block 5, the hub of the published atlas after block 0?</summary>
[Experiment, Ablate(Layer = 5, Target = Mlp)]
public partial class FifthMlp;
