namespace LfmSpec.Generators.Tests;

/// <content>Mistakes of method.</content>
internal static partial class DiagnosticTable
{
    private const string Zeroed = "Zeroing the output of a whole block erases the residual stream, so every block gives the same KL: to skip the block, say With = Input";

    private const string WholeStream =
        "Patching the output of a block at every position replaces the whole residual stream, so the patched run is the other run: patch one position, the operator, the MLP or a head";

    private const string OnlySummed =
        "KL is only summed over positions, and a sum grows with the length of the prompt: measure the mean or the last position beside it";

    private const string NoHead =
        "An output slice is not a head: it is a few channels of the residual stream, and every head writes to all of them; a head is Target = Head";

    private static IEnumerable<Mistake> OfMethod =>
    [
        Ablate("LFM101", "Layer = 5, ⟦Target = Block⟧", Zeroed),
        Ablate("LFM101", "Layer = 5, Target = Block, ⟦With = Zero⟧", Zeroed),
        Patch("LFM102", "⟦Patch(Layer = 5)⟧", WholeStream),
        Patch("LFM102", "Patch(Layers = \"all\", ⟦Target = Block⟧)", WholeStream),
        Patch("LFM102", "Patch(Target = Block, ⟦At = Place.All⟧, Into = PatchInto.Clean)", WholeStream),
        With("LFM103", "Measure(Kl, ⟦Over = Reduction.Sum⟧), Measure(Top1)", OnlySummed),
        With("LFM103", "Prompts(\"a\", \"b\"), Measure(Kl, ⟦Over = Reduction.Sum⟧)", OnlySummed),
        With("LFM103", "Prompts(File = \"x.json\"), Measure(Kl, ⟦Over = Reduction.Sum⟧)", OnlySummed),
        new("LFM103", "[Experiment, Patch(Layer = 5, Target = Mlp), Pair(\"a\", \"b\"), Pair(\"c\", \"d\"), Measure(Kl, ⟦Over = Reduction.Sum⟧)] public partial class X;", OnlySummed),
        Ablate("LFM104", "Layer = 2, ⟦Target = OutputSlice⟧, Head = 3", NoHead),
        Factors("Ablate(Target = Gate), Ablate(⟦Target = Carrier⟧)", "Gate and Carrier"),
        Factors("Ablate(Target = Signal), Ablate(⟦Target = Gate⟧), Ablate(Target = Carrier)", "Signal, Gate and Carrier"),
        Factors("Ablate(Layers = \"1,3\", Target = Gate), Ablate(Layer = 5, Target = Signal), Ablate(Layer = 3, ⟦Target = Signal⟧)", "Gate and Signal"),
        Factors("Ablate(Layer = 1, Target = Gate, Position = 3), Ablate(Layer = 1, ⟦Target = Signal⟧, Position = 3)", "Gate and Signal"),
        Factors("Ablate(Layer = 1, Target = Gate, Together = \"t\"), Ablate(Layer = 1, ⟦Target = Signal⟧, Together = \"t\")", "Gate and Signal"),
    ];

    private static Mistake Factors(string attributes, string factors) => new(
        "LFM105",
        $"[Experiment, {attributes}] public partial class X;",
        $"{factors} of a convolution are factors of one product, which is zero whichever of them is, so their effects are equal by construction: set one to With = One or With = Mean");

    private const string Padding =
        "Padding counts in the loss, and in a padded batch it is most of the tokens, so what falls is the loss of predicting padding: say Loss = Response or Text";

    private const string OneSeed =
        "A single seed has no interval, so a difference between rows may be the seed: give three or more, such as Seeds = \"0-2\"";

    private const string ToBase =
        "The ratio of a whole sequence to the base model drifts out of the clip as the policy learns, and has no gradient from there on: say Ratio = OldPolicy, and hold the policy near the base by Beta";

    private static IEnumerable<Mistake> OfFineTuningMethod =>
    [
        Row("LFM106", "Targets = \"w1\", ⟦Loss = LossOver.Padding⟧, PadTo = 64", Padding),
        Preferred("LFM106", "PadTo = 64, ⟦Loss = LossOver.Padding⟧", Padding),
        Row("LFM107", "Targets = \"w1\", ⟦Seeds = \"42\"⟧", OneSeed),
        Unmatched("⟦FineTune(Case = \"a\", Targets = \"w1\", Data = \"arithmetic\")⟧, ⟦FineTune(Case = \"b\", Targets = \"w2 w3\", Data = \"arithmetic\")⟧", "trainable parameters"),
        Unmatched("FineTune(Case = \"a\", Targets = \"w1\", EvaluateEvery = 9, Data = \"arithmetic\"), ⟦FineTune(Case = \"b\", Targets = \"w1\", LearningRate = 1e-3, Data = \"arithmetic\")⟧", "learning rate"),
        Unmatched("⟦FineTune(Case = \"a\", Targets = \"w1\", Data = \"arithmetic\")⟧, ⟦FineTune(Case = \"b\", Targets = \"w1\", Steps = 1, WarmUp = 0, Rank = 4, LearningRate = 1e-3, Data = \"arithmetic\")⟧",
            "trainable parameters, learning rate and steps"),
        Rewarded("LFM110", "⟦Ratio = PolicyRatio.Base⟧, Clip = 0.04", ToBase),
        Rewarded("LFM110", "⟦Ratio = PolicyRatio.Base⟧", ToBase, "Dapo"),
        Row("LFM111", "⟦Targets = \"q_proj out_proj\"⟧", "The target out_proj names two kinds of modules, conv.out_proj and self_attn.out_proj: write the one that is meant, or both"),
        Row("LFM111", "⟦Targets = \"out_proj\"⟧, Layers = \"0,2,4,5\"",
            "The target out_proj names two kinds of modules, conv.out_proj and self_attn.out_proj: write the one that is meant, or both"),
    ];

    private static Mistake Unmatched(string attributes, string differing) => new(
        "LFM108",
        $"[Experiment, {attributes}] public partial class X;",
        $"The rows differ in {differing} and are measured at their end only, where the one that learned least has moved least: measure along the way with EvaluateEvery, and compare at a matched loss");
}
