namespace LfmSpec.Generators.Tests;

/// <content>Names, texts that stand on pages, prompts, settings without a meaning, and files.</content>
internal static partial class DiagnosticTable
{
    private const string Plain = "[Experiment, Ablate(Layer = 5, Target = Mlp)] public partial class";

    private const string LastSpace = "ends in a space, which is a token of its own that models hardly ever see last";

    private const string Twice = "so that it counts twice in every mean";

    private static IEnumerable<Mistake> OfNamesAndTexts =>
    [
        // One table would overwrite the other.
        SameName($"namespace A {{ {Plain} X; }} namespace B {{ {Plain} ⟦X⟧; }}", "X", "A.X"),
        SameName($"{Plain} X; namespace B.C {{ {Plain} ⟦X⟧; }} namespace D {{ {Plain} ⟦X⟧; }}", "X", "X"),
        SameName($"{Plain} Hub; {Plain} ⟦HUB⟧;", "HUB", "Hub"),

        // What would not stay in its place on a page.
        Unprintable("⟦Published = \"a|b\\n# x\"⟧", "Published", "a line break (U+000A)"),
        Unprintable("⟦Published = \"a\\u001b[2J\"⟧", "Published", "a control character (U+001B)"),
        Unprintable("⟦Published = \"a\\u2028b\"⟧", "Published", "a line break (U+2028)"),
        Unprintable("⟦Published = \"a\\u202eb\"⟧", "Published", "a sign that turns the direction of the text (U+202E)"),
        Unprintable("⟦Published = \"a\\ud800\"⟧", "Published", "half of a surrogate pair"),
        Unprintable("Published = \"layers\", ⟦AsPublished = \"the sum\\r\\n| a | b |\"⟧", "AsPublished", "a line break (U+000D)"),
        new("LFM033", "/// <summary>What is&#27;there?</summary>\n[Experiment, Ablate(Layer = 5, Target = Mlp)] public partial class ⟦X⟧;",
            "The question cannot stand on a page, as it has a control character (U+001B): write plain text on one line"),
        new("LFM033", "[Experiment, Ablate(Layer = 5, Target = Mlp, ⟦Together = \"a\\nb\"⟧), Ablate(Layer = 6, Target = Mlp, Together = \"a\\nb\")] public partial class X;",
            "Together cannot stand on a page, as it has a line break (U+000A): write plain text on one line"),
        new("LFM033", "[Experiment, Observe(Quantity.EmbeddingStructure, ⟦Categories = [\"a\\n# x: b c\", \"d: e\"]⟧)] public partial class X;",
            "The name of a category cannot stand on a page, as it has a line break (U+000A): write plain text on one line"),

        // A message quotes what is written, and stays on its line.
        Ablate("LFM005", "⟦Layers = \"0\\n1\"⟧, Target = Mlp", "Layers = \"0\\u000a1\" cannot be read: write all, attention, conv, or numbers and ranges such as 0-3,5"),

        // Texts that are no prompts.
        With("LFM016", "Prompts(\"a\", ⟦\"b\\0c\"⟧)", "These prompts cannot be used: a text has the character U+0000, which no text of a corpus has; remove it"),
        With("LFM016", "Prompts(\"a\", ⟦\"b\\ud83d\"⟧)", "These prompts cannot be used: a text is no Unicode text; half of a surrogate pair stands alone in it"),
        new("LFM016", "[Experiment, Patch(Target = Mlp), Pair(\"a\", ⟦\"\\0\\0b\"⟧)] public partial class X;",
            "These prompts cannot be used: a text has the character U+0000, which no text of a corpus has; remove it"),
        Steer("LFM016", "Layer = 5, ⟦Toward = [\"a\", \"b\\0\"]⟧, From = [\"c\"], Scale = 1",
            "These prompts cannot be used: a text of Toward has the character U+0000, which no text of a corpus has; remove it"),

        // Texts that are hardly meant so.
        With("LFM112", "Prompts(\"a\", \"b\", ⟦\"a\"⟧)", $"The prompt \"a\" is given twice, {Twice}: remove one"),
        With("LFM112", "Prompts(⟦new[] { \"a\", \"a\" }⟧)", $"The prompt \"a\" is given twice, {Twice}: remove one"),
        With("LFM112", "Prompts(\"" + new string('x', 41) + "\", ⟦\"" + new string('x', 41) + "\"⟧)", $"The prompt \"{new string('x', 40)}...\" is given twice, {Twice}: remove one"),
        new("LFM112", "[Experiment, Patch(Target = Mlp), Pair(\"a\", \"b\"), Pair(\"b\", \"a\"), ⟦Pair(\"a\", \"b\")⟧] public partial class X;",
            $"The prompt \"a\" with \"b\" is given twice, {Twice}: remove one"),
        Steer("LFM112", "Layer = 5, Toward = [\"a\"], ⟦From = [\"b\", \"c\", \"b\"]⟧, Scale = 1", $"The prompt \"b\" is given twice, {Twice}: remove one"),
        Steer("LFM112", "Layer = 5, Toward = [\"a\", \"b\"], ⟦From = [\"b\", \"c\"]⟧, Scale = 1",
            "The prompt \"b\" is given twice, in Toward and in From, so that it cancels: remove one"),
        With("LFM113", "Prompts(⟦\"The capital of France is \"⟧)", $"The prompt \"The capital of France is \" {LastSpace}: remove it"),
        With("LFM113", "Prompts(⟦\"a\\t\"⟧)", $"The prompt \"a\\u0009\" {LastSpace}: remove it"),
        With("LFM113", "Prompts(\"b\", ⟦\" a\"⟧)", "The prompt \" a\" begins with a space, so that its first word is another token than at the start of a text: remove it"),
        new("LFM113", "[Experiment, Patch(Target = Mlp), Pair(\"a\", ⟦\"b \"⟧)] public partial class X;", $"The prompt \"b \" {LastSpace}: remove it"),
        Steer("LFM113", "Layer = 5, ⟦Toward = [\"a \"]⟧, From = [\"b\"], Scale = 1", $"The prompt \"a \" {LastSpace}: remove it"),

        // A name for what acts together that nothing else has.
        Lone("Ablate(Layer = 5, Target = Mlp, ⟦Together = \"halves\"⟧)", "halves", ""),
        Lone("Ablate(Layer = 5, Target = Mlp, Together = \"halves\"), Ablate(Layer = 5, Target = Operator, Together = \"halves\"), Ablate(Layer = 6, Target = Mlp, ⟦Together = \"Halves\"⟧)",
            "Halves", "; was \"halves\" meant?"),
    ];

