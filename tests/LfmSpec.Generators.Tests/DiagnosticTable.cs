namespace LfmSpec.Generators.Tests;

/// <summary>A mistake, where it is reported, and what is said.</summary>
/// <param name="Id">The rule.</param>
/// <param name="Source">The source, with the reported place between ⟦ and ⟧.</param>
/// <param name="Message">The full message.</param>
public sealed record Mistake(string Id, string Source, string Message)
{
    /// <summary>What stands below the source.</summary>
    public string Below { get; init; } = "";

    /// <summary>The model's configuration, if it is not the usual one: name and text.</summary>
    public (string Name, string Text)[]? Models { get; init; }

    /// <summary>Whether the compiler was told the project's folder.</summary>
    public bool KnowsFolder { get; init; } = true;

    /// <summary>The files that the project lists, relative to its folder, or null if it lists none.</summary>
    public string[]? Listed { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Id}: {Source.Replace("⟦", "").Replace("⟧", "")}";
}

/// <summary>Every diagnostic with its exact place and text.</summary>
internal static partial class DiagnosticTable
{
    private static readonly (string, string)[] Qwen2 = [("qwen2-atlas-tiny", Configs.Qwen2)];

    public static IEnumerable<Mistake> All => [.. OfClassesAndCases, .. OfNamesAndTexts, .. OfSettings, .. OfFiles, .. OfPlaces, .. OfKinds, .. OfTables, .. OfOwnKinds, .. OfOwnMeasures, .. OfFineTuning, .. OfMethod, .. OfFineTuningMethod];

