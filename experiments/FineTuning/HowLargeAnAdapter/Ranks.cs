namespace FineTuning.HowLargeAnAdapter;

/// <summary>What does a larger rank buy, at the end of the run, on held-out answers, and at a matched loss?</summary>
[Experiment(Published = "fine_tuning.ranks", Long = true)]
[Prompts(Probes.Fact, Probes.Json, Probes.Code, Probes.Opposite, Probes.Copy, Probes.Delimiters)]
[FineTune(Case = "rank2", Targets = "conv.out_proj self_attn.out_proj w1 w2 w3", Layers = "0,2,4,5", Rank = 2, Data = DataSets.Arithmetic, EvaluateEvery = 20)]
[FineTune(Case = "rank4", Targets = "conv.out_proj self_attn.out_proj w1 w2 w3", Layers = "0,2,4,5", Rank = 4, Data = DataSets.Arithmetic, EvaluateEvery = 20)]
[FineTune(Case = "rank8", Targets = "conv.out_proj self_attn.out_proj w1 w2 w3", Layers = "0,2,4,5", Rank = 8, Data = DataSets.Arithmetic, EvaluateEvery = 20)]
[FineTune(Case = "rank16", Targets = "conv.out_proj self_attn.out_proj w1 w2 w3", Layers = "0,2,4,5", Rank = 16, Data = DataSets.Arithmetic, EvaluateEvery = 20)]
[FineTune(Case = "rank32", Targets = "conv.out_proj self_attn.out_proj w1 w2 w3", Layers = "0,2,4,5", Rank = 32, Data = DataSets.Arithmetic, EvaluateEvery = 20)]
public partial class Ranks;
