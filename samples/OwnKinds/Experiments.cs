namespace OwnKinds;

/// <summary>Does the model still add, once the direction that tells sums from capitals is gone from one block's output?</summary>
[Experiment]
[Prompts("7 + 5 =", "12 + 9 =", "The capital of France is")]
[ProjectOut(Layers = "all", Toward = ["3 + 4 =", "8 + 1 =", "6 + 6 ="], From = ["The capital of Italy is", "The capital of Spain is", "The capital of Japan is"])]
[Measure(Metric.Kl), Measure<JensenShannon>, Measure<JensenShannon>(Over = Reduction.Last)]
[Summarize<DepthProfile>]
public partial class SumDirection;

/// <summary>Which parts write the answer, and how early can a linear map tell what kind of question it is?</summary>
[Experiment]
[Prompts(Suite.TaskFamilies, PerFamily = 4)]
[Observe<DirectLogitAttribution>, LinearProbe(Folds = 4, Shuffles = 5)]
public partial class WhereTheAnswerIs;
