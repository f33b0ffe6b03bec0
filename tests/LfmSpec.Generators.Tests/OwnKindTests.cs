extern alias lab;

using lab::LfmSpec.Lab;

namespace LfmSpec.Generators.Tests;

/// <summary>A type of one's own is observed and summed up as one of the lab's is: by the same interface, test and law.</summary>
public class OwnKindTests
{
    private const string Types = """
        namespace My
        {
            using System.Collections.Generic;
            using LfmSpec.Lab;

            public enum Direction { Down = -1, Up = 1 }

            public abstract record Reading : IObservation
            {
                public long Seed { get; init; }
                [Law] public virtual LawVerdict SumsToOne(CleanRuns runs, CleanRun run) => LawVerdict.Holds;
                public DataTable Read(CleanRuns runs) => runs.Table("c", ["r"], []);
            }

            [Reads(Component.Gate)]
            public sealed record Probe : Reading
            {
                [Takes("folds are 2 or more", Least = 2)] public int Folds { get; init; } = 5;
                public double Rate { get; init; } = 0.1;
                public float Share { get; init; }
                public bool Whole { get; set; }
                public char Mark { get; init; }
                public string? Title { get; init; } = "usual";
                public Direction To { get; init; }
                public IReadOnlyList<string> Words { get; init; } = [];
                public int[] Places { get; init; } = [];
                public double? Limit { get; init; }
                public int Computed => Folds;
                public override LawVerdict SumsToOne(CleanRuns runs, CleanRun run) => LawVerdict.Broken("it does not");
                [Law] public static LawVerdict IsStable(CleanRuns runs, CleanRun run) => LawVerdict.Holds;
            }

            public sealed class ProbeAttribute : ObserveAttribute<Probe>
            {
                public int Folds { get; set; }
                public double Rate { get; set; }
                public float Share { get; set; }
                public bool Whole { get; set; }
                public char Mark { get; set; }
                public string? Title { get; set; }
                public Direction To { get; set; }
                public string[]? Words { get; set; }
                public int[]? Places { get; set; }
                public double Limit { get; set; }
                public long Seed { get; set; }
            }

            [Reads(Component.Signal)]
            public record Factors : IObservation
            {
                [Takes("folds are 2 or more", Least = 2)] public virtual int Folds { get; init; } = 5;
                public DataTable Read(CleanRuns runs) => runs.Table("c", ["r"], []);
            }

            public sealed record MoreFactors : Factors { public override int Folds { get; init; } = 6; }

            public sealed class MoreFactorsAttribute : ObserveAttribute<MoreFactors> { public int Folds { get; set; } }

            public sealed record Spread : ISummary
            {
                public int Most { get; init; } = 3;
                [Law] public LawVerdict SumsToOne(CleanRuns runs, CleanRun run) => LawVerdict.Holds;
                public DataTable Of(SummarizedCases cases) => cases.Table("c", ["r"], []);
            }

            public sealed class SpreadAttribute : SummarizeAttribute<Spread> { public int Most { get; set; } }

            public class Outer { internal readonly record struct Nested<T> : IObservation { public DataTable Read(CleanRuns runs) => runs.Table("c", ["r"], []); } }
        }
        """;

    [Test]
    public void A_type_is_observed_with_its_usual_values()
    {
        var built = BuiltProject.Of($"[Experiment, Observe<My.Probe>] public partial class X; {Types}");
        var observation = built.Spec("X").Observations.Single();
        Assert.That(observation.Name, Is.EqualTo("Observe_Probe"));
        Assert.That(Settings(observation.Observation), Does.Contain("Folds = 5").And.Contain("Rate = 0.1").And.Contain("Title = usual"));
        Assert.That(built.Tests("X"), Is.EqualTo(new[] { "Observe_Probe", "Law_LaterTokensChangeNothingBefore", "Law_IsStable", "Law_SumsToOne", "Baseline" }));
        Assert.That(GeneratedOutputTests.Traits(built.Member("X", "Observe_Probe")), Does.Contain(("Quantity", (object)"Probe")));
    }

    [Test]
    public void An_attribute_that_derives_gives_settings_of_every_type_by_name()
    {
        const string Arguments = "Folds = 7, Rate = 1e-3, Share = 0.1f, Whole = true, Mark = '\\'', Title = null, To = My.Direction.Down, Words = [\"a \\\"b\\\"\", \"c\"], Places = [-1, 2], Limit = 0.5, Seed = -4";
        var observation = BuiltProject.Of($"[Experiment, My.Probe({Arguments})] public partial class X; {Types}").Spec("X").Observations.Single().Observation;
        Assert.That(Settings(observation), Is.EqualTo("Computed = 7, Folds = 7, Limit = 0.5, Mark = ', Places = [-1 2], Rate = 0.001, Seed = -4, Share = 0.1, Title = , To = Down, Whole = True, Words = [a \"b\" c]"));
    }

    [Test]
    public void What_the_attribute_leaves_out_is_not_emitted()
    {
        new Project { Source = $"[Experiment, My.Probe(Folds = 7)] public partial class X; {Types}" }.Generate(out var result);
        Assert.That(result.GeneratedTrees[0].ToString(), Does.Contain("new global::LfmSpec.Lab.ObservationSpec(\"Observe_Probe\", new global::My.Probe() { Folds = 7 }),"));
    }

