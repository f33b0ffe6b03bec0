namespace LfmSpec.Generators.Tests;

/// <content>Observations and summaries of one's own.</content>
internal static partial class DiagnosticTable
{
    private const string Read = "public DataTable Read(CleanRuns runs) => runs.Table(\"c\", [\"r\"], []);";

    private const string Probe = $"public sealed record Probe : IObservation {{ [Takes(\"folds are 2 or more\", Least = 2)] public int Folds {{ get; init; }} = 5; "
        + $"public string Name {{ get; init; }} = \"\"; public string? Title {{ get; init; }} public System.Collections.Generic.IReadOnlyList<string> Words {{ get; init; }} = []; {Read} }}";

    private const string ProbeAttribute = "public sealed class ProbeAttribute : ObserveAttribute<Probe> { public int Folds { get; set; } public string? Name { get; set; } "
        + "public string? Title { get; set; } public string?[]? Words { get; set; } public long Seed { get; set; } }";

    private const string Spread = "public sealed record Spread : ISummary { [Takes(\"a share is above 0\", Above = 0, Most = 1)] public double Share { get; init; } = 0.5; "
        + "public DataTable Of(SummarizedCases cases) => cases.Table(\"c\", [\"r\"], []); }";

    private const string SpreadAttribute = "public sealed class SpreadAttribute : SummarizeAttribute<Spread> { public double Share { get; set; } }";

