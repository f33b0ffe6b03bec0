namespace LfmSpec.Generators.Tests;

/// <content>What is read, measured and summed up, and over which prompts.</content>
internal static partial class DiagnosticTable
{
    private const string TooFew =
        "it compares two categories of words or more; give Categories = new[] { \"animals: cat dog\", \"colours: red blue\" }";

    private static IEnumerable<Mistake> OfTables =>
    [
        // Observations.
        Observe("Observe(Quantity.LogitLens, ⟦Top = 0⟧)", "LogitLens", "Top = 0 cannot be used, as a row names 1 token or more"),
        Observe("Observe(Quantity.MassiveActivations, ⟦Threshold = 1⟧)", "MassiveActivations",
            "Threshold = 1 cannot be used, as a multiple of the median is massive only above 1; give a number such as 10"),
        Observe("Observe(Quantity.MassiveActivations, ⟦Threshold = double.NaN⟧)", "MassiveActivations",
            "Threshold = NaN cannot be used, as a multiple of the median is massive only above 1; give a number such as 10"),
        Observe("Observe(Quantity.Cka, ⟦Permutations = 0⟧)", "Cka", "Permutations = 0 cannot be used, as a null needs 1 permutation or more, and 1000000 are enough"),
        Observe("Observe(Quantity.Cka, ⟦Permutations = 1000001⟧)", "Cka", "Permutations = 1000001 cannot be used, as a null needs 1 permutation or more, and 1000000 are enough"),
        Observe("Observe(Quantity.VocabularyContribution, ⟦Top = 1025⟧)", "VocabularyContribution", "Top = 1025 cannot be used, as the vocabulary has 1024 tokens of lfm2-atlas-tiny"),
        Observe("Observe(Quantity.Cka), ⟦Observe(Quantity.Cka, Permutations = 5)⟧", "Cka", "it is given twice; remove one"),
        Observe("⟦Observe(Quantity.EmbeddingStructure)⟧", "EmbeddingStructure", TooFew),
        Observe("Observe(Quantity.EmbeddingStructure, ⟦Categories = null⟧)", "EmbeddingStructure", TooFew),
        Observe("Observe(Quantity.EmbeddingStructure, ⟦Categories = new[] { \"a: b\" }⟧)", "EmbeddingStructure", TooFew),
        Observe("Observe(Quantity.EmbeddingStructure, ⟦Categories = new[] { \"a: b c\", \"d e\" }⟧)", "EmbeddingStructure",
            "the category \"d e\" is not written 'name: word word'"),
        Observe("Observe(Quantity.EmbeddingStructure, ⟦Categories = new[] { \"a: b c\", \"d: \" }⟧)", "EmbeddingStructure",
            "the category \"d: \" is not written 'name: word word'"),
        Observe("Observe(Quantity.EmbeddingStructure, ⟦Categories = new[] { \"a: b c\", \": d\" }⟧)", "EmbeddingStructure",
            "the category \": d\" is not written 'name: word word'"),
        Observe("Observe(Quantity.EmbeddingStructure, ⟦Categories = new[] { \"a: b c\", \" a : d\" }⟧)", "EmbeddingStructure",
            "the category a is given twice; rename one"),
        Observe("Observe(⟦Quantity.ConvTaps⟧)", "ConvTaps", "qwen2-atlas-tiny has no convolution, all its blocks are attention") with { Models = Qwen2 },
        Observe("Observe(⟦Quantity.AttentionStatistics⟧)", "AttentionStatistics", "convolutions has no attention, all its blocks are convolutions")
            with { Models = [("convolutions", Configs.Convolutions)] },
        Observe("Patch(Target = Mlp), Pair(\"a\", \"b\"), ⟦Observe(Quantity.Cka)⟧", "Cka",
            "[Pair] has two runs, and neither is the clean one of an observation; move it to an experiment with [Prompts]"),
        With("LFM021", "Observe(⟦(Quantity)99⟧)",
            "Quantity = 99 is no value of Quantity: use ResidualNorms, ResidualNormsByPosition, MassiveActivations, LogitLens, Cka, ConvTaps, TokenLoss, "
            + "VocabularyContribution, EmbeddingStructure, AttentionStatistics, GradientSensitivity or ParameterGradients"),
        new("LFM015", "[⟦Observe(Quantity.Cka)⟧] public class X;", "[Observe] runs nothing, as X is not an experiment: add [Experiment]"),
        new("LFM015", "[⟦Pair(\"a\", \"b\")⟧] public class X;", "[Pair] runs nothing, as X is not an experiment: add [Experiment]"),
        Ablate("LFM020", "Layer = 5, Target = Mlp, ⟦Together = \"Observe Cka\"⟧", "The name 'Observe_Cka' cannot be used: a generated member of the class has it; choose another"),
        new("LFM020", "[Experiment, Observe(Quantity.Cka)] public partial class ⟦X⟧ { public const int Observe_Cka = 1; }",
            "The name 'Observe_Cka' cannot be used: X declares or inherits a member of this name, which the generator needs; rename the member"),

        // Summaries.
        new("LFM026", "[Experiment, Steer(Seed = 1, Scale = 1), ⟦Summarize(Summary.Hub)⟧] public partial class X;",
            "The summary Hub cannot be computed: no case is an ablation of one block; add an [Ablate]"),
        new("LFM026", "[Experiment, Observe(Quantity.Cka), ⟦Summarize(Summary.PromptLength)⟧] public partial class X;",
            "The summary PromptLength cannot be computed: no case is an ablation of one block; add an [Ablate]"),
        new("LFM026", "[Experiment, Ablate(Layers = \"0-3\", Target = Mlp, Pairs = true), ⟦Summarize(Summary.Hub)⟧] public partial class X;",
            "The summary Hub cannot be computed: no case is an ablation of one block; add an [Ablate]"),
        With("LFM026", "Summarize(Summary.Hub, ⟦Resamples = 0⟧)", "The summary Hub cannot be computed: Resamples = 0 cannot be used, as a bootstrap needs 1 resample or more, and 1000000 are enough"),
        With("LFM026", "Summarize(Summary.Hub), ⟦Summarize(Summary.Hub, Seed = 1)⟧", "The summary Hub cannot be computed: it is given twice; remove one"),
        With("LFM026", "Ablate(Layer = 5, Target = Operator, With = Mean), ⟦Summarize(Summary.RankAgreement)⟧",
            "The summary RankAgreement cannot be computed: it compares the rankings of two replacements of one component; add an [Ablate] of the same Target with another With"),
        With("LFM026", "⟦Summarize(Summary.ConvAgainstAttention)⟧",
            "The summary ConvAgainstAttention cannot be computed: qwen2-atlas-tiny has blocks of one kind only, all attention") with { Models = Qwen2 },
        With("LFM021", "Summarize(⟦(Summary)9⟧)", "Summary = 9 is no value of Summary: use RankAgreement, Hub, ConvAgainstAttention or PromptLength"),

        // Measures.
        With("LFM019", "⟦Measure(Recovery)⟧", "The measure Recovery cannot be used: it compares the two runs of a patched pair; use Kl, or add [Patch] and [Pair]"),
        With("LFM019", "⟦Measure(KlRecovery)⟧", "The measure KlRecovery cannot be used: it compares the two runs of a patched pair; use Kl, or add [Patch] and [Pair]"),
        Patch("LFM019", "Patch(Target = Mlp), Measure(Recovery, ⟦Over = Reduction.Mean⟧)", "The measure Recovery cannot be used: it is always of the last position; remove Over"),
        Patch("LFM019", "Patch(Target = Mlp), Measure(KlRecovery, ⟦Over = Reduction.Sum⟧)", "The measure KlRecovery cannot be used: it is always of the last position; remove Over"),
        Patch("LFM019", "Patch(Target = Mlp), Measure(Recovery), ⟦Measure(Recovery, Over = Reduction.Last)⟧", "The measure Recovery cannot be used: it is given twice; remove one"),
        Patch("LFM019", "Patch(Target = Mlp), ⟦Measure(Interaction)⟧",
            "The measure Interaction over Mean cannot be used: a patched run is measured from the run that its value comes from, where KLs do not add up; use Recovery"),
        With("LFM019", "⟦Measure(Interaction)⟧",
            "The measure Interaction over Mean cannot be used: no case has two interventions; add Pairs = true to an [Ablate], or act Together"),
        With("LFM019", "Measure(LogitShift, ⟦Over = Reduction.Sum⟧)",
            "The measure LogitShift cannot be used: a sum of it grows with the prompt's length; use Reduction.Mean or Reduction.Last"),
        With("LFM019", "⟦Measure(TargetLogProbability)⟧",
            "The measure TargetLogProbability cannot be used: it needs prompts with a target of one token; add [Prompts(Suite.TaskFamilies, SingleTokenTargets = true)]"),
        With("LFM019", "Prompts(Suite.TaskFamilies, SingleTokenTargets = false), ⟦Measure(TargetLogProbability)⟧",
            "The measure TargetLogProbability cannot be used: it needs prompts with a target of one token; add [Prompts(Suite.TaskFamilies, SingleTokenTargets = true)]"),
        With("LFM019", "Prompts(Suite.TaskFamilies, SingleTokenTargets = true), Measure(TargetLogProbability, ⟦Over = Reduction.Mean⟧)",
            "The measure TargetLogProbability cannot be used: it is always of the last position; remove Over"),
        new("LFM019", "[Experiment, Observe(Quantity.Cka), ⟦Measure(Kl)⟧] public partial class X;",
            "The measure Kl over Mean cannot be used: nothing is changed, so there is nothing to measure; add an intervention, or remove it"),

        // Prompts.
        With("LFM021", "Prompts(Suite.TaskFamilies, ⟦Split = (Split)9⟧)", "Split = 9 is no value of Split: use Test, Train or Validation"),
        new("LFM016", "[Experiment, Patch(Target = Mlp), Pair(\"a\", \"b\"), ⟦Prompts(\"a\")⟧] public partial class X;",
            "These prompts cannot be used: they come from two places; give either [Prompts] or [Pair]"),
        new("LFM016", "[Experiment, Patch(Target = Mlp), Pair(⟦\" \"⟧, \"b\")] public partial class X;",
            "These prompts cannot be used: a text is empty; an empty prompt has nothing to predict"),
        new("LFM016", "[Experiment, Patch(Target = Mlp), Pair(⟦corrupt: \"\"⟧, clean: \"a\")] public partial class X;",
            "These prompts cannot be used: a text is empty; an empty prompt has nothing to predict"),
        new("LFM016", "[Experiment, Patch(Target = Mlp), Pair(\"b\", ⟦\"b\"⟧)] public partial class X;",
            "These prompts cannot be used: the two of a pair are equal; the corrupt one needs another answer"),

        // A class that does nothing is told so once.
        new("LFM003", "[Experiment, Pair(\"a\", \"b\"), Summarize(Summary.Hub)] public partial class ⟦X⟧;",
            "Experiment X changes nothing and observes nothing: add at least one [Ablate], [Steer], [Patch], [Perturb], [Observe], [FineTune] or [Capability]"),
    ];

    private static Mistake Observe(string attributes, string quantity, string problem) =>
        new("LFM025", $"[Experiment, {attributes}] public partial class X;", $"The observation {quantity} cannot be made: {problem}");
}
