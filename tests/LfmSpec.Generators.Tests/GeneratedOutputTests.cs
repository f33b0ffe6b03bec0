extern alias lab;
extern alias vocabulary;

using lab::LfmSpec.Lab;
using lab::LfmSpec.Lab.Measures;
using Microsoft.CodeAnalysis;
using vocabulary::LfmSpec;

namespace LfmSpec.Generators.Tests;

/// <summary>What is emitted, in full and as a compiled assembly.</summary>
public class GeneratedOutputTests
{
    private const string FifthMlp = """
        namespace Atlas;

        /// What does the fifth MLP do?
        [Experiment, Ablate(Layer = 5, Target = Mlp)]
        public partial class FifthMlp;
        """;

    private const string Sweep = """
        namespace Atlas;

        /// <summary>Which heads carry the <see cref="LfmSpec.Component.Operator"/>?</summary>
        [Experiment(Published = "head_slices")]
        [Prompts("The capital of France is", "1 + 1 =")]
        [Ablate(Layers = "2,4", Target = Head, Heads = "0-1", With = Mean)]
        [Ablate(Layer = 0, Target = Block, With = Input)]
        [Steer(Layer = 13, Seed = 42, Scales = new double[] { -4, 0.5 }, At = Place.First)]
        [Measure(Kl, Over = Reduction.Sum, Within = 0.01)]
        [Measure(Kl)]
        public partial class Heads;
        """;

    private const string Observed = """
        namespace Atlas;

        /// What is there, and what does it do?
        [Experiment]
        [Prompts(Suite.TaskFamilies, PerFamily = 3, Split = Split.Train, SingleTokenTargets = true)]
        [Ablate(Layers = "1,3", Target = Gate, With = Resampled, Seed = 7, Pairs = true)]
        [Steer(Layer = 5, Toward = ["yes"], From = ["no", "never"], ControlSeed = 7, Scale = 0.5, Unit = SteeringUnit.ResidualNorm, Position = 3)]
        [Perturb(Layer = 5, Seed = 42, AtPositions = "1,3")]
        [Observe(Quantity.LogitLens, Top = 3)]
        [Observe(Quantity.EmbeddingStructure, Categories = ["animals: cat dog", "colours: red blue"])]
        [Ablate(Layer = 5, Target = Mlp)]
        [Summarize(Summary.Hub, Seed = 2)]
        public partial class Observed;
        """;

    private const string Patched = """
        /// Where is the capital?
        [Experiment]
        [Pair("The capital of France is", "The capital of Italy is")]
        [Patch(Layers = "2,4", Positions = "1-2", Into = PatchInto.Clean)]
        [Patch(Layer = 2, Target = Head, Head = 3)]
        public partial class Patched;
        """;

    private const string FineTuned = """
        namespace Atlas;

        /// Which modules should an adapter stand beside?
        [Experiment(Published = "fine_tuning.targets", Long = true)]
        [Prompts("The capital of France is", "2 + 2 =")]
        [FineTune(Case = "attn_only", Targets = "q_proj k_proj v_proj out_proj", Layers = "attention", Rank = 8, LearningRate = 2e-4, Steps = 100, EvaluateEvery = 10, Data = "arithmetic")]
        [FineTune(Case = "mlp_only", Targets = "w1 w2 w3", Rank = 4, LearningRate = 2e-4, Steps = 100, EvaluateEvery = 10, Data = "arithmetic")]
        [FineTune(Case = "grpo", Targets = "self_attn.out_proj", Method = TuningMethod.Grpo, Steps = 20, EvaluateEvery = 10, Data = "data/sums.jsonl", Seeds = "0-1,5")]
        public partial class LoraTargets;
        """;

    [Test]
    public void The_first_verbatim_form_gives_the_expected_source() => AssertSource(FifthMlp, "Atlas.FifthMlp.g.cs", "FifthMlp.cs.txt");

    [Test]
    public void A_sweep_gives_the_expected_source() => AssertSource(Sweep, "Atlas.Heads.g.cs", "Heads.cs.txt");

    [Test]
    public void Observations_controls_and_pairs_of_blocks_give_the_expected_source() => AssertSource(Observed, "Atlas.Observed.g.cs", "Observed.cs.txt");

    [Test]
    public void A_patching_gives_the_expected_source() => AssertSource(Patched, "Patched.g.cs", "Patched.cs.txt");