    private static IEnumerable<Mistake> OfClassesAndCases =>
    [
        // The class.
        new("LFM001", "[Experiment, Ablate(Layer = 5, Target = Mlp)] public class ⟦X⟧;",
            "Experiment X must be partial, as the generator adds its tests to the class: write 'partial class X'"),
        Unsuited("public static partial class ⟦X⟧;", "static"),
        Unsuited("public abstract partial class ⟦X⟧;", "abstract"),
        Unsuited("public partial class ⟦X⟧<T>;", "generic"),
        Unsuited("public partial record ⟦X⟧;", "a record"),
        Unsuited("file partial class ⟦X⟧;", "local to its file"),
        new("LFM002", "public partial class Outer { [Experiment, Ablate(Layer = 5, Target = Mlp)] public partial class ⟦X⟧; }",
            "Experiment X may not be nested, as NUnit runs it as a fixture of its own: make it a plain, top-level class"),
        new("LFM002", "[Experiment, Ablate(Layer = 5, Target = Mlp)] public partial class Y; [Experiment, Ablate(Layer = 6, Target = Mlp)] public partial class ⟦X⟧ : Y;",
            "Experiment X may not be derived from the experiment Y, as NUnit runs it as a fixture of its own: make it a plain, top-level class"),
        new("LFM035", "[Experiment, OnModels(⟦\"lfm2-atlas-tniy\"⟧), Ablate(Layer = 5, Target = Mlp)] public partial class X;", "The model lfm2-atlas-tniy cannot be named here: did you mean lfm2-atlas-tiny?"),
        new("LFM036", "[Experiment, Capability(⟦\"Facts.json\"⟧)] public partial class X;", "[Capability(\"Facts.json\")] cannot be scored: name a file of tests, relative to the project, that ends in .tests.json"),
        new("LFM003", "[Experiment] public partial class ⟦X⟧;", "Experiment X changes nothing and observes nothing: add at least one [Ablate], [Steer], [Patch], [Perturb], [Observe], [FineTune] or [Capability]"),
        new("LFM003", "[Experiment, Measure(Kl), Prompts(\"a\")] public partial class ⟦X⟧;", "Experiment X changes nothing and observes nothing: add at least one [Ablate], [Steer], [Patch], [Perturb], [Observe], [FineTune] or [Capability]"),

        // Blocks.
        Ablate("LFM004", "⟦Layer = 14⟧, Target = Mlp", "Layer 14 does not exist: lfm2-atlas-tiny has 14 blocks, 0 to 13"),
        Ablate("LFM004", "⟦Layer = -1⟧, Target = Mlp", "Layer -1 does not exist: lfm2-atlas-tiny has 14 blocks, 0 to 13"),
        Ablate("LFM004", "⟦Layers = \"3,12-20\"⟧, Target = Mlp", "Layer 14 does not exist: lfm2-atlas-tiny has 14 blocks, 0 to 13"),
        Ablate("LFM004", "⟦Layers = \"0-2147483647\"⟧, Target = Mlp", "Layer 14 does not exist: lfm2-atlas-tiny has 14 blocks, 0 to 13"),
        Ablate("LFM004", "⟦Layers = \"conv\"⟧, Target = Mlp", "A block with a convolution does not exist: qwen2-atlas-tiny has 8 blocks, all attention", Qwen2),
        Steer("LFM004", "⟦Layer = 14⟧, Seed = 1, Scale = 1", "Layer 14 does not exist: lfm2-atlas-tiny has 14 blocks, 0 to 13"),
        Ablate("LFM005", "⟦Layers = \"0..3\"⟧, Target = Mlp", "Layers = \"0..3\" cannot be read: write all, attention, conv, or numbers and ranges such as 0-3,5"),
        Ablate("LFM005", "⟦Layers = \"\"⟧, Target = Mlp", "Layers = \"\" cannot be read: write all, attention, conv, or numbers and ranges such as 0-3,5"),
        Ablate("LFM005", "⟦Layers = null⟧, Target = Mlp", "Layers = null cannot be read: write all, attention, conv, or numbers and ranges such as 0-3,5"),
        Ablate("LFM005", "⟦Layers = \"attention,conv\"⟧, Target = Mlp", "Layers = \"attention,conv\" cannot be read: all, attention and conv stand alone; write all, attention, conv, or numbers and ranges such as 0-3,5"),
        Ablate("LFM005", "⟦Layers = \"0-3, attention\"⟧, Target = Mlp", "Layers = \"0-3, attention\" cannot be read: all, attention and conv stand alone; write all, attention, conv, or numbers and ranges such as 0-3,5"),
        Ablate("LFM005", "⟦Layers = \"5-3\"⟧, Target = Mlp", "Layers = \"5-3\" cannot be read: write all, attention, conv, or numbers and ranges such as 0-3,5"),
        Ablate("LFM005", "⟦Layers = \"convolution\"⟧, Target = Mlp", "Layers = \"convolution\" cannot be read: write all, attention, conv, or numbers and ranges such as 0-3,5"),
        Ablate("LFM005", "⟦Layers = \"2,0-3\"⟧, Target = Mlp", "Layers = \"2,0-3\" cannot be read: it names 2 twice"),
        Ablate("LFM005", "Layer = 2, Target = Head, ⟦Heads = \"attention\"⟧", "Heads = \"attention\" cannot be read: write all, or numbers and ranges such as 0-3,5"),
        Ablate("LFM005", "Layer = 2, Target = Head, ⟦Heads = \"1,1\"⟧", "Heads = \"1,1\" cannot be read: it names 1 twice"),

        // Heads and components.
        Ablate("LFM006", "Layer = 2, Target = Head, ⟦Head = 8⟧", "Head 8 does not exist: lfm2-atlas-tiny has 8 query heads, 0 to 7"),
        Ablate("LFM006", "Layer = 2, Target = Head, ⟦Heads = \"6-9\"⟧", "Head 8 does not exist: lfm2-atlas-tiny has 8 query heads, 0 to 7"),
        Ablate("LFM007", "⟦Layer = 5⟧, Target = Head, Head = 0",
            "Block 5 of lfm2-atlas-tiny has no head: it is a convolution, and only blocks 2, 4, 6, 8, 10 and 12 have one"),
        Ablate("LFM007", "⟦Layers = \"all\"⟧, Target = Head",
            "Block 0 of lfm2-atlas-tiny has no head: it is a convolution, and only blocks 2, 4, 6, 8, 10 and 12 have one"),
        Ablate("LFM007", "⟦Layer = 4⟧, Target = Gate",
            "Block 4 of lfm2-atlas-tiny has no gate: it is attention, and only blocks 0, 1, 3, 5, 7, 9, 11 and 13 have one"),
        Ablate("LFM007", "⟦Layers = \"attention\"⟧, Target = Signal, With = Mean",
            "Block 2 of lfm2-atlas-tiny has no signal: it is attention, and only blocks 0, 1, 3, 5, 7, 9, 11 and 13 have one"),
        Ablate("LFM007", "⟦Target = Carrier⟧", "qwen2-atlas-tiny has no carrier: it has 8 blocks, all attention", Qwen2),
        Ablate("LFM007", "⟦Layer = 3⟧, Target = Gate", "qwen2-atlas-tiny has no gate: it has 8 blocks, all attention", Qwen2),
        new("LFM008", "[Experiment, ⟦Ablate(Layer = 5)⟧] public partial class X;",
            "Ablate does not say what it ablates: add Target = Operator, Mlp, Block, Head, Gate, Carrier or Signal"),
        Ablate("LFM008", "Layer = 5, ⟦Target = Component.Unspecified⟧",
            "Ablate does not say what it ablates: add Target = Operator, Mlp, Block, Head, Gate, Carrier or Signal"),
        Ablate("LFM011", "Layer = 5, Target = Mlp, ⟦With = Input⟧",
            "With = Input does not fit Target = Mlp, as only a whole block can pass its input through: use With = Mean or Zero, or Target = Block"),
        Ablate("LFM017", "Layer = 2, Target = Mlp, ⟦Head = 3⟧", "Head names a head but the target is Mlp: use Target = Head, or remove Head"),
        Ablate("LFM017", "Layer = 2, Target = Operator, ⟦Heads = \"all\"⟧", "Heads names a head but the target is Operator: use Target = Head, or remove Heads"),

        // Cases.
        new("LFM009", "[Experiment, Ablate(Layer = 5, Target = Mlp)]\n[⟦Ablate(Layers = \"all\", Target = Mlp)⟧] public partial class X;",
            "The case Ablate_L05_Mlp is given twice, by [Ablate(Layer = 5, Target = Mlp)] on line 1 and by [Ablate(Layers = \"all\", Target = Mlp)] on line 2: remove one of them"),
        new("LFM009", "[Experiment, Ablate(Target = Mlp)]\n[⟦Ablate(Target = Mlp)⟧] public partial class X;",
            "The case Ablate_L00_Mlp is given twice, by [Ablate(Target = Mlp)] on line 1 and by [Ablate(Target = Mlp)] on line 2: remove one of them"),
        Steer("LFM009", "Layer = 3, Seed = 1, ⟦Scales = new double[] { 4, 4.0 }⟧",
            "The case Steer_L03_S1_4 is given twice, by [Steer(Layer = 3, Seed = 1, Scales = new double[] { 4, 4.0 })] on line 1 "
            + "and by [Steer(Layer = 3, Seed = 1, Scales = new double[] { 4, 4.0 })] on line 1: remove one of them"),
        Together("Ablate(Layer = 5, Target = Mlp, Together = \"t\")", "⟦Ablate(Layer = 5, Target = Mlp, With = Mean, Together = \"t\")⟧"),
        Together("Ablate(Layer = 5, Target = Operator, Together = \"t\")", "⟦Ablate(Layer = 5, Target = Gate, Together = \"t\")⟧"),
        Together("Ablate(Layer = 5, Target = Mlp, Together = \"t\")", "⟦Ablate(Layer = 5, Target = Block, With = Input, Together = \"t\")⟧"),
        Together("Ablate(Layer = 5, Target = Block, With = Input, Together = \"t\")", "⟦Steer(Layer = 5, Seed = 1, Scale = 1, Together = \"t\")⟧"),
        Together("Steer(Layer = 5, Seed = 1, Scale = 1, Together = \"t\")", "⟦Ablate(Layer = 5, Target = Block, With = Mean, Together = \"t\")⟧"),
        Together("Steer(Layer = 5, Seed = 1, Scale = 1, Together = \"t\")", "⟦Steer(Layer = 5, Seed = 2, Scale = 1, At = Place.All, Together = \"t\")⟧"),
        new("LFM010", "[Experiment, Ablate(Layers = \"0-3\", Target = Mlp, ⟦Together = \"t\"⟧)] public partial class X;",
            "Together = \"t\" is not one run: [Ablate(Layers = \"0-3\", Target = Mlp, Together = \"t\")] sweeps over 4 cases; name one block, one head, one scale and one position, and no control"),
        new("LFM010", "[Experiment, Ablate(Layer = 2, Target = Head, ⟦Together = \"t\"⟧)] public partial class X;",
            "Together = \"t\" is not one run: [Ablate(Layer = 2, Target = Head, Together = \"t\")] sweeps over 8 cases; name one block, one head, one scale and one position, and no control"),
        Ablate("LFM012", "⟦Layer = 5⟧, Layers = \"0-3\", Target = Mlp", "Layer and Layers say one thing in two ways: remove one of them"),
        Ablate("LFM012", "Layer = 2, Target = Head, ⟦Head = 5⟧, Heads = \"0-3\"", "Head and Heads say one thing in two ways: remove one of them"),
        Steer("LFM012", "Layer = 2, Seed = 1, ⟦Scale = 4⟧, Scales = new double[] { 1, 2 }", "Scale and Scales say one thing in two ways: remove one of them"),

        // Steering.
        new("LFM013", "[Experiment, ⟦Steer(Scale = -4)⟧] public partial class X;",
            "Steer has no Seed: a random direction that cannot be drawn again cannot be checked; add Seed = 42, or Toward and From"),
        new("LFM013", "[Experiment, ⟦Steer(Seed = 42)⟧] public partial class X;",
            "Steer has no length: add Scale = 4, or Scales = new double[] { -4, 4 } for a sweep"),
        Steer("LFM013", "Seed = 42, ⟦Scales = new double[0]⟧", "Steer has no length: add Scale = 4, or Scales = new double[] { -4, 4 } for a sweep"),
        Steer("LFM013", "Seed = 42, ⟦Scales = null⟧", "Steer has no length: add Scale = 4, or Scales = new double[] { -4, 4 } for a sweep"),
        Steer("LFM014", "Seed = 42, ⟦Scale = 0⟧", "A scale of 0 leads nowhere: the law ScaleZeroIsClean covers it; remove it"),
        Steer("LFM014", "Seed = 42, ⟦Scale = -0.0⟧", "A scale of 0 leads nowhere: the law ScaleZeroIsClean covers it; remove it"),
        Steer("LFM014", "Seed = 42, ⟦Scales = new double[] { -4, 0, 4 }⟧", "A scale of 0 leads nowhere: the law ScaleZeroIsClean covers it; remove it"),
        Steer("LFM014", "Seed = 42, ⟦Scale = double.NaN⟧", "A scale of NaN leads nowhere: give a finite length, such as 4"),
        Steer("LFM014", "Seed = 42, ⟦Scale = double.NegativeInfinity⟧", "A scale of infinity leads nowhere: give a finite length, such as 4"),

        // Attributes without effect.
        new("LFM015", "[⟦Ablate(Layer = 14)⟧, Measure(Kl)] public class X;", "[Ablate] runs nothing, as X is not an experiment: add [Experiment]"),
        new("LFM015", "[⟦LfmSpec.Steer⟧] public class X;", "[LfmSpec.Steer] runs nothing, as X is not an experiment: add [Experiment]"),
        new("LFM015", "[⟦Prompts(\"a\")⟧] public class X;", "[Prompts] runs nothing, as X is not an experiment: add [Experiment]"),
        new("LFM015", "[⟦MeasureAttribute(Kl)⟧] public class X;", "[MeasureAttribute] runs nothing, as X is not an experiment: add [Experiment]"),

        // Prompts and measures.
        With("LFM016", "⟦Prompts⟧", "These prompts cannot be used: there are none; give texts, Suite.TaskFamilies or File = \"prompts.json\""),
        With("LFM016", "⟦Prompts(PerFamily = 3)⟧", "These prompts cannot be used: there are none; give texts, Suite.TaskFamilies or File = \"prompts.json\""),
        With("LFM016", "⟦Prompts((string[])null!)⟧", "These prompts cannot be used: there are none; give texts, Suite.TaskFamilies or File = \"prompts.json\""),
        With("LFM016", "Prompts(\"a\", ⟦\" \"⟧)", "These prompts cannot be used: a text is empty; an empty prompt has nothing to predict"),
        With("LFM016", "Prompts(⟦new[] { \"a\", \"\" }⟧)", "These prompts cannot be used: a text is empty; an empty prompt has nothing to predict"),
        With("LFM016", "Prompts(Suite.TaskFamilies, ⟦PerFamily = 0⟧)", "These prompts cannot be used: PerFamily = 0 cannot be used, as it takes no prompt; give 1 or more, or leave it out for all"),
        With("LFM016", "Prompts(\"a\", ⟦File = \"x.json\"⟧)", "These prompts cannot be used: they come from two places; give either texts, a suite or a file"),
        With("LFM016", "Prompts(Suite.TaskFamilies, ⟦File = \"x.json\"⟧)", "These prompts cannot be used: they come from two places; give either texts, a suite or a file"),
        With("LFM016", "Prompts(⟦File = \"\"⟧)", "These prompts cannot be used: the file has no name; give a path relative to the project"),
        With("LFM016", "Prompts(⟦File = \"x.json\"⟧)",
            "These prompts cannot be used: the compiler does not know the project's folder; add <CompilerVisibleProperty Include=\"MSBuildProjectDirectory\" />, "
            + "as LfmSpec.Testing/Experiments.props does") with { KnowsFolder = false },
        With("LFM019", "Measure(Kl, Over = Reduction.Last), ⟦Measure(Kl, Over = Reduction.Last, Within = 0.1)⟧",
            "The measure Kl over Last cannot be used: it is given twice; remove one"),
        With("LFM019", "Measure(Top1), ⟦Measure(Top1)⟧", "The measure Top1 cannot be used: it is given twice; remove one"),
        With("LFM019", "Measure(Top1, ⟦Over = Reduction.Last⟧)", "The measure Top1 cannot be used: it is always a share of positions; remove Over"),
        With("LFM019", "Measure(Kl, ⟦Within = -1⟧)",
            "The measure Kl over Mean cannot be used: Within = -1 cannot be used, as it is a relative difference; give 0 or a small positive number such as 1e-3"),
        With("LFM019", "Measure(Kl, ⟦Within = double.NaN⟧)",
            "The measure Kl over Mean cannot be used: Within = NaN cannot be used, as it is a relative difference; give 0 or a small positive number such as 1e-3"),

        // The model.
        new("LFM018", "[⟦Experiment⟧, Ablate(Layer = 99, Target = Mlp)] public partial class X;",
            "The model's configuration cannot be used: the compiler was given none. Import LfmSpec.Testing/Experiments.props in the project, or add <AdditionalFiles "
            + "Include=\"path/config.json\" LfmSpecModel=\"name\" /> and <CompilerVisibleItemMetadata Include=\"AdditionalFiles\" MetadataName=\"LfmSpecModel\" />") { Models = [] },
        new("LFM018", "[⟦Experiment(Published = \"layers\")⟧, Ablate(Layer = 99, Target = Mlp)] public partial class X;",
            "The model's configuration cannot be used: the compiler was given several (a, b). Keep one AdditionalFiles item with LfmSpecModel")
            { Models = [("a", Configs.Lfm2), ("b", Configs.Qwen2)] },

        // Names.
        Ablate("LFM020", "Layer = 5, Target = Mlp, ⟦Together = \"--\"⟧", "The name '--' cannot be used: a test is named after it, so it needs a letter or a digit"),
        Ablate("LFM020", "Layer = 5, Target = Mlp, ⟦Together = null⟧", "The name '' cannot be used: a test is named after it, so it needs a letter or a digit"),
        Ablate("LFM020", "Layer = 5, Target = Mlp, ⟦Together = \"Baseline\"⟧", "The name 'Baseline' cannot be used: a generated member of the class has it; choose another"),
        Ablate("LFM020", "Layer = 5, Target = Mlp, ⟦Together = \"Spec\"⟧", "The name 'Spec' cannot be used: a generated member of the class has it; choose another"),
        Ablate("LFM020", "Layer = 5, Target = Mlp, ⟦Together = \"Law ScaleZeroIsClean\"⟧",
            "The name 'Law_ScaleZeroIsClean' cannot be used: a generated member of the class has it; choose another"),
        Ablate("LFM020", "Layer = 5, Target = Mlp, ⟦Together = \"X\"⟧", "The name 'X' cannot be used: it is the name of the class; rename one of them"),
        Ablate("LFM020", "Layer = 5, Target = Mlp, ⟦Together = \"ToString\"⟧",
            "The name 'ToString' cannot be used: X declares or inherits a member of this name; choose another"),
        new("LFM020", "[Experiment, Ablate(Layer = 5, Target = Mlp), Ablate(Layer = 6, Target = Mlp, ⟦Together = \"Ablate_L05_Mlp\"⟧)] public partial class X;",
            "The name 'Ablate_L05_Mlp' cannot be used: [Ablate(Layer = 5, Target = Mlp)] on line 1 gives a case of this name; choose another for Together"),
        new("LFM020", "[Experiment, Ablate(Layer = 5, Target = Mlp, Together = \"a b\"), Ablate(Layer = 6, Target = Mlp, ⟦Together = \"a-b\"⟧)] public partial class X;",
            "The name 'a_b' cannot be used: [Ablate(Layer = 5, Target = Mlp, Together = \"a b\")] on line 1 gives a case of this name; choose another for Together"),
        new("LFM020", "[Experiment, ⟦Ablate(Layer = 5, Target = Mlp)⟧] public partial class X { public void Ablate_L05_Mlp() { } }",
            "The name 'Ablate_L05_Mlp' cannot be used: X declares or inherits a member of this name; choose another"),
        new("LFM020", "[Experiment, Ablate(Layer = 5, Target = Mlp)] public partial class ⟦X⟧ { public const int Spec = 1; }",
            "The name 'Spec' cannot be used: X declares or inherits a member of this name, which the generator needs; rename the member"),
        new("LFM020", "[Experiment, Ablate(Layer = 5, Target = Mlp)] public partial class ⟦Baseline⟧;",
            "The name 'Baseline' cannot be used: a generated member of the class has it; rename the class"),

        // Values from casts.
        Ablate("LFM021", "Layer = 5, ⟦Target = (Component)99⟧", "Target = 99 is no value of Component: use Operator, Mlp, Block, Head, Gate, Carrier, Signal or OutputSlice"),
        Ablate("LFM021", "Layer = 5, Target = Mlp, ⟦With = (Replacement)(-1)⟧", "With = -1 is no value of Replacement: use Zero, Mean, Input, One, PromptMean or Resampled"),
        Steer("LFM021", "Layer = 5, Seed = 1, Scale = 1, ⟦At = (Place)7⟧", "At = 7 is no value of Place: use Last, First or All"),
        With("LFM021", "Prompts(⟦(Suite)5⟧)", "Suite = 5 is no value of Suite: use TaskFamilies"),
        With("LFM021", "Measure(⟦(Metric)9⟧)", "Metric = 9 is no value of Metric: use Kl, Top1, LogitShift, Interaction, Recovery, KlRecovery or TargetLogProbability"),
        With("LFM021", "Measure(Kl, ⟦Over = (Reduction)5⟧)", "Over = 5 is no value of Reduction: use Mean, Sum or Last"),
    ];

    private static Mistake Unsuited(string declaration, string what) => new(
        "LFM002",
        $"[Experiment, Ablate(Layer = 5, Target = Mlp)] {declaration}",
        $"Experiment X may not be {what}, as NUnit runs it as a fixture of its own: make it a plain, top-level class");

    private static Mistake Ablate(string id, string arguments, string message, (string, string)[]? models = null) =>
        new(id, $"[Experiment, Ablate({arguments})] public partial class X;", message) { Models = models };

    private static Mistake Steer(string id, string arguments, string message) => new(id, $"[Experiment, Steer({arguments})] public partial class X;", message);

    private static Mistake With(string id, string attributes, string message) =>
        new(id, $"[Experiment, Ablate(Layer = 5, Target = Mlp), {attributes}] public partial class X;", message);

    private static Mistake Together(string first, string second) => new(
        "LFM010",
        $"[Experiment, {first}, {second}] public partial class X;",
        $"Together = \"t\" is not one run: [{first}] and [{second.Trim('⟦', '⟧')}] change the same values of block 5, "
        + "so one of them would have no effect or depend on the order; remove one");
}
