namespace FineTuning.HowFastAndHowLong;

// One seed, no matched loss and padding in the loss, on purpose: the published protocol.
#pragma warning disable LFM106, LFM107, LFM108

/// <summary>
/// The published sweep over learning rates and steps as it really was: the loss is the mean over the run, which a longer run lowers by its length alone. (Padded to 128
/// tokens, where it was 256.)
/// </summary>
[Experiment(Published = "fine_tuning.sweep", AsPublished = "the modules, the padding in the loss, one seed, the run's mean loss, the shift at the last position of two probes", Long = true)]
[Prompts(Probes.Fact, Probes.Json)]
[FineTune(Case = "lr_1e5", Targets = "conv.out_proj self_attn.out_proj", Layers = "0,2,4,5", LearningRate = 1e-5, Steps = 100, WarmUp = 10, Data = DataSets.Instructions, Loss = LossOver.Padding, PadTo = 128, BatchSize = 2, Accumulate = 2, Average = LossAverage.Batches, Seeds = "42")]
[FineTune(Case = "lr_5e5", Targets = "conv.out_proj self_attn.out_proj", Layers = "0,2,4,5", LearningRate = 5e-5, Steps = 100, WarmUp = 10, Data = DataSets.Instructions, Loss = LossOver.Padding, PadTo = 128, BatchSize = 2, Accumulate = 2, Average = LossAverage.Batches, Seeds = "42")]
[FineTune(Case = "lr_2e4", Targets = "conv.out_proj self_attn.out_proj", Layers = "0,2,4,5", LearningRate = 2e-4, Steps = 100, WarmUp = 10, Data = DataSets.Instructions, Loss = LossOver.Padding, PadTo = 128, BatchSize = 2, Accumulate = 2, Average = LossAverage.Batches, Seeds = "42")]
[FineTune(Case = "lr_1e3", Targets = "conv.out_proj self_attn.out_proj", Layers = "0,2,4,5", LearningRate = 1e-3, Steps = 100, WarmUp = 10, Data = DataSets.Instructions, Loss = LossOver.Padding, PadTo = 128, BatchSize = 2, Accumulate = 2, Average = LossAverage.Batches, Seeds = "42")]
[FineTune(Case = "steps_50", Targets = "conv.out_proj self_attn.out_proj", Layers = "0,2,4,5", LearningRate = 2e-4, Steps = 50, WarmUp = 5, Data = DataSets.Instructions, Loss = LossOver.Padding, PadTo = 128, BatchSize = 2, Accumulate = 2, Average = LossAverage.Batches, Seeds = "42")]
[FineTune(Case = "steps_200", Targets = "conv.out_proj self_attn.out_proj", Layers = "0,2,4,5", LearningRate = 2e-4, Steps = 200, WarmUp = 20, Data = DataSets.Instructions, Loss = LossOver.Padding, PadTo = 128, BatchSize = 2, Accumulate = 2, Average = LossAverage.Batches, Seeds = "42")]
public partial class RatesAsPublished;
