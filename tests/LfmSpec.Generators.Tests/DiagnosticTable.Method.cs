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
        With("LFM103", "Measure(Kl, ⟦Over = Positions.Sum⟧), Measure(Top1)", OnlySummed),
        With("LFM103", "Prompts(\"a\", \"b\"), Measure(Kl, ⟦Over = Positions.Sum⟧)", OnlySummed),
        With("LFM103", "Prompts(File = \"x.json\"), Measure(Kl, ⟦Over = Positions.Sum⟧)", OnlySummed),
        new("LFM103", "[Experiment, Patch(Layer = 5, Target = Mlp), Pair(\"a\", \"b\"), Pair(\"c\", \"d\"), Measure(Kl, ⟦Over = Positions.Sum⟧)] public partial class X;", OnlySummed),
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
}