    [Test]
    public void A_fine_tuning_gives_the_expected_source() => AssertSource(FineTuned, "Atlas.LoraTargets.g.cs", "LoraTargets.cs.txt");

    [Test]
    public void The_list_of_experiments_gives_the_expected_source() =>
        AssertSource(FifthMlp, "LfmSpec.Generated.AllExperiments.g.cs", "AllExperiments.cs.txt");

    [TestCase("[Experiment, Ablate(Layer = 5, Target = Mlp)]\npublic partial class X;", 1)]
    [TestCase("[Experiment, Steer(Seed = 42, Scale = -4)]\npublic partial class X;", 14)]
    public void The_verbatim_forms_compile_without_a_warning(string source, int cases) =>
        Assert.That(BuiltProject.Of(source).Spec("X").Cases, Has.Count.EqualTo(cases));

    [TestCase(FifthMlp)]
    [TestCase(Sweep)]
    [TestCase(Observed)]
    [TestCase(Patched)]
    [TestCase(FineTuned)]
    public void What_is_emitted_compiles_without_a_warning_and_breaks_no_rule(string source)
    {
        BuiltProject.Of(source);
        BuiltProject.Of(new Project { Source = source, Documentation = DocumentationMode.Diagnose });
        Assert.That(new Project { Source = source }.Analyze(), Is.Empty);
    }

    [Test]
    public void A_fixture_has_its_cases_then_its_laws_then_its_baseline() => Assert.That(BuiltProject.Of(Sweep).Tests("Atlas.Heads"), Is.EqualTo(new[]
    {
        "Ablate_L02_H00_Mean", "Ablate_L02_H01_Mean", "Ablate_L04_H00_Mean", "Ablate_L04_H01_Mean",
        "Skip_L00",
        "Steer_L13_S42_m4_First", "Steer_L13_S42_0p5_First",
        "Law_CleanIntoCleanIsClean", "Law_ResumedEqualsFull", "Law_BatchedEqualsSingle", "Law_ScaleZeroIsClean", "Law_MeanIsNotZero",
        "Law_SkippingEveryBlockIsTheEmbeddingLens",
        "Baseline",
    }));

