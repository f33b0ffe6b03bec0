namespace Atlas.WhereIsTheAnswer;

/// <summary>As published: the corrupt run with a block's whole output replaced by the clean one. It is the clean run from there on, so every cell is 1.</summary>
#pragma warning disable LFM102 // the published mistake, repeated on purpose
[Experiment]
[Pair("The capital of Spain is", "The capital of Italy is")]
[Pair("The capital of Japan is", "The capital of Germany is")]
[Pair("The capital of Italy is", "The capital of Japan is")]
[Pair("The capital of Greece is", "The capital of Spain is")]
[Patch(Layers = "all")]
[Measure(Recovery)]
[Measure(KlRecovery)]
public partial class WholeStreamPatching;
