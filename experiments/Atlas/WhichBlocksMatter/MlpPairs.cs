namespace Atlas.WhichBlocksMatter;

/// <summary>Do two MLPs do more together than each alone? The published table has their joint KL without the two single ones.</summary>
[Experiment(Published = "mlp_pairs", AsPublished = "the KL of the pair, without the interaction")]
[Prompts("The capital of France is")]
[Ablate(Layers = "all", Target = Mlp, Pairs = true)]
[Measure(Kl, Over = Reduction.Last)]
[Measure(Interaction, Over = Reduction.Last)]
public partial class MlpPairs;
