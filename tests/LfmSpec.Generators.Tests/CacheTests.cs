using System.Collections;
using System.Reflection;
using Microsoft.CodeAnalysis;
using static Microsoft.CodeAnalysis.IncrementalStepRunReason;

namespace LfmSpec.Generators.Tests;

/// <summary>The generator does again only what an edit changed.</summary>
public class CacheTests
{
    private const string OtherPath = "/project/Other.cs";

    private static readonly Project Two = new()
    {
        Source = """
            // a comment
            [Experiment, Ablate(Layer = 5, Target = Mlp)] public partial class One;
            [Experiment, Steer(Seed = 42, Scale = -4)] public partial class Two;
            """,
        Others = [(OtherPath, "class Unrelated;")],
    };

    private const string EveryKind = """
        // a comment
        [Experiment]
        [Ablate(Layers = "1,3", Target = Mlp, With = Resampled, Seed = 9, Pairs = true, Positions = "1-2")]
        [Ablate(Layer = 5, Target = Mlp, AtPositions = "1,3")]
        [Steer(Layer = 5, Toward = ["yes"], From = ["no"], ControlSeed = 7, Scale = 0.5, Unit = SteeringUnit.Raw, Position = 3)]
        [Perturb(Layer = 5, Seed = 42, Scale = 0.02)]
        [Observe(Quantity.LogitLens, Top = 3)]
        [Observe(Quantity.EmbeddingStructure, Categories = ["a: b", "c: d"])]
        [Summarize(Summary.Hub, Resamples = 5)]
        [Prompts(Suite.TaskFamilies, Split = Split.Train, SingleTokenTargets = true)]
        [Measure(TargetLogProbability)]
        public partial class One;
        [Experiment, Pair("a", "b"), Patch(At = Place.Last, Into = PatchInto.Clean)] public partial class Two;
        [Experiment(Long = true)]
        [FineTune(Case = "a", Targets = "w1 w2", Layers = "0-3", Dropout = 0.1, Seeds = "0,7", EvaluateEvery = 20, Data = "arithmetic")]
        [FineTune(Case = "b", Targets = "w1", Method = TuningMethod.Dapo, Updates = 3, ClipHigh = 0.28, Steps = 50, EvaluateEvery = 20, Data = "problems")]
        public partial class Three;
        """;

    [Test]
    public void An_unrelated_edit_changes_no_step()
    {
        var run = new GeneratorRun(Two).Edit(Two, OtherPath, "class Unrelated { int _field; }");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.Reasons(TrackingNames.Read), Is.EqualTo(new[] { Unchanged, Unchanged }), "the attributes are read again, and say the same");
            foreach (var step in TrackingNames.All.Skip(1))
            {
                Assert.That(run.Reasons(step), Is.Not.Empty.And.All.EqualTo(Cached), step);
            }

