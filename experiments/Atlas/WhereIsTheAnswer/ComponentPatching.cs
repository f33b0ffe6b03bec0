namespace Atlas.WhereIsTheAnswer;

/// <summary>Which operator or MLP brings the clean answer to the last position?</summary>
[Experiment]
[Pair("The capital of Spain is", "The capital of Italy is")]
[Pair("The capital of Japan is", "The capital of Germany is")]
[Pair("The capital of Italy is", "The capital of Japan is")]
[Pair("The capital of Greece is", "The capital of Spain is")]
[Patch(Layers = "all", Target = Operator, At = Place.Last)]
[Patch(Layers = "all", Target = Mlp, At = Place.Last)]
[Patch(Layers = "attention", Target = Head, Heads = "all", At = Place.Last)]
[Measure(Recovery)]
[Measure(KlRecovery)]
public partial class ComponentPatching;
