namespace FineTuning.ByWhichMethod;

/// <summary>What does four-bit quantisation cost, before any training and after it, at the same rank, rate and number of steps?</summary>
[Experiment(Published = "fine_tuning.methods", Long = true)]
[Prompts(Probes.Fact, Probes.Json, Probes.Code, Probes.Opposite, Probes.Copy, Probes.Delimiters)]
[FineTune(Case = "sft", Targets = "all-linear", Data = DataSets.Instructions, BatchSize = 4, EvaluateEvery = 20)]
[FineTune(Case = "qlora", Targets = "all-linear", Quantization = WeightQuantization.DoubleNormalFloat4, Data = DataSets.Instructions, BatchSize = 4, EvaluateEvery = 20)]
[FineTune(Case = "quantized_untrained", Targets = "all-linear", Quantization = WeightQuantization.DoubleNormalFloat4, Data = DataSets.Instructions, Steps = 0)]
public partial class SupervisedMethods;
