namespace Atlas.WhereIsTheAnswer;

/// <summary>At which block and position is the residual stream enough to bring the clean answer back, and where is it needed for it?</summary>
[Experiment]
[Pair("The capital of Spain is", "The capital of Italy is")]
[Pair("The capital of Japan is", "The capital of Germany is")]
[Pair("The capital of Italy is", "The capital of Japan is")]
[Pair("The capital of Greece is", "The capital of Spain is")]
[Patch(Layers = "all", Positions = "1-5")]
[Patch(Layers = "all", Positions = "1-5", Into = PatchInto.Clean)]
[Measure(Recovery)]
[Measure(KlRecovery)]
public partial class ActivationPatching;
