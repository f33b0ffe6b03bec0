namespace FineTuning.WhichModulesShouldBeTrained;

/// <summary>
/// Which modules should an adapter stand beside? With the MLP where it is meant, only the response in the loss, three seeds, the shift at a matched held-out
/// loss, and four other blocks with as many parameters: is it the blocks that the atlas names, or any four?
/// </summary>
[Experiment(Published = "fine_tuning.targets", Long = true)]
[Prompts(Probes.Fact, Probes.Json, Probes.Code, Probes.Opposite, Probes.Copy, Probes.Delimiters)]
[FineTune(Case = "all_linear", Targets = "all-linear", Data = DataSets.Arithmetic, EvaluateEvery = 20)]
[FineTune(Case = "attn_only", Targets = "q_proj k_proj v_proj out_proj", Layers = "attention", Data = DataSets.Arithmetic, EvaluateEvery = 20)]
[FineTune(Case = "mlp_only", Targets = "w1 w2 w3", Data = DataSets.Arithmetic, EvaluateEvery = 20)]
[FineTune(Case = "conv_proj_only", Targets = "in_proj out_proj", Layers = "conv", Data = DataSets.Arithmetic, EvaluateEvery = 20)]
[FineTune(Case = "atlas_guided", Targets = "conv.out_proj self_attn.out_proj w1 w2 w3", Layers = "0,2,4,5", Data = DataSets.Arithmetic, EvaluateEvery = 20)]
[FineTune(Case = "other_blocks", Targets = "conv.out_proj self_attn.out_proj w1 w2 w3", Layers = "7,8,10,13", Data = DataSets.Arithmetic, EvaluateEvery = 20)]
[FineTune(Case = "atlas_full", Targets = "all-linear", Layers = "0,2,4,5", Data = DataSets.Arithmetic, EvaluateEvery = 20)]
public partial class Targets;
