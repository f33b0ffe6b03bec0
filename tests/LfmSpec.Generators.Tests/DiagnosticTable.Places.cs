namespace LfmSpec.Generators.Tests;

/// <content>Positions, pairs of blocks, and what acts together.</content>
internal static partial class DiagnosticTable
{
    private static IEnumerable<Mistake> OfPlaces =>
    [
        // Positions.
        Ablate("LFM022", "Layer = 5, Target = Mlp, ⟦Position = -1⟧", "Position -1 does not exist: positions count from 0; write 0 or more"),
        Ablate("LFM022", "Layer = 5, Target = Mlp, ⟦Position = 4096⟧", "Position 4096 does not exist: no prompt is so long; name one up to 4095"),
        Ablate("LFM022", "Layer = 5, Target = Mlp, ⟦Positions = \"0-2147483647\"⟧", "Position 2147483647 does not exist: no prompt is so long; name one up to 4095"),
        Steer("LFM022", "Layer = 5, Seed = 1, Scale = 1, ⟦AtPositions = \"1,5000\"⟧", "Position 5000 does not exist: no prompt is so long; name one up to 4095"),
        Ablate("LFM005", "Layer = 5, Target = Mlp, ⟦Positions = \"last\"⟧", "Positions = \"last\" cannot be read: write numbers and ranges such as 0-3,5"),
        Ablate("LFM005", "Layer = 5, Target = Mlp, ⟦Positions = \"\"⟧", "Positions = \"\" cannot be read: write numbers and ranges such as 0-3,5"),
        Ablate("LFM005", "Layer = 5, Target = Mlp, ⟦AtPositions = \"1-3,2\"⟧", "AtPositions = \"1-3,2\" cannot be read: it names 2 twice"),
        Ablate("LFM005", "Layer = 5, Target = Mlp, ⟦AtPositions = null⟧", "AtPositions = null cannot be read: write numbers and ranges such as 0-3,5"),
        Ablate("LFM012", "Layer = 5, Target = Mlp, ⟦Position = 1⟧, Positions = \"1-3\"", "Position and Positions say one thing in two ways: remove one of them"),
        Ablate("LFM012", "Layer = 5, Target = Mlp, AtPositions = \"1\", ⟦Positions = \"1-3\"⟧", "Positions and AtPositions say one thing in two ways: remove one of them"),
        Steer("LFM012", "Layer = 5, Seed = 1, Scale = 1, ⟦At = Place.First⟧, Position = 3", "At and Position say one thing in two ways: remove one of them"),
        Steer("LFM012", "Layer = 5, Seed = 1, Scale = 1, ⟦At = Place.Last⟧, AtPositions = \"3\"", "At and AtPositions say one thing in two ways: remove one of them"),
        Patch("LFM012", "Patch(Layer = 5, ⟦At = Place.First⟧, Positions = \"3\")", "At and Positions say one thing in two ways: remove one of them"),
        new("LFM012", "[Experiment, Perturb(Layer = 5, Seed = 1, ⟦Position = 3⟧, AtPositions = \"3\")] public partial class X;",
            "Position and AtPositions say one thing in two ways: remove one of them"),
        new("LFM009", "[Experiment, Ablate(Layer = 5, Target = Mlp, Position = 3)]\n[⟦Ablate(Layer = 5, Target = Mlp, Positions = \"2-4\")⟧] public partial class X;",
            "The case Ablate_L05_Mlp_P03 is given twice, by [Ablate(Layer = 5, Target = Mlp, Position = 3)] on line 1 and by "
            + "[Ablate(Layer = 5, Target = Mlp, Positions = \"2-4\")] on line 2: remove one of them"),

        // Pairs of blocks.
        Ablate("LFM023", "Layer = 5, Target = Mlp, ⟦Pairs = true⟧", "The pairs of blocks cannot be made: a pair needs two blocks; give Layers = \"all\", or a range such as 0-3"),
        Ablate("LFM023", "Layers = \"0-3\", Target = Mlp, Together = \"t\", ⟦Pairs = true⟧",
            "The pairs of blocks cannot be made: Together is one run, and every pair is a run of its own; remove one of them"),
        Ablate("LFM023", "Target = Head, ⟦Pairs = true⟧",
            "The pairs of blocks cannot be made: the heads of a pair have the same index, and this sweeps over 8; name one, such as Head = 0"),
        Ablate("LFM023", "Target = Head, Heads = \"2-3\", ⟦Pairs = true⟧",
            "The pairs of blocks cannot be made: the heads of a pair have the same index, and this sweeps over 2; name one, such as Head = 0"),

        // What acts together, by position.
        Together("Steer(Layer = 5, Seed = 1, Scale = 1, Together = \"t\")", "⟦Steer(Layer = 5, Seed = 2, Scale = 1, Position = 3, Together = \"t\")⟧"),
        Together("Steer(Layer = 5, Seed = 1, Scale = 1, At = Place.First, Together = \"t\")", "⟦Steer(Layer = 5, Seed = 2, Scale = 1, AtPositions = \"0,4\", Together = \"t\")⟧"),
        Together("Ablate(Layer = 5, Target = Mlp, AtPositions = \"1-3\", Together = \"t\")", "⟦Ablate(Layer = 5, Target = Mlp, With = Mean, Position = 2, Together = \"t\")⟧"),
        Together("Ablate(Layer = 5, Target = Operator, Position = 1, Together = \"t\")", "⟦Ablate(Layer = 5, Target = Gate, Together = \"t\")⟧"),
        Together("Perturb(Layer = 5, Seed = 1, Together = \"t\")", "⟦Steer(Layer = 5, Seed = 1, Scale = 1, Together = \"t\")⟧"),
        Together("Ablate(Layer = 5, Target = Block, With = Mean, Together = \"t\")", "⟦Perturb(Layer = 5, Seed = 1, Together = \"t\")⟧"),
        Patch("LFM010", "Patch(Layer = 5, Target = Operator, Together = \"t\"), ⟦Patch(Layer = 5, Target = Operator, Position = 2, Together = \"t\")⟧",
            "Together = \"t\" is not one run: [Patch(Layer = 5, Target = Operator, Together = \"t\")] and [Patch(Layer = 5, Target = Operator, Position = 2, Together = \"t\")] "
            + "change the same values of block 5, so one of them would have no effect or depend on the order; remove one"),
        Patch("LFM010", "Patch(Layer = 5, Target = Mlp, Together = \"t\"), ⟦Patch(Layer = 6, Target = Mlp, Into = PatchInto.Clean, Together = \"t\")⟧",
            "Together = \"t\" is not one run: [Patch(Layer = 5, Target = Mlp, Together = \"t\")] and [Patch(Layer = 6, Target = Mlp, Into = PatchInto.Clean, Together = \"t\")] "
            + "patch different runs of the pair, and a case is one run; remove one"),
        Forgets("Ablate(Layer = 5, Target = Block, Together = \"t\")", "⟦Ablate(Layer = 3, Target = Mlp, Together = \"t\")⟧"),
        Forgets("Steer(Layer = 3, Seed = 1, Scale = 1, Together = \"t\")", "⟦Ablate(Layer = 5, Target = Block, Together = \"t\")⟧"),
        Forgets("Ablate(Layer = 5, Target = Block, With = PromptMean, Together = \"t\"), Prompts(\"a\", \"b\")", "⟦Perturb(Layer = 3, Seed = 1, Together = \"t\")⟧"),
        Forgets("Ablate(Layer = 5, Target = Block, With = Resampled, Together = \"t\"), Prompts(\"a\", \"b\")", "⟦Ablate(Layer = 3, Target = Operator, Position = 2, Together = \"t\")⟧"),
        Forgets("Patch(Layer = 5, Target = Block, Together = \"t\"), Pair(\"a\", \"b\")", "⟦Patch(Layer = 3, Target = Mlp, Position = 1, Together = \"t\")⟧"),
        new("LFM023", "#pragma warning disable LFM101\n[Experiment, Ablate(Layers = \"3,5\", Target = Block, ⟦Pairs = true⟧)] public partial class X;",
            "The pairs of blocks cannot be made: the blocks of a pair cannot act together: the output of block 5 is replaced whole, by what does not depend on it, so what is changed before it, "
            + "in block 3, has no effect; remove one, or replace the block by its mean or its input"),
        Steer("LFM010", "Layer = 5, Toward = new[] { \"a\" }, From = new[] { \"b\" }, ControlSeed = 1, Scale = 1, ⟦Together = \"t\"⟧",
            "Together = \"t\" is not one run: [Steer(Layer = 5, Toward = new[] { \"a\" }, From = new[] { \"b\" }, ControlSeed = 1, Scale = 1, Together = \"t\")] "
            + "sweeps over 2 cases; name one block, one head, one scale and one position, and no control"),
    ];

    private static Mistake Forgets(string first, string second) => new(
        "LFM010",
        $"#pragma warning disable LFM101, LFM102\n[Experiment, {first}, {second}] public partial class X;",
        $"Together = \"t\" is not one run: [{first.Split("), ")[0].TrimEnd(')')})] and [{second.Trim('⟦', '⟧')}] cannot act together: the output of block 5 is replaced whole, "
        + "by what does not depend on it, so what is changed before it, in block 3, has no effect; remove one, or replace the block by its mean or its input");
}