    [Test]
    public void A_spec_says_what_the_attributes_say()
    {
        var spec = BuiltProject.Of(Sweep).Spec("Atlas.Heads");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(spec.Name, Is.EqualTo("Heads"));
            Assert.That(spec.Question, Is.EqualTo("Which heads carry the Operator?"));
            Assert.That(spec.Published, Is.EqualTo("head_slices"));
            Assert.That(spec.CompiledFor, Is.EqualTo("lfm2-atlas-tiny"));
            Assert.That(spec.SourceFile, Is.EqualTo(Project.SourcePath));
            Assert.That(spec.Prompts.Texts, Is.EqualTo(new[] { "The capital of France is", "1 + 1 =" }));
            Assert.That(spec.Measures, Is.EqualTo(new[] { new MeasureSpec(new Kl(), vocabulary::LfmSpec.Reduction.Sum, 0.01), new MeasureSpec(new Kl()) }));
            Assert.That(spec.Cases.SelectMany(item => item.Interventions).First(), Is.EqualTo(
                new Ablation(2, vocabulary::LfmSpec.Component.Head, vocabulary::LfmSpec.Replacement.Mean, 0)));
            Assert.That(spec.Cases[^2].Interventions, Is.EqualTo(new[] { new Steering(13, new RandomVector(42), -4) { At = PositionSet.First } }));
        }
    }

    [Test]
    public void Observations_stand_between_the_cases_and_the_laws() => Assert.That(BuiltProject.Of(Observed).Tests("Atlas.Observed"), Is.EqualTo(new[]
    {
        "Ablate_L01_L03_Gate_Resampled_S7",
        "Steer_L05_Means_0p5_ResidualNorm_P03", "Steer_L05_Control7_0p5_ResidualNorm_P03",
        "Perturb_L05_S42_0p01_P01_03",
        "Ablate_L05_Mlp",
        "Observe_LogitLens", "Observe_EmbeddingStructure",
        "Law_CleanIntoCleanIsClean", "Law_ResumedEqualsFull", "Law_BatchedEqualsSingle", "Law_ScaleZeroIsClean", "Law_MeanIsNotZero",
        "Law_NothingChangesBeforeThePosition", "Law_OrderDoesNotMatter", "Law_ResamplingIsADerangement", "Law_ControlHasEqualNorm",
        "Law_LaterTokensChangeNothingBefore", "Law_LensAfterTheLastBlockIsTheModel",
        "Baseline",
    }));

    [TestCase("Ablate_L02_H01_Mean", "Case Ablate L02", "Layer=2 Target=Head Head=1")]
    [TestCase("Skip_L00", "Case Ablate L00", "Layer=0 Target=Block")]
    [TestCase("Steer_L13_S42_m4_First", "Case Steer L13", "Layer=13 Seed=42 Scale=-4")]
    [TestCase("Law_ScaleZeroIsClean", "Law", "")]
    [TestCase("Baseline", "Baseline", "")]
    public void A_test_can_be_filtered_by_what_it_does(string test, string categories, string properties) =>
        AssertTraits(Sweep, "Atlas.Heads", test, categories, properties);

    [TestCase("Ablate_L01_L03_Gate_Resampled_S7", "Case Ablate L01 L03", "Layer=1 Layer=3 Target=Gate")]
    [TestCase("Steer_L05_Means_0p5_ResidualNorm_P03", "Case Steer L05", "Layer=5 Scale=0.5 Position=3")]
    [TestCase("Steer_L05_Control7_0p5_ResidualNorm_P03", "Case Steer L05", "Layer=5 Seed=7 Scale=0.5 Position=3")]
    [TestCase("Perturb_L05_S42_0p01_P01_03", "Case Perturb L05", "Layer=5 Seed=42 Scale=0.01")]
    [TestCase("Observe_LogitLens", "Observation", "Quantity=LogitLens")]
    public void Observations_and_noise_can_be_filtered_too(string test, string categories, string properties) =>
        AssertTraits(Observed, "Atlas.Observed", test, categories, properties);

    [TestCase("Patch_L04_P02_IntoClean", "Case Patch L04", "Layer=4 Target=Block Position=2")]
    [TestCase("Patch_L02_H03", "Case Patch L02", "Layer=2 Target=Head Head=3")]
    public void Patchings_can_be_filtered_too(string test, string categories, string properties) => AssertTraits(Patched, "Patched", test, categories, properties);

    [TestCase("FineTune_attn_only", "Case", "Method=Sft Rank=8")]
    [TestCase("FineTune_mlp_only", "Case", "Method=Sft Rank=4")]
    [TestCase("FineTune_grpo", "Case", "Method=Grpo Rank=8")]
    [TestCase("Law_ZeroAdapterIsTheBase", "Law", "")]
    [TestCase("Baseline", "Baseline", "")]
    public void Fine_tunings_can_be_filtered_too(string test, string categories, string properties) =>
        AssertTraits(FineTuned, "Atlas.LoraTargets", test, categories, properties);

    [Test]
    public void A_fine_tuning_has_its_rows_then_its_laws_then_its_baseline() => Assert.That(BuiltProject.Of(FineTuned).Tests("Atlas.LoraTargets"), Is.EqualTo(new[]
    {
        "FineTune_attn_only", "FineTune_mlp_only", "FineTune_grpo",
        "Law_ZeroAdapterIsTheBase", "Law_MergedEqualsUnmerged", "Law_EveryAdapterIsCalled", "Law_ResumedTrainingEqualsUninterrupted", "Law_EqualRewardsHaveNoGradient",
        "Baseline",
    }));

    [TestCase("[Experiment, Ablate(Layer = 5, Target = Mlp)]", "Experiment")]
    [TestCase("[Experiment(Long = false), Ablate(Layer = 5, Target = Mlp)]", "Experiment")]
    [TestCase("[Experiment(Long = true), Ablate(Layer = 5, Target = Mlp)]", "Experiment Long")]
    [TestCase("[Experiment, FineTune(Case = \"a\", Targets = \"w1\", Data = \"arithmetic\")]", "Experiment FineTune")]
    [TestCase("[Experiment(Long = true), FineTune(Case = \"a\", Targets = \"w1\", Data = \"arithmetic\")]", "Experiment FineTune Long")]
    public void A_long_experiment_is_run_only_when_asked_for_and_can_be_asked_for(string attributes, string categories)
    {
        var fixture = BuiltProject.Of($"{attributes} public partial class X;").Member("X");
        Assert.That(Traits(fixture).Where(trait => trait.Name == "Category").Select(trait => trait.Value), Is.EqualTo(categories.Split(' ')));
        Assert.That(fixture.IsDefined(typeof(ExplicitAttribute), false), Is.EqualTo(categories.Contains("Long")));
    }

    private static void AssertTraits(string source, string type, string test, string categories, string properties)
    {
        var traits = Traits(BuiltProject.Of(source).Member(type, test));
        Assert.That(traits.Where(trait => trait.Name == "Category").Select(trait => trait.Value), Is.EquivalentTo(categories.Split(' ')));
        Assert.That(
            traits.Where(trait => trait.Name != "Category" && trait.Name[0] != '_').Select(trait => $"{trait.Name}={trait.Value}"),
            Is.EquivalentTo(properties.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.That(traits.Select(trait => trait.Value), Has.All.TypeOf<string>(), "NUnit's property filter throws on any other type");
    }

    [Test]
    public void Interventions_that_act_together_are_one_case_at_the_place_of_the_first()
    {
        var spec = BuiltProject.Of("""
            [Experiment]
            [Ablate(Layer = 1, Target = Gate, Together = "both halves")]
            [Ablate(Layer = 3, Target = Mlp)]
            [Steer(Layer = 7, Seed = 1, Scale = 2, Together = "both halves")]
            public partial class X;
            """).Spec("X");
        Assert.That(spec.Cases.Select(item => item.Name), Is.EqualTo(new[] { "both_halves", "Ablate_L03_Mlp" }));
        Assert.That(spec.Cases[0].Interventions, Is.EqualTo(new Intervention[] { new Ablation(1, vocabulary::LfmSpec.Component.Gate), new Steering(7, new RandomVector(1), 2) }));
    }

    [Test]
    public void The_list_holds_every_experiment_by_name()
    {
        var all = BuiltProject.Of("""
            namespace B { [Experiment, Ablate(Layer = 5, Target = Mlp)] public partial class Two; }
            namespace B { [Experiment, Ablate(Layer = 5, Target = Mlp)] public partial class One; }
            namespace A { [Experiment, Ablate(Layer = 6, Target = Mlp)] internal partial class Three; }
            """).All;
        Assert.That(all.Select(spec => $"{spec.Name} {spec.Cases[0].Name}"), Is.EqualTo(new[] { "One Ablate_L05_Mlp", "Three Ablate_L06_Mlp", "Two Ablate_L05_Mlp" }));
    }

    [TestCase("namespace B { class Other; [Experiment, Ablate(Layer = 6, Target = Mlp)] public partial class X; }", TestName = "in another namespace")]
    [TestCase("[Experiment, Ablate(Layer = 6, Target = Mlp)] public partial class x;", TestName = "in another case, where the two files of generated code would be one")]
    public void Of_experiments_of_one_name_the_first_is_generated(string second)
    {
        var built = BuiltProject.Of($"[Experiment, Ablate(Layer = 5, Target = Mlp)] public partial class X; {second}");
        Assert.That(built.All.Select(spec => spec.Cases[0].Name), Is.EqualTo(new[] { "Ablate_L05_Mlp" }));
    }

    [Test]
    public void A_nested_class_has_no_table_that_another_could_overwrite()
    {
        var source = "public partial class Outer { [Experiment, Ablate(Layer = 6, Target = Mlp)] public partial class X; } [Experiment, Ablate(Layer = 5, Target = Mlp)] public partial class X;";
        Assert.That(new Project { Source = source }.Analyze().Select(diagnostic => diagnostic.Id), Is.EqualTo(new[] { "LFM002" }));
        Assert.That(BuiltProject.Of(source).All.Select(spec => spec.Cases[0].Name), Is.EqualTo(new[] { "Ablate_L05_Mlp" }));
    }

    [Test]
    public void Which_of_two_experiments_is_the_second_the_order_of_the_files_says()
    {
        var diagnostic = new Project
        {
            Source = "namespace Z { [Experiment, Ablate(Layer = 5, Target = Mlp)] public partial class X; }",
            Others = [("/project/Another.cs", "\nnamespace A { [Experiment, Ablate(Layer = 5, Target = Mlp)] public partial class X; }")],
        }.Analyze().Single();
        Assert.That((diagnostic.Id, diagnostic.Location.GetLineSpan().Path), Is.EqualTo(("LFM032", "/project/Another.cs")));
    }

    [Test]
    public void A_project_without_experiments_has_an_empty_list() => Assert.That(BuiltProject.Of("class X;").All, Is.Empty);

    [Test]
    public void Names_that_are_keywords_compile() =>
        Assert.That(BuiltProject.Of("""
            namespace @new.@class;
            [Experiment, Ablate(Layer = 5, Target = Mlp, Together = "base")] public partial class @event;
            """).Tests("new.class.event"), Does.Contain("base"));

    [Test]
    public void Texts_with_quotes_and_lines_arrive_unchanged() =>
        Assert.That(BuiltProject.Of("""
            [Experiment, Ablate(Layer = 5, Target = Mlp), Prompts("say \"hi\"\\\n\tagain \u2028 { }")] public partial class X;
            """).Spec("X").Prompts.Texts.Single(), Is.EqualTo("say \"hi\"\\\n\tagain \u2028 { }"));

    [Test]
    public void Attributes_may_stand_on_several_parts()
    {
        var project = new Project
        {
            Source = "[Experiment, Ablate(Layer = 5, Target = Mlp)] public partial class X;",
            Others = [("/project/Other.cs", "\n\n[Ablate(Layer = 6, Target = Mlp)]\npublic partial class X;")],
        };
        var built = BuiltProject.Of(project);
        Assert.That(built.Spec("X").Cases, Has.Count.EqualTo(2));
        Assert.That(Traits(built.Member("X", "Ablate_L06_Mlp")), Does.Contain(("_CodeFilePath", (object)"/project/Other.cs")).And.Contain(("_LineNumber", (object)"3")));
    }

    [TestCase("public class X;", TestName = "A class that is not partial is not generated")]
    [TestCase("public partial class X<T>;", TestName = "A generic class is not generated")]
    [TestCase("public partial record X;", TestName = "A record is not generated")]
    public void Nothing_is_generated_for(string declaration)
    {
        new Project { Source = $"[Experiment, Ablate(Layer = 5, Target = Mlp)] {declaration}" }.Generate(out var result);
        Assert.That(result.GeneratedTrees, Has.Length.EqualTo(1), "the list alone");
    }

    [Test]
    public void A_class_with_an_error_is_not_generated_and_the_others_are()
    {
        new Project
        {
            Source = "[Experiment, Ablate(Layer = 14, Target = Mlp)] public partial class X; [Experiment, Ablate(Layer = 13, Target = Mlp)] public partial class Y;",
        }.Generate(out var result);
        Assert.That(result.GeneratedTrees.Select(tree => Path.GetFileName(tree.FilePath)), Is.EqualTo(new[] { "Y.g.cs", "LfmSpec.Generated.AllExperiments.g.cs" }));
    }

    [Test]
    public void A_second_Experiment_attribute_is_left_to_the_compiler()
    {
        var output = new Project
        {
            Source = "[Experiment, Ablate(Layer = 5, Target = Mlp)] public partial class X; [Experiment] public partial class X;",
        }.Generate(out _);
        Assert.That(output.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.Id), Is.EqualTo(new[] { "CS0579" }));
    }

    internal static IReadOnlyList<(string Name, object Value)> Traits(System.Reflection.MemberInfo member) =>
    [
        .. member.GetCustomAttributes(typeof(CategoryAttribute), false).Cast<CategoryAttribute>().Select(category => ("Category", (object)category.Name)),
        .. member.GetCustomAttributes(typeof(PropertyAttribute), false).Cast<PropertyAttribute>()
            .SelectMany(property => property.Properties.Keys.Select(key => (key, property.Properties.Get(key)!))),
    ];

    private static void AssertSource(string source, string hint, string expected)
    {
        new Project { Source = source }.Generate(out var result);
        var generated = result.Results.Single().GeneratedSources.Single(file => file.HintName == hint).SourceText.ToString();
        var path = Path.Combine(AppContext.BaseDirectory, "Expected", expected);
        Assert.That(generated, Is.EqualTo(File.Exists(path) ? File.ReadAllText(path) : ""), $"the full text of {hint}, to be in Expected/{expected}:\n{generated}");
    }
}
