namespace OwnKinds;

/// <summary>Does the model still add, once the direction that tells sums from capitals is gone from one block's output?</summary>
[Experiment]
[Prompts("7 + 5 =", "12 + 9 =", "The capital of France is")]
[ProjectOut(Layers = "all", Toward = ["3 + 4 =", "8 + 1 =", "6 + 6 ="], From = ["The capital of Italy is", "The capital of Spain is", "The capital of Japan is"])]
public partial class SumDirection;
