namespace LfmSpec.Generators.Tests;

/// <content>Mistakes of one kind of intervention: replacements, steering, patching, noise.</content>
internal static partial class DiagnosticTable
{
    private static IEnumerable<Mistake> OfKinds =>
    [
        // Replacements.
        Ablate("LFM011", "Layer = 5, Target = Mlp, ⟦With = One⟧",
            "With = One does not fit Target = Mlp, as only a factor of a convolution lets everything pass when it is one: use With = Mean, or Target = Gate, Carrier or Signal"),
        Ablate("LFM011", "Layer = 5, Target = Block, ⟦With = One⟧",
            "With = One does not fit Target = Block, as only a factor of a convolution lets everything pass when it is one: use With = Mean, or Target = Gate, Carrier or Signal"),
        Ablate("LFM011", "Layer = 5, Target = Gate, ⟦With = Input⟧",
            "With = Input does not fit Target = Gate, as only a whole block can pass its input through: use With = Mean or Zero, or Target = Block"),
        new("LFM011", "[Experiment, Ablate(Layer = 5, Target = Mlp, ⟦With = Resampled⟧), Prompts(\"a\")] public partial class X;",
            "With = Resampled does not fit a single prompt, as it takes the values of others: give more prompts, or use With = Mean"),
        new("LFM011", "[Experiment, Ablate(Layer = 5, Target = Mlp, ⟦With = PromptMean⟧), Prompts(\"a\")] public partial class X;",
            "With = PromptMean does not fit a single prompt, as it takes the values of others: give more prompts, or use With = Mean"),
        Ablate("LFM011", "Layer = 5, Target = Mlp, ⟦Seed = 3⟧", "With = Zero does not fit a seed, as it draws nothing: use With = Resampled, or remove Seed"),
        Ablate("LFM011", "Layer = 5, Target = Mlp, With = Mean, ⟦Seed = 0⟧", "With = Mean does not fit a seed, as it draws nothing: use With = Resampled, or remove Seed"),

        // Output slices; that they are no heads, LFM104 says.
        Silenced("LFM006", "Ablate(Layer = 2, Target = OutputSlice, ⟦Head = 8⟧)", "Head 8 does not exist: lfm2-atlas-tiny has 8 query heads, 0 to 7"),
        Silenced("LFM007", "Ablate(⟦Layer = 5⟧, Target = OutputSlice)",
            "Block 5 of lfm2-atlas-tiny has no output slice: it is a convolution, and only blocks 2, 4, 6, 8, 10 and 12 have one"),

        // Steering.
        new("LFM013", "[Experiment, ⟦Steer(Toward = new[] { \"a\" }, Scale = 1)⟧] public partial class X;",
            "Steer has no From: a difference of means needs prompts on both sides; give Toward and From"),
        Steer("LFM013", "From = new[] { \"a\" }, ⟦Toward = new string[0]⟧, Scale = 1", "Steer has no Toward: a difference of means needs prompts on both sides; give Toward and From"),
        Steer("LFM013", "Toward = new[] { \"a\" }, ⟦From = null⟧, Scale = 1", "Steer has no From: a difference of means needs prompts on both sides; give Toward and From"),
        Steer("LFM013", "Seed = 1, ⟦ControlSeed = 2⟧, Scale = 1",
            "Steer has no Toward: a control is as long as a difference of means; add Toward and From, or remove ControlSeed"),
        Steer("LFM016", "Toward = new[] { \"a\" }, ⟦From = new[] { \"b\", \" \" }⟧, Scale = 1",
            "These prompts cannot be used: a text of From is empty; an empty prompt has nothing to predict"),
        Steer("LFM012", "⟦Seed = 1⟧, Toward = new[] { \"a\" }, From = new[] { \"b\" }, Scale = 1", "Seed and Toward say one thing in two ways: remove one of them"),
        Steer("LFM021", "Seed = 1, Scale = 1, ⟦Unit = (SteeringUnit)9⟧", "Unit = 9 is no value of SteeringUnit: use Length, Raw or ResidualNorm"),
        new("LFM009", "[Experiment, Steer(Layer = 1, Toward = new[] { \"a\" }, From = new[] { \"b\" }, Scale = 1)]\n"
            + "[⟦Steer(Layer = 1, Toward = new[] { \"c\" }, From = new[] { \"b\" }, Scale = 1)⟧] public partial class X;",
            "The case Steer_L01_Means_1 is given twice, by [Steer(Layer = 1, Toward = new[] { \"a\" }, From = new[] { \"b\" }, Scale = 1)] on line 1 "
            + "and by [Steer(Layer = 1, Toward = new[] { \"c\" }, From = new[] { \"b\" }, Scale = 1)] on line 2: remove one of them"),

        // Noise.
        new("LFM013", "[Experiment, ⟦Perturb(Layer = 5)⟧] public partial class X;", "Perturb has no Seed: noise that cannot be drawn again cannot be checked; add Seed = 42"),
        new("LFM014", "[Experiment, Perturb(Layer = 5, Seed = 1, ⟦Scale = 0⟧)] public partial class X;", "A scale of 0 leads nowhere: the law ScaleZeroIsClean covers it; remove it"),
        new("LFM014", "[Experiment, Perturb(Layer = 5, Seed = 1, ⟦Scale = double.NaN⟧)] public partial class X;",
            "A scale of NaN leads nowhere: give a finite number, such as 0.01"),
        new("LFM004", "[Experiment, Perturb(⟦Layer = 14⟧, Seed = 1)] public partial class X;", "Layer 14 does not exist: lfm2-atlas-tiny has 14 blocks, 0 to 13"),

        // Patching.
        new("LFM024", "[Experiment, ⟦Patch(Layer = 5, Target = Mlp)⟧, Patch(Layer = 6, Target = Mlp)] public partial class X;",
            "The patching cannot be run: there is no pair of prompts; add [Pair(\"clean\", \"corrupt\")]"),
        new("LFM024", "[Experiment, ⟦Patch(Layer = 5, Target = Mlp)⟧, Prompts(\"a\")] public partial class X;",
            "The patching cannot be run: there is no pair of prompts; add [Pair(\"clean\", \"corrupt\")]"),
        With("LFM024", "⟦Pair(\"a\", \"b\")⟧", "The patching cannot be run: nothing patches the pair; add a [Patch], or give its prompts as [Prompts]"),
        Patch("LFM024", "Patch(Layer = 5, Target = Mlp), ⟦Ablate(Layer = 5, Target = Mlp)⟧",
            "The patching cannot be run: [Ablate] does not say in which run of the pair it acts; move it to an experiment of its own"),
        Patch("LFM024", "⟦Perturb(Seed = 1)⟧, Patch(Layer = 5, Target = Mlp)",
            "The patching cannot be run: [Perturb] does not say in which run of the pair it acts; move it to an experiment of its own"),
        Patch("LFM024", "Patch(Layer = 5, ⟦Target = Gate⟧)", "The patching cannot be run: Target = Gate is not patched; use Block, Operator, Mlp or Head"),
        Patch("LFM024", "Patch(Layer = 2, ⟦Target = OutputSlice⟧)", "The patching cannot be run: Target = OutputSlice is not patched; use Block, Operator, Mlp or Head"),
        Patch("LFM024", "Patch(Layer = 2, ⟦Target = Component.Unspecified⟧)", "The patching cannot be run: Target = Unspecified is not patched; use Block, Operator, Mlp or Head"),
        Patch("LFM006", "Patch(Layer = 2, Target = Head, ⟦Head = 8⟧)", "Head 8 does not exist: lfm2-atlas-tiny has 8 query heads, 0 to 7"),
        Patch("LFM017", "Patch(Layer = 2, Target = Mlp, ⟦Heads = \"all\"⟧)", "Heads names a head but the target is Mlp: use Target = Head, or remove Heads"),
        Patch("LFM021", "Patch(Layer = 2, Target = Mlp, ⟦Into = (PatchInto)2⟧)", "Into = 2 is no value of PatchInto: use Corrupt or Clean"),
        Patch("LFM021", "Patch(Layer = 2, Target = Mlp, ⟦At = (Place)3⟧)", "At = 3 is no value of Place: use Last, First or All"),
    ];

    private static Mistake Patch(string id, string attributes, string message) =>
        new(id, $"[Experiment, {attributes}, Pair(\"a\", \"b\")] public partial class X;", message);

    private static Mistake Silenced(string id, string attributes, string message) =>
        new(id, $"#pragma warning disable LFM104\n[Experiment, {attributes}] public partial class X;", message);
}