    private static IEnumerable<Mistake> OfOwnKinds =>
    [
        // The type.
        Kind("public interface IProbe : IObservation;", "IProbe", "it is no class; write a class that implements IObservation"),
        Kind($"file sealed record Probe : IObservation {{ {Read} }}", "Probe", "generated code cannot see it; make it public or internal, and what it is nested in"),
        Kind($"file sealed class Hidden; public sealed record Probe<T> : IObservation {{ {Read} }}", "Probe", "generated code cannot see it; make it public or internal, and what it is nested in", "Probe<Hidden>"),
        Kind($"public sealed record Probe {{ {Read} }}", "Probe", "it does not implement LfmSpec.Lab.IObservation"),
        Kind(Spread, "Spread", "it does not implement LfmSpec.Lab.IObservation"),
        Kind($"namespace Other {{ public interface IObservation; }} public sealed record Probe : Other.IObservation {{ {Read} }}", "Probe", "it does not implement LfmSpec.Lab.IObservation"),
        Kind("public abstract record Probe : IObservation { public abstract DataTable Read(CleanRuns runs); }", "Probe",
            "it is abstract, so that none can be made; derive a class from it and name that"),
        Kind($"public sealed record Probe(int Folds) : IObservation {{ {Read} }}", "Probe", "it has no constructor without parameters; give it one, and settings as properties"),
        Kind($"public sealed class Probe : IObservation {{ private Probe() {{ }} {Read} }}", "Probe", "it has no constructor without parameters; give it one, and settings as properties"),
        Kind($"public sealed record Probe : IObservation {{ public required int Folds {{ get; init; }} {Read} }}", "Probe",
            "its property Folds is required, and an attribute may leave it out; give it a usual value"),
        Kind($"public record Base {{ public required int Folds {{ get; init; }} }} public sealed record Probe : Base, IObservation {{ {Read} }}", "Probe",
            "its property Folds is required, and an attribute may leave it out; give it a usual value"),
        Own("LFM034", "⟦Probe⟧(3)", $"public sealed record Probe : IObservation {{ {Read} }} "
            + "public sealed class ProbeAttribute(int folds) : ObserveAttribute<Probe> { public int Folds { get; } = folds; }",
            "Probe cannot be used here, as its attribute has an argument without a name, and settings are given by name: write a property instead of a parameter"),
        Own("LFM034", "Ablate(Target = Mlp), ⟦Summarize<Probe>⟧", $"public sealed record Probe : IObservation {{ {Read} }}", "Probe cannot be used here, as it does not implement LfmSpec.Lab.ISummary"),

        // Its laws.
        OfLaw("public bool Holds(CleanRuns runs, CleanRun run) => true;", "Holds"),
        OfLaw("public LawVerdict Holds(CleanRun run) => LawVerdict.Holds;", "Holds"),
        OfLaw("public LawVerdict Holds(CleanRuns runs, Prompt prompt) => LawVerdict.Holds;", "Holds"),
        OfLaw("public LawVerdict Holds(CleanRuns runs, ref CleanRun run) => LawVerdict.Holds;", "Holds"),
        OfLaw("public LawVerdict Holds<T>(CleanRuns runs, CleanRun run) => LawVerdict.Holds;", "Holds"),
        OfLaw("internal LawVerdict Holds(CleanRuns runs, CleanRun run) => LawVerdict.Holds;", "Holds"),
        Kind($"public sealed record Probe : IObservation {{ [Law] public LawVerdict ScaleZeroIsClean(CleanRuns runs, CleanRun run) => LawVerdict.Holds; {Read} }}", "Probe",
            "its law ScaleZeroIsClean has the name of one of LfmSpec's, and so would its test; rename it"),
        Own("LFM020", "Observe<Probe>, Ablate(Layer = 5, Target = Mlp, ⟦Together = \"Law Sums\"⟧)",
            $"public sealed record Probe : IObservation {{ [Law] public LawVerdict Sums(CleanRuns runs, CleanRun run) => LawVerdict.Holds; {Read} }}",
            "The name 'Law_Sums' cannot be used: a generated member of the class has it; choose another"),

        // Its settings.
        OfProbe("⟦Folds = 1⟧", "Folds = 1 cannot be used, as folds are 2 or more"),
        OfProbe("⟦Name = null⟧", "Name of Probe cannot be null; leave it out, or give it a value"),
        OfProbe("⟦Words = new[] { \"a\", null }⟧", "Words of Probe cannot have a null in it; leave that out"),
        Own("LFM029", "Probe(⟦Seed = 3⟧)", $"{Probe} {ProbeAttribute}", Meaningless("Seed", "Probe heeds Folds, Name, Title and Words")),
        Own("LFM025", "Probe(⟦Folds = 3⟧)", $"{Probe} public sealed class ProbeAttribute : ObserveAttribute<Probe> {{ public long Folds {{ get; set; }} }}",
            "The observation Probe cannot be made: Folds of Probe is of the type int; give it that type in the attribute too"),
        Own("LFM025", "Probe(⟦Words = new[] { 'a' }⟧)", $"{Probe} public sealed class ProbeAttribute : ObserveAttribute<Probe> {{ public char[]? Words {{ get; set; }} }}",
            "The observation Probe cannot be made: Words of Probe is of the type IReadOnlyList<string>; give it that type in the attribute too"),
        Own("LFM026", "Ablate(Target = Mlp), Spread(⟦Share = 0⟧)", $"{Spread} {SpreadAttribute}", "The summary Spread cannot be computed: Share = 0 cannot be used, as a share is above 0"),
        Own("LFM026", "Ablate(Target = Mlp), Spread(⟦Share = 1.5⟧)", $"{Spread} {SpreadAttribute}", "The summary Spread cannot be computed: Share = 1.5 cannot be used, as a share is above 0"),

        // The experiment, the model and the other kinds.
        Own("LFM025", "Observe<Probe>, ⟦Observe<Probe>⟧", Probe, "The observation Probe cannot be made: it is given twice; remove one"),
        Own("LFM025", "Observe<Probe>, ⟦Probe(Folds = 3)⟧", $"{Probe} {ProbeAttribute}", "The observation Probe cannot be made: it is given twice; remove one"),
        Own("LFM025", "Observe(Quantity.Cka), ⟦Observe<My.Cka>⟧", $"namespace My {{ public sealed record Cka : IObservation {{ {Read} }} }}",
            "The observation Cka cannot be made: LfmSpec.Lab.Cka has the same name, and My.Cka would overwrite its table; rename one"),
        Own("LFM025", "⟦Observe<Gates>⟧", $"[Reads(Component.Gate, Component.Signal)] public sealed record Gates : IObservation {{ {Read} }}",
            "The observation Gates cannot be made: qwen2-atlas-tiny has no convolution, all its blocks are attention") with { Models = Qwen2 },
        Own("LFM025", "Patch(Target = Mlp), Pair(\"a\", \"b\"), ⟦Observe<Probe>⟧", Probe,
            "The observation Probe cannot be made: [Pair] has two runs, and neither is the clean one of an observation; move it to an experiment with [Prompts]"),
        Own("LFM025", "Lens(⟦Top = 1025⟧)", "public sealed class LensAttribute : ObserveAttribute<LogitLens> { public int Top { get; set; } }",
            "The observation LogitLens cannot be made: Top = 1025 cannot be used, as the vocabulary has 1024 tokens of lfm2-atlas-tiny"),
        Own("LFM026", "Observe<Probe>, ⟦Summarize<Spread>⟧", $"{Probe} {Spread}",
            "The summary Spread cannot be computed: nothing is changed, so there is no case to compute it from; add an intervention"),
        Own("LFM026", "Ablate(Target = Mlp), Summarize<Spread>, ⟦Summarize<Spread>⟧", Spread, "The summary Spread cannot be computed: it is given twice; remove one"),
        new("LFM015", $"using LfmSpec.Lab; [⟦Observe<Probe>⟧] public class X; {Probe}", "[Observe<Probe>] runs nothing, as X is not an experiment: add [Experiment]"),
        new("LFM015", $"using LfmSpec.Lab; [⟦Probe(Folds = 3)⟧] public class X; {Probe} {ProbeAttribute}", "[Probe] runs nothing, as X is not an experiment: add [Experiment]"),
    ];

    private static Mistake Own(string id, string attributes, string types, string message) =>
        new(id, $"using LfmSpec.Lab; [Experiment, {attributes}] public partial class X; {types}", message);

    private static Mistake Kind(string types, string name, string problem, string? written = null) =>
        Own("LFM034", $"⟦Observe<{written ?? name}>⟧", types, $"{name} cannot be used here, as {problem}");

    private static Mistake OfLaw(string law, string name) => Kind(
        $"public sealed record Probe : IObservation {{ [Law] {law} {Read} }}",
        "Probe",
        $"its law {name} cannot be asked; write it as 'public LawVerdict {name}(CleanRuns runs, CleanRun run)'");

    private static Mistake OfProbe(string argument, string problem) =>
        Own("LFM025", $"Probe({argument})", $"{Probe} {ProbeAttribute}", $"The observation Probe cannot be made: {problem}");
}
