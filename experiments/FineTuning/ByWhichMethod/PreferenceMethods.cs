namespace FineTuning.ByWhichMethod;

/// <summary>Do preferences learned from the response's tokens alone carry over to pairs that were held out, and how far does each loss move the model?</summary>
[Experiment(Published = "fine_tuning.methods", Long = true)]
[Prompts(Probes.Fact, Probes.Json, Probes.Code, Probes.Opposite, Probes.Copy, Probes.Delimiters)]
[FineTune(Case = "dpo", Method = TuningMethod.Dpo, Targets = "all-linear", Data = DataSets.Preferences, LearningRate = 5e-5, EvaluateEvery = 20)]
[FineTune(Case = "ipo", Method = TuningMethod.Ipo, Targets = "all-linear", Data = DataSets.Preferences, LearningRate = 5e-5, EvaluateEvery = 20)]
[FineTune(Case = "sft_same_rate", Targets = "all-linear", Data = DataSets.Instructions, LearningRate = 5e-5, EvaluateEvery = 20)]
public partial class PreferenceMethods;
