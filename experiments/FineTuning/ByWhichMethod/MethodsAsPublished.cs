namespace FineTuning.ByWhichMethod;

// One seed, no matched loss, padding in the loss, quantisation and rank changed together, a ratio to the base: on purpose, as published.
#pragma warning disable LFM106, LFM107, LFM108, LFM110

/// <summary>
/// The published comparison of methods as it really was: three units in one column of losses, four sizes and rates, DPO over padding, GRPO whose ratio is to
/// the base, which has no KL, and whose reward finds the answer anywhere, also in a prompt repeated. DPO and GRPO have the ten published pairs and problems. (SFT and QLoRA: other texts,
/// padded to 128 tokens where 512 were, and a quarter of the steps.)
/// </summary>
[Experiment(Published = "fine_tuning.methods", AsPublished = "the modules, the padding in losses and log-probabilities, one seed, the pairs, the problems and their order, the reward, the ratio to the base, the shift at the last position", Long = true)]
[Prompts(Probes.Fact, Probes.Json, Probes.Code, Probes.Sum)]
[FineTune(Case = "sft", Targets = "q_proj k_proj v_proj self_attn.out_proj conv.in_proj conv.out_proj", Data = DataSets.Instructions, Loss = LossOver.Padding, PadTo = 128, BatchSize = 4, Accumulate = 2, Average = LossAverage.Batches, Steps = 50, WarmUp = 5, Seeds = "42")]
[FineTune(Case = "qlora", Targets = "q_proj k_proj v_proj self_attn.out_proj conv.in_proj conv.out_proj", Rank = 16, Quantization = WeightQuantization.DoubleNormalFloat4, Data = DataSets.Instructions, Loss = LossOver.Padding, PadTo = 128, BatchSize = 4, Accumulate = 2, Average = LossAverage.Batches, Steps = 50, WarmUp = 5, Seeds = "42")]
[FineTune(Case = "dpo", Method = TuningMethod.Dpo, Targets = "conv.out_proj self_attn.out_proj", Layers = "0,2,4,5", Data = "published-preferences.jsonl", Loss = LossOver.Padding, PadTo = 128, LearningRate = 5e-5, Schedule = LearningRateSchedule.Constant, WarmUp = 0, Steps = 100, Seeds = "42")]
[FineTune(Case = "grpo", Method = TuningMethod.Grpo, Targets = "conv.out_proj self_attn.out_proj", Layers = "0,2,4,5", Data = "published-problems.jsonl", Order = ExampleOrder.AsGiven, Reward = RewardRule.AnswerAnywhere, Ratio = PolicyRatio.Base, Clip = 0.04, Samples = 4, MaxNewTokens = 30, Temperature = 0.7, TopK = 50, LearningRate = 1e-5, Schedule = LearningRateSchedule.Constant, WarmUp = 0, BatchSize = 1, Steps = 50, Seeds = "42")]
public partial class MethodsAsPublished;
