namespace FineTuning.HowFastAndHowLong;

/// <summary>Do a lower rate and fewer steps move the model less, or only because they teach it less?</summary>
[Experiment(Published = "fine_tuning.sweep", Long = true)]
[Prompts(Probes.Fact, Probes.Json, Probes.Code, Probes.Opposite, Probes.Copy, Probes.Delimiters)]
[FineTune(Case = "lr_1e5", Targets = "conv.out_proj self_attn.out_proj w1 w2 w3", Layers = "0,2,4,5", LearningRate = 1e-5, Steps = 100, WarmUp = 10, Data = DataSets.Instructions, BatchSize = 4, EvaluateEvery = 20)]
[FineTune(Case = "lr_5e5", Targets = "conv.out_proj self_attn.out_proj w1 w2 w3", Layers = "0,2,4,5", LearningRate = 5e-5, Steps = 100, WarmUp = 10, Data = DataSets.Instructions, BatchSize = 4, EvaluateEvery = 20)]
[FineTune(Case = "lr_2e4", Targets = "conv.out_proj self_attn.out_proj w1 w2 w3", Layers = "0,2,4,5", LearningRate = 2e-4, Steps = 100, WarmUp = 10, Data = DataSets.Instructions, BatchSize = 4, EvaluateEvery = 20)]
[FineTune(Case = "lr_1e3", Targets = "conv.out_proj self_attn.out_proj w1 w2 w3", Layers = "0,2,4,5", LearningRate = 1e-3, Steps = 100, WarmUp = 10, Data = DataSets.Instructions, BatchSize = 4, EvaluateEvery = 20)]
[FineTune(Case = "steps_50", Targets = "conv.out_proj self_attn.out_proj w1 w2 w3", Layers = "0,2,4,5", LearningRate = 2e-4, Steps = 50, WarmUp = 5, Data = DataSets.Instructions, BatchSize = 4, EvaluateEvery = 10)]
[FineTune(Case = "steps_200", Targets = "conv.out_proj self_attn.out_proj w1 w2 w3", Layers = "0,2,4,5", LearningRate = 2e-4, Steps = 200, WarmUp = 20, Data = DataSets.Instructions, BatchSize = 4, EvaluateEvery = 40)]
public partial class Rates;