            Assert.That(run.OutputReasons, Has.Length.EqualTo(3).And.All.EqualTo(Cached));
        }
    }

    [Test]
    public void An_edit_of_a_kind_emits_only_what_it_changes_of_the_experiments_that_name_it()
    {
        const string Kind = "using LfmSpec.Lab; public sealed record Probe : IObservation { public int Folds { get; init; } = 5; public DataTable Read(CleanRuns runs) => runs.Table(\"c\", [\"r\"], []); } "
            + "public sealed class ProbeAttribute : ObserveAttribute<Probe> { public int Folds { get; set; } }";
        var project = Two with
        {
            Source = "[Experiment, Probe(Folds = 3)] public partial class One;\n[Experiment, Steer(Seed = 42, Scale = -4)] public partial class Two;",
            Others = [(OtherPath, Kind)],
        };
        var run = new GeneratorRun(project).Edit(project, OtherPath, Kind.Replace("Table(\"c\"", "Table(\"another caption\"", StringComparison.Ordinal));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.Reasons(TrackingNames.Read), Is.EqualTo(new[] { Unchanged, Unchanged }), "what it computes is no part of the experiment");
            Assert.That(run.OutputReasons, Has.Length.EqualTo(3).And.All.EqualTo(Cached));
            run.Edit(project, OtherPath, Kind.Replace("{ public int Folds { get; init; }", "{ [Law] public LawVerdict Sums(CleanRuns runs, CleanRun run) => LawVerdict.Holds; public int Folds { get; init; }", StringComparison.Ordinal));
            Assert.That(run.Reasons(TrackingNames.Read), Is.EqualTo(new[] { Modified, Unchanged }), "a law is a test");
            Assert.That(run.OutputReasons, Is.EquivalentTo(new[] { Modified, Cached, Cached }));
        }
    }

    [Test]
    public void An_edit_within_the_lines_above_a_class_emits_nothing_again()
    {
        var run = new GeneratorRun(Two).Edit(Two, Project.SourcePath, Two.Source.Replace("// a comment", "// a longer comment"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.Reasons(TrackingNames.Check), Is.EqualTo(new[] { Unchanged, Unchanged }));
            Assert.That(run.OutputReasons, Has.All.EqualTo(Cached));
        }
    }

    [Test]
    public void A_new_line_above_a_class_emits_it_again_as_its_tests_show_their_line()
    {
        var run = new GeneratorRun(Two).Edit(Two, Project.SourcePath, $"\n{Two.Source}");
        Assert.That(run.Reasons(TrackingNames.Check), Is.EqualTo(new[] { Modified, Modified }));
        Assert.That(run.Reasons(TrackingNames.Names), Is.EqualTo(new[] { Cached }), "the list of experiments is as it was");
    }

    [Test]
    public void One_changed_argument_emits_one_class_again()
    {
        var run = new GeneratorRun(Two).Edit(Two, Project.SourcePath, Two.Source.Replace("Layer = 5", "Layer = 6"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.Reasons(TrackingNames.Read), Is.EqualTo(new[] { Modified, Unchanged }));
            Assert.That(run.Reasons(TrackingNames.Check), Is.EqualTo(new[] { Modified, Cached }));
            Assert.That(run.OutputReasons, Is.EquivalentTo(new[] { Modified, Cached, Cached }));
        }
    }

    [Test]
    public void A_new_experiment_emits_itself_and_the_list()
    {
        var run = new GeneratorRun(Two).Edit(Two, OtherPath, "[Experiment, Ablate(Layer = 1, Target = Mlp)] public partial class Three;");
        Assert.That(run.OutputReasons, Is.EquivalentTo(new[] { Cached, Cached, New, Modified }));
    }

    [Test]
    public void An_experiment_of_a_name_that_there_is_emits_nothing_and_changes_no_other()
    {
        var run = new GeneratorRun(Two).Edit(Two, OtherPath, "namespace N { [Experiment, Ablate(Layer = 1, Target = Mlp)] public partial class Two; }");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.Reasons(TrackingNames.Overwriting), Is.EqualTo(new[] { Modified }));
            Assert.That(run.OutputReasons, Has.Length.EqualTo(3).And.All.EqualTo(Cached));
        }
    }

    [Test]
    public void A_file_that_comes_is_checked_for_and_what_stands_in_it_is_not()
    {
        var project = Two with { FileTypes = "json", Listed = ["/project/a.json"] };
        var edited = new GeneratorRun(project).EditModel(project);
        Assert.That(edited.Reasons(TrackingNames.Project), Is.Not.Empty.And.All.Matches<IncrementalStepRunReason>(reason => reason is Cached or Unchanged), "other text in the same files");
        var added = new GeneratorRun(project).EditModel(project with { Listed = ["/project/a.json", "/project/b.json"] });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(added.Reasons(TrackingNames.Project), Is.EqualTo(new[] { Modified }));
            Assert.That(added.Reasons(TrackingNames.Check), Is.EqualTo(new[] { Unchanged, Unchanged }));
            Assert.That(added.OutputReasons, Has.All.EqualTo(Cached));
        }
    }

    [Test]
    public void A_changed_configuration_checks_every_experiment_again()
    {
        var qwen = Two with { Models = [("qwen2-atlas-tiny", Configs.Qwen2)] };
        var run = new GeneratorRun(Two).EditModel(qwen);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.Reasons(TrackingNames.Model), Is.EqualTo(new[] { Modified }));
            Assert.That(run.Reasons(TrackingNames.Check), Is.EqualTo(new[] { Modified, Modified }));
            Assert.That(run.Result.GeneratedSources.Select(file => file.SourceText.ToString()), Has.Some.Contains("CompiledFor = \"qwen2-atlas-tiny\""));
        }
    }

    [Test]
    public void A_configuration_that_changes_in_what_no_check_reads_changes_nothing()
    {
        var same = Two with { Models = [("lfm2-atlas-tiny", Configs.Lfm2.Replace("\"model_type\"", "\"bos_token_id\": 1, \"model_type\""))] };
        var run = new GeneratorRun(Two).EditModel(same);
        Assert.That(run.Reasons(TrackingNames.Model), Is.EqualTo(new[] { Cached }));
        Assert.That(run.OutputReasons, Has.All.EqualTo(Cached));
    }

    [Test]
    public void Every_named_step_ran() => Assert.That(new GeneratorRun(Two).Result.TrackedSteps.Keys, Is.SupersetOf(TrackingNames.All));

    [Test]
    public void Every_kind_of_attribute_is_read_as_values_that_compare()
    {
        var project = Two with { Source = EveryKind };
        var run = new GeneratorRun(project).Edit(project, Project.SourcePath, EveryKind.Replace("// a comment", "// a longer comment"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.Reasons(TrackingNames.Check), Is.EqualTo(new[] { Unchanged, Unchanged, Unchanged }));
            Assert.That(run.OutputReasons, Has.All.EqualTo(Cached));
        }
    }

    [TestCase("Top = 3", "Top = 4")]
    [TestCase("Seed = 9", "Seed = 8")]
    [TestCase("\"1-2\"", "\"1-3\"")]
    [TestCase("From = [\"no\"]", "From = [\"na\"]")]
    [TestCase("ControlSeed = 7", "ControlSeed = 8")]
    [TestCase("Resamples = 5", "Resamples = 6")]
    [TestCase("Scale = 0.02", "Scale = 0.03")]
    [TestCase("c: d", "c: e")]
    public void A_changed_value_is_seen(string before, string after)
    {
        var project = Two with { Source = EveryKind };
        var run = new GeneratorRun(project).Edit(project, Project.SourcePath, EveryKind.Replace(before, after));
        Assert.That(run.Reasons(TrackingNames.Check), Is.EqualTo(new[] { Modified, Cached, Cached }));
    }

    [TestCase("Long = true", "Long = false")]
    [TestCase("w1 w2", "w1 w3")]
    [TestCase("\"0-3\"", "\"0-2\"")]
    [TestCase("Dropout = 0.1", "Dropout = 0.2")]
    [TestCase("\"0,7\"", "\"0,8\"")]
    [TestCase("ClipHigh = 0.28", "ClipHigh = 0.29")]
    [TestCase("Updates = 3", "Updates = 4")]
    [TestCase("Steps = 50", "Steps = 60")]
    public void A_changed_value_of_a_fine_tuning_is_seen(string before, string after)
    {
        var project = Two with { Source = EveryKind };
        var run = new GeneratorRun(project).Edit(project, Project.SourcePath, EveryKind.Replace(before, after));
        Assert.That(run.Reasons(TrackingNames.Check), Is.EqualTo(new[] { Cached, Cached, Modified }));
    }

    [Test]
    public void A_width_of_the_model_changes_what_is_counted()
    {
        var project = Two with { Source = EveryKind };
        var wider = project with { Models = [("lfm2-atlas-tiny", Configs.Lfm2.Replace("\"intermediate_size\": 320", "\"intermediate_size\": 384"))] };
        Assert.That(new GeneratorRun(project).EditModel(wider).Reasons(TrackingNames.Check), Is.EqualTo(new[] { Unchanged, Unchanged, Modified }));
    }

    [Test]
    public void Nothing_that_holds_a_compilation_alive_flows_between_the_named_steps([Values] bool everyKind)
    {
        var result = new GeneratorRun(everyKind ? Two with { Source = EveryKind } : Two).Result;
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (var step in TrackingNames.All)
        {
            foreach (var output in result.TrackedSteps[step].SelectMany(run => run.Outputs))
            {
                Walk(output.Value, step, seen);
            }
        }

        Assert.That(seen, Has.Count.GreaterThan(20), "the walk went into the values");
    }

    private static void Walk(object? value, string path, HashSet<object> seen)
    {
        if (value is null or string || value.GetType().IsPrimitive || value.GetType().IsEnum || !seen.Add(value))
        {
            return;
        }

        Assert.That(value, Is.Not.InstanceOf<Compilation>().And.Not.InstanceOf<ISymbol>().And.Not.InstanceOf<SyntaxNode>()
            .And.Not.InstanceOf<SyntaxTree>().And.Not.InstanceOf<SemanticModel>().And.Not.InstanceOf<Location>().And.Not.InstanceOf<AttributeData>(), path);
        if (value is IEnumerable items)
        {
            foreach (var item in items)
            {
                Walk(item, $"{path}[]", seen);
            }

            return;
        }

        for (var type = value.GetType(); type is not null; type = type.BaseType)
        {
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                Walk(field.GetValue(value), $"{path}.{field.Name}", seen);
            }
        }
    }
}
