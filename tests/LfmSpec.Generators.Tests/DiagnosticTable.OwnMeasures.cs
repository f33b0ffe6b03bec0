namespace LfmSpec.Generators.Tests;

/// <content>Mistakes of measures of a user's own.</content>
internal static partial class DiagnosticTable
{
    /// <summary>Measures as a user writes them, and attributes that give their settings.</summary>
    internal const string OwnMeasures = """

        public record Distance : LfmSpec.Lab.IMeasure
        {
            [Takes("it is the order of a norm; give a number above 0 such as 2", Above = 0)]
            public double Order { get; init; } = 1;
            public int[] Weights { get; init; } = [];
            public string Name => $"distance of order {Order}";
            public System.Collections.Generic.IReadOnlyList<double> Of(LfmSpec.Lab.MeasuredRun run) => run.Kl;
        }
        [Over(Reduction.Last, Reduction.Sum)] public sealed record Endpoint : Distance;
        [Over(Reduction.Mean, Otherwise = "it is an average; remove Over")] public sealed record Average : Distance;
        public sealed record Nearer : EndpointOfAll;
        [Over(Reduction.Last)] public abstract record EndpointOfAll : Distance;
        public sealed record NoMeasure;
        public sealed class DistanceAttribute : MeasureAttribute<Distance>
        {
            public double Order { get; set; } = 1;
            public int[]? Weights { get; set; }
            public int Degree { get; set; }
        }
        public sealed class FractionAttribute : MeasureAttribute<Distance> { public int Order { get; set; } }
        """;

    private static IEnumerable<Mistake> OfOwnMeasures =>
    [
        Own("LFM019", "Measure<Endpoint>(⟦Over = Reduction.Mean⟧)", "The measure Endpoint cannot be used: use Reduction.Last or Reduction.Sum"),
        Own("LFM019", "Measure<Average>(⟦Over = Reduction.Last⟧)", "The measure Average cannot be used: it is an average; remove Over"),
        Own("LFM019", "Measure<Nearer>(⟦Over = Reduction.Sum⟧)", "The measure Nearer cannot be used: it is always over Reduction.Last; remove Over"),
        Own("LFM019", "Measure<Distance>, ⟦Distance⟧", "The measure Distance over Mean cannot be used: it is given twice; remove one"),
        Own("LFM019", "Distance(Order = 2), ⟦Distance(Order = 2, Over = Reduction.Mean)⟧", "The measure Distance over Mean cannot be used: it is given twice; remove one"),
        Own("LFM019", "Measure(Top1), ⟦Measure<LfmSpec.Lab.Measures.Top1>⟧", "The measure Top1 cannot be used: it is given twice; remove one"),
        Own("LFM019", "⟦Measure<LfmSpec.Lab.Measures.Recovery>⟧", "The measure Recovery cannot be used: it compares the two runs of a patched pair; use Kl, or add [Patch] and [Pair]"),
        Own("LFM019", "Distance(⟦Order = 0⟧)",
            "The measure Distance cannot be used: Order = 0 cannot be used, as it is the order of a norm; give a number above 0 such as 2"),
        Own("LFM019", "Distance(⟦Order = double.NaN⟧)",
            "The measure Distance cannot be used: Order = NaN cannot be used, as it is the order of a norm; give a number above 0 such as 2"),
        Own("LFM019", "Distance(Order = 2, ⟦Within = -1⟧)",
            "The measure Distance over Mean cannot be used: Within = -1 cannot be used, as it is a relative difference; give 0 or a small positive number such as 1e-3"),
        Own("LFM019", "Fraction(⟦Order = 2⟧)", "The measure Distance cannot be used: Order of Distance is of the type double; give it that type in the attribute too"),
        Own("LFM021", "Measure<Distance>(⟦Over = (Reduction)5⟧)", "Over = 5 is no value of Reduction: use Mean, Sum or Last"),
        Own("LFM029", "Distance(⟦Degree = 2⟧)", "Degree has no meaning here, as Distance heeds Order and Weights: remove it"),
        Own("LFM034", "⟦Measure<NoMeasure>⟧", "NoMeasure cannot be used here, as it does not implement LfmSpec.Lab.IMeasure"),
        Own("LFM034", "⟦Measure<EndpointOfAll>⟧", "EndpointOfAll cannot be used here, as it is abstract, so that none can be made; derive a class from it and name that"),
    ];

    private static Mistake Own(string id, string attributes, string message) =>
        new(id, $"[Experiment, Ablate(Layer = 5, Target = Mlp), {attributes}] public partial class X;", message) { Below = OwnMeasures };
}
