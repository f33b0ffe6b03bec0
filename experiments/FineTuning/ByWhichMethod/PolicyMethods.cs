namespace FineTuning.ByWhichMethod;

/// <summary>Does sampling and rewarding teach arithmetic, with the ratio to the sampling policy, a KL to the base and rewards that are kept, before and after?</summary>
[Experiment(Published = "fine_tuning.methods", Long = true)]
[Prompts(Probes.Fact, Probes.Json, Probes.Code, Probes.Opposite, Probes.Copy, Probes.Delimiters)]
[FineTune(Case = "grpo", Method = TuningMethod.Grpo, Targets = "all-linear", Data = DataSets.Problems, Beta = 0.04, LearningRate = 1e-4, Steps = 30, EvaluateEvery = 10, BatchSize = 4, MaxNewTokens = 8)]
[FineTune(Case = "dr_grpo", Method = TuningMethod.DrGrpo, Targets = "all-linear", Data = DataSets.Problems, LearningRate = 1e-4, Steps = 30, EvaluateEvery = 10, BatchSize = 4, MaxNewTokens = 8)]
[FineTune(Case = "dapo", Method = TuningMethod.Dapo, Targets = "all-linear", Data = DataSets.Problems, LearningRate = 1e-4, Steps = 30, EvaluateEvery = 10, BatchSize = 4, MaxNewTokens = 8)]
public partial class PolicyMethods;
