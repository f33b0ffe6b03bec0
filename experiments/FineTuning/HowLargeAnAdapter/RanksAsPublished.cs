namespace FineTuning.HowLargeAnAdapter;

// One seed, no matched loss and padding in the loss, on purpose: the published protocol.
#pragma warning disable LFM106, LFM107, LFM108

/// <summary>The published sweep over ranks as it really was: four out_proj alone, padding (to 128 tokens, where it was 256) in the loss, one seed.</summary>
[Experiment(Published = "fine_tuning.ranks", AsPublished = "the modules, the padding in the loss, one seed, the run's mean loss, the shift at the last position", Long = true)]
[Prompts(Probes.Fact, Probes.Sum, Probes.Json, Probes.Code)]
[FineTune(Case = "rank2", Targets = "conv.out_proj self_attn.out_proj", Layers = "0,2,4,5", Rank = 2, Data = DataSets.Arithmetic, Examples = 80, Loss = LossOver.Padding, PadTo = 128, BatchSize = 1, Accumulate = 2, Average = LossAverage.Batches, Seeds = "42")]
[FineTune(Case = "rank4", Targets = "conv.out_proj self_attn.out_proj", Layers = "0,2,4,5", Rank = 4, Data = DataSets.Arithmetic, Examples = 80, Loss = LossOver.Padding, PadTo = 128, BatchSize = 1, Accumulate = 2, Average = LossAverage.Batches, Seeds = "42")]
[FineTune(Case = "rank8", Targets = "conv.out_proj self_attn.out_proj", Layers = "0,2,4,5", Rank = 8, Data = DataSets.Arithmetic, Examples = 80, Loss = LossOver.Padding, PadTo = 128, BatchSize = 1, Accumulate = 2, Average = LossAverage.Batches, Seeds = "42")]
[FineTune(Case = "rank16", Targets = "conv.out_proj self_attn.out_proj", Layers = "0,2,4,5", Rank = 16, Data = DataSets.Arithmetic, Examples = 80, Loss = LossOver.Padding, PadTo = 128, BatchSize = 1, Accumulate = 2, Average = LossAverage.Batches, Seeds = "42")]
public partial class RanksAsPublished;
