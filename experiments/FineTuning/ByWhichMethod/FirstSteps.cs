namespace FineTuning.ByWhichMethod;

/// <summary>Does each method's first stretch do what it says? A short run of each, for every test run.</summary>
[Experiment]
[Prompts(Probes.Fact, Probes.Json)]
[FineTune(Case = "sft", Targets = "all-linear", Data = DataSets.Arithmetic, Steps = 8, WarmUp = 2, Seeds = "0-1", EvaluateEvery = 4)]
[FineTune(Case = "dpo", Method = TuningMethod.Dpo, Targets = "q_proj v_proj", Layers = "attention", Data = DataSets.Preferences, Steps = 4, WarmUp = 1, Seeds = "0-1", EvaluateEvery = 2)]
[FineTune(Case = "grpo", Method = TuningMethod.Grpo, Targets = "w1 w3", Layers = "0-3", Data = DataSets.Problems, Beta = 0.04, Steps = 2, WarmUp = 0, Seeds = "0-1", MaxNewTokens = 6, EvaluateEvery = 1)]
public partial class FirstSteps;