    [Test]
    public void A_type_of_the_lab_s_can_be_named_as_one_s_own_is() => Assert.That(
        BuiltProject.Of("[Experiment, Observe<LfmSpec.Lab.Cka>, Ablate(Target = Mlp), Summarize<LfmSpec.Lab.Hub>] public partial class X;").Spec("X") is { } spec
            ? (spec.Observations.Single(), spec.Summaries.Single()) : default,
        Is.EqualTo((new ObservationSpec("Observe_Cka", new Cka()), new SummarySpec(new Hub()))));

    [Test]
    public void A_nested_struct_with_a_type_argument_is_named_without_it()
    {
        var built = BuiltProject.Of($"[Experiment, Observe<My.Outer.Nested<int>>] public partial class X; {Types}");
        Assert.That(built.Tests("X"), Does.Contain("Observe_Nested"));
    }

    [Test]
    public void A_summary_stands_beside_the_lab_s_and_is_named_after_its_type()
    {
        var built = BuiltProject.Of($"[Experiment, Steer(Seed = 1, Scale = 1), My.Spread(Most = 4)] public partial class X; [Experiment, Ablate(Target = Mlp), Summarize(Summary.Hub), Summarize<My.Spread>] public partial class Y; {Types}");
        Assert.That(built.Spec("X").Summaries.Select(summary => (summary.Name, Settings(summary.Summary))), Is.EqualTo(new[] { ("Spread", "Most = 4") }));
        Assert.That(built.Spec("Y").Summaries.Select(summary => summary.Name), Is.EqualTo(new[] { "Hub", "Spread" }));
        Assert.That(built.Tests("Y"), Does.Contain("Law_SumsToOne"));
    }

    [Test]
    public void A_law_that_two_kinds_have_is_one_test() => Assert.That(
        BuiltProject.Of($"[Experiment, Observe<My.Probe>, Observe(Quantity.LogitLens), Observe(Quantity.VocabularyContribution), Ablate(Target = Mlp), Summarize<My.Spread>] public partial class X; {Types}")
            .Tests("X").Where(name => name.StartsWith("Law_", StringComparison.Ordinal)).Skip(4),
        Is.EqualTo(new[] { "Law_LaterTokensChangeNothingBefore", "Law_IsStable", "Law_SumsToOne", "Law_LensAfterTheLastBlockIsTheModel" }));

    [Test]
    public void The_laws_of_a_spec_are_the_tests_that_are_made()
    {
        var built = BuiltProject.Of($"[Experiment, Observe(Quantity.Cka), Observe<My.Probe>, Perturb(Seed = 1), Ablate(Target = Mlp), Summarize<My.Spread>] public partial class X; {Types}");
        Assert.That(
            Laboratory.LawsOf(built.Spec("X")).Select(law => $"Law_{law}"),
            Is.EqualTo(built.Tests("X").Where(name => name.StartsWith("Law_", StringComparison.Ordinal))));
    }

    [Test]
    public void What_a_base_says_of_itself_is_said_of_what_derives_from_it()
    {
        var built = BuiltProject.Of($"[Experiment, Observe<My.MoreFactors>] public partial class X; {Types}");
        Assert.That(built.Tests("X"), Does.Contain("Law_LaterTokensChangeNothingBefore"));
        Assert.That(Laboratory.LawsOf(built.Spec("X")), Is.EqualTo(new[] { "LaterTokensChangeNothingBefore" }), "as the lab has it");
        Assert.That(
            new Project { Source = $"[Experiment, My.MoreFactors(Folds = 1)] public partial class X; {Types}" }.Analyze().Select(diagnostic => diagnostic.GetMessage()),
            Is.EqualTo(new[] { "The observation MoreFactors cannot be made: Folds = 1 cannot be used, as folds are 2 or more" }));
    }

    [Test]
    public void Numbers_that_are_none_arrive_as_they_are() => Assert.That(
        Settings(BuiltProject.Of($"[Experiment, My.Probe(Rate = double.NaN, Share = float.NegativeInfinity, Limit = double.PositiveInfinity, Places = null!)] public partial class X; {Types}"
            .Replace("public int[] Places", "public int[]? Places", StringComparison.Ordinal)).Spec("X").Observations.Single().Observation),
        Does.Contain("Limit = Infinity").And.Contain("Rate = NaN").And.Contain("Share = -Infinity").And.Contain("Places = ,"));

    [Test]
    public void A_type_that_the_compiler_does_not_know_is_left_to_it() =>
        Assert.That(new Project { Source = "[Experiment, Observe<Nowhere>] public partial class X;" }.Analyze(), Is.Empty);

    [Test]
    public void A_project_without_the_lab_is_told_so() => Assert.That(
        new Project { Source = "[Experiment, Observe(Quantity.Cka)] public partial class X;", RefersToLab = false }.Analyze().Select(diagnostic => diagnostic.GetMessage()),
        Is.EqualTo(new[] { "Cka cannot be used here, as the project does not refer to LfmSpec.Lab" }));

    private static string Settings(object kind) => string.Join(", ", kind.GetType().GetProperties()
        .OrderBy(property => property.Name, StringComparer.Ordinal)
        .Select(property => $"{property.Name} = {Text(property.GetValue(kind))}"));

    private static string Text(object? value) => value is System.Collections.IEnumerable and not string
        ? $"[{string.Join(' ', ((System.Collections.IEnumerable)value).Cast<object>())}]"
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{value}");
}