    private static IEnumerable<Mistake> OfSettings =>
    [
        With("LFM029", "Observe(Quantity.ConvTaps, ⟦Permutations = 7⟧)", Meaningless("Permutations", "ConvTaps heeds no setting")),
        With("LFM029", "Observe(Quantity.Cka, ⟦Top = 3⟧)", Meaningless("Top", "Cka heeds Permutations and Seed")),
        With("LFM029", "Observe(Quantity.Cka, ⟦Top = 0⟧)", Meaningless("Top", "Cka heeds Permutations and Seed")),
        With("LFM029", "Observe(Quantity.LogitLens, ⟦Seed = 1⟧)", Meaningless("Seed", "LogitLens heeds Top alone")),
        With("LFM029", "Observe(Quantity.TokenLoss, ⟦Threshold = 10⟧)", Meaningless("Threshold", "TokenLoss heeds no setting")),
        With("LFM029", "Observe(Quantity.Cka, ⟦Categories = new[] { \"a: b\" }⟧)", Meaningless("Categories", "Cka heeds Permutations and Seed")),
        With("LFM029", "Observe(Quantity.Cka, ⟦Categories = null⟧)", Meaningless("Categories", "Cka heeds Permutations and Seed")),
        With("LFM029", "Summarize(Summary.PromptLength, ⟦Resamples = 5⟧)", Meaningless("Resamples", "PromptLength heeds no setting")),
        With("LFM029", "Ablate(Layer = 5, Target = Mlp, With = Mean), Summarize(Summary.RankAgreement, ⟦Seed = 5⟧)", Meaningless("Seed", "RankAgreement heeds no setting")),
        With("LFM029", "Prompts(\"a\", ⟦PerFamily = 2⟧)", Meaningless("PerFamily", "a prompt that is a text heeds no setting")),
        With("LFM029", "Prompts(\"a\", ⟦Split = Split.Train⟧)", Meaningless("Split", "a prompt that is a text heeds no setting")),
        With("LFM029", "Prompts(\"a\", ⟦SingleTokenTargets = true⟧)", Meaningless("SingleTokenTargets", "a prompt that is a text heeds no setting")),
        new("LFM029", "[Experiment(⟦AsPublished = \"the sum\"⟧), Ablate(Layer = 5, Target = Mlp)] public partial class X;",
            Meaningless("AsPublished", "Published names no table that the experiment repeats")),
    ];

    private static IEnumerable<Mistake> OfFiles =>
    [
        Missing("prompts.json", "the project has no file prompts.json"),
        Missing("promts.json", "the project has no file promts.json; did you mean prompts.json?", "prompts.json", "data/other.json"),
        Missing("Prompts.json", "the project has no file Prompts.json; did you mean prompts.json?", "prompts.json"),
        Missing("data/../data/x.json", "the project has no file data/x.json", "x.json"),
        Missing("/project/x.json", "the project has no file x.json", "prompts.json"),
        Missing("data/tasks", "the project has no folder with files of the type json or jsonl named data/tasks; did you mean data/task?", "data/task/a.json", "data/b.json"),
        new("LFM030", "[Experiment, FineTune(Case = \"a\", Targets = \"w1\", ⟦Data = \"sums.jsonl\"⟧)] public partial class X;",
            "The data cannot be used: the project has no file sums.jsonl; did you mean sum.jsonl?") { Listed = ["sum.jsonl"] },
        With("LFM016", "Prompts(⟦File = \"a\\nb.json\"⟧)", "These prompts cannot be used: the path has a character that no path should have"),
    ];

    private static Mistake SameName(string source, string second, string first) => new(
        "LFM032", source, $"Experiment {second} has the name of {first}, and a table is a file that has its experiment's name, so that one would overwrite the other: rename one of them");

    private static Mistake Unprintable(string argument, string name, string what) => new(
        "LFM033",
        $"[Experiment({argument}), Ablate(Layer = 5, Target = Mlp)] public partial class X;",
        $"{name} cannot stand on a page, as it has {what}: write plain text on one line");

    private static Mistake Lone(string attributes, string name, string meant) => new(
        "LFM114",
        $"[Experiment, {attributes}] public partial class X;",
        $"Together = \"{name}\" is on one attribute alone, so nothing acts together{meant}: give the name to another attribute, or remove it");

    private static Mistake Missing(string file, string problem, params string[] listed) =>
        With("LFM016", $"Prompts(⟦File = \"{file}\"⟧)", $"These prompts cannot be used: {problem}") with { Listed = listed };
}
