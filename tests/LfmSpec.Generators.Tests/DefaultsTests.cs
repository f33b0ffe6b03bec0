extern alias lab;
extern alias vocabulary;

using lab::LfmSpec.Lab;
using lab::LfmSpec.Lab.Measures;

namespace LfmSpec.Generators.Tests;

// Here, since the generator's copies are in an enclosing namespace.
using Component = vocabulary::LfmSpec.Component;
using Metric = vocabulary::LfmSpec.Metric;
using Reduction = vocabulary::LfmSpec.Reduction;
using PromptPair = vocabulary::LfmSpec.PromptPair;
using PromptSpec = vocabulary::LfmSpec.PromptSpec;
using Suite = vocabulary::LfmSpec.Suite;

/// <summary>What an experiment is if its attributes leave something out, and how sweeps expand.</summary>
public class DefaultsTests
{
    [TestCase("Ablate(Target = Operator)", "0 1 2 3 4 5 6 7 8 9 10 11 12 13")]
    [TestCase("Ablate(Target = Block, With = Input)", "0 1 2 3 4 5 6 7 8 9 10 11 12 13")]
    [TestCase("Ablate(Target = Head, Head = 0)", "2 4 6 8 10 12")]
    [TestCase("Ablate(Target = OutputSlice, Head = 0)", "2 4 6 8 10 12")]
    [TestCase("Perturb(Seed = 1)", "0 1 2 3 4 5 6 7 8 9 10 11 12 13")]
    [TestCase("Pair(\"a\", \"b\"), Patch(At = Place.Last)", "0 1 2 3 4 5 6 7 8 9 10 11 12 13")]
    [TestCase("Pair(\"a\", \"b\"), Patch(Target = Head, Head = 0)", "2 4 6 8 10 12")]
    [TestCase("Ablate(Target = Carrier)", "0 1 3 5 7 9 11 13")]
    [TestCase("Steer(Seed = 1, Scale = 1)", "0 1 2 3 4 5 6 7 8 9 10 11 12 13")]
    [TestCase("Ablate(Target = Mlp, Layers = \"all\")", "0 1 2 3 4 5 6 7 8 9 10 11 12 13")]
    [TestCase("Ablate(Target = Mlp, Layers = \"attention\")", "2 4 6 8 10 12")]
    [TestCase("Ablate(Target = Mlp, Layers = \"conv\")", "0 1 3 5 7 9 11 13")]
    [TestCase("Ablate(Target = Mlp, Layers = \"5, 0-2\")", "0 1 2 5")]
    public void An_intervention_sweeps_over_the_blocks_it_names_or_over_all_that_have_the_component(string attribute, string layers) =>
        Assert.That(Cases(attribute).Select(item => item.FirstLayer), Is.EqualTo(layers.Split(' ').Select(int.Parse)));

    [Test]
    public void A_sweep_over_heads_goes_block_by_block() => Assert.That(
        Names("Ablate(Layers = \"2,4\", Target = Head, Heads = \"6-7\")"),
        Is.EqualTo(new[] { "Ablate_L02_H06", "Ablate_L02_H07", "Ablate_L04_H06", "Ablate_L04_H07" }));

    [Test]
    public void Without_a_head_every_head_is_a_case() => Assert.That(Names("Ablate(Layer = 2, Target = Head)"), Has.Length.EqualTo(8));

    [Test]
    public void A_sweep_over_scales_goes_block_by_block_in_the_order_of_the_scales() => Assert.That(
        Names("Steer(Layers = \"0-1\", Seed = 42, Scales = new double[] { 2, -0.5 })"),
        Is.EqualTo(new[] { "Steer_L00_S42_2", "Steer_L00_S42_m0p5", "Steer_L01_S42_2", "Steer_L01_S42_m0p5" }));

    [Test]
    public void A_sweep_over_positions_is_the_innermost() => Assert.That(
        Names("Ablate(Layers = \"2,4\", Target = Head, Heads = \"6-7\", Positions = \"1,3\")"),
        Is.EqualTo(new[]
        {
            "Ablate_L02_H06_P01", "Ablate_L02_H06_P03", "Ablate_L02_H07_P01", "Ablate_L02_H07_P03",
            "Ablate_L04_H06_P01", "Ablate_L04_H06_P03", "Ablate_L04_H07_P01", "Ablate_L04_H07_P03",
        }));

    [Test]
    public void A_control_follows_the_case_that_it_is_a_control_of() => Assert.That(
        Names("Steer(Layer = 0, Toward = new[] { \"a\" }, From = new[] { \"b\" }, ControlSeed = 7, Scales = new double[] { 2, 4 }, Positions = \"0-1\")"),
        Is.EqualTo(new[]
        {
            "Steer_L00_Means_2_P00", "Steer_L00_Control7_2_P00", "Steer_L00_Means_2_P01", "Steer_L00_Control7_2_P01",
            "Steer_L00_Means_4_P00", "Steer_L00_Control7_4_P00", "Steer_L00_Means_4_P01", "Steer_L00_Control7_4_P01",
        }));

    [Test]
    public void Pairs_of_blocks_go_by_the_first_and_then_the_second() => Assert.That(
        Names("Ablate(Layers = \"0-1,5\", Target = Mlp, Pairs = true)"),
        Is.EqualTo(new[] { "Ablate_L00_L01_Mlp", "Ablate_L00_L05_Mlp", "Ablate_L01_L05_Mlp" }));

    [TestCase("Ablate(Layer = 5, Target = Mlp)", "Ablate_L05_Mlp")]
    [TestCase("Ablate(Layer = 5, Target = Mlp, With = Mean)", "Ablate_L05_Mlp_Mean")]
    [TestCase("Ablate(Layer = 5, Target = Block, With = Input)", "Skip_L05")]
    [TestCase("Ablate(Layer = 5, Target = Block)", "Ablate_L05_Block")]
    [TestCase("Ablate(Layer = 5, Target = Block, With = Mean)", "Ablate_L05_Block_Mean")]
    [TestCase("Ablate(Layer = 2, Target = Head, Head = 3)", "Ablate_L02_H03")]
    [TestCase("Ablate(Layer = 2, Target = Head, Head = 3, With = Mean)", "Ablate_L02_H03_Mean")]
    [TestCase("Steer(Layer = 5, Seed = 42, Scale = -4)", "Steer_L05_S42_m4")]
    [TestCase("Steer(Layer = 5, Seed = 42, Scale = 0.5)", "Steer_L05_S42_0p5")]
    [TestCase("Steer(Layer = 5, Seed = -1, Scale = 4, At = Place.First)", "Steer_L05_Sm1_4_First")]
    [TestCase("Steer(Layer = 5, Seed = 42, Scale = 1E-07, At = Place.All)", "Steer_L05_S42_1Em07_All")]
    [TestCase("Ablate(Layer = 2, Target = OutputSlice, Head = 3)", "Ablate_L02_S03")]
    [TestCase("Ablate(Layer = 2, Target = OutputSlice, Head = 3, With = Mean)", "Ablate_L02_S03_Mean")]
    [TestCase("Ablate(Layer = 5, Target = Mlp, With = Resampled)", "Ablate_L05_Mlp_Resampled")]
    [TestCase("Ablate(Layer = 5, Target = Mlp, With = Resampled, Seed = 3, Position = 2)", "Ablate_L05_Mlp_Resampled_S3_P02")]
    [TestCase("Ablate(Layer = 5, Target = Mlp, Position = 3)", "Ablate_L05_Mlp_P03")]
    [TestCase("Ablate(Layer = 5, Target = Mlp, Position = 103)", "Ablate_L05_Mlp_P103")]
    [TestCase("Ablate(Layer = 5, Target = Mlp, AtPositions = \"3,1\")", "Ablate_L05_Mlp_P01_03")]
    [TestCase("Ablate(Layer = 5, Target = Block, With = Input, Position = 3)", "Skip_L05_P03")]
    [TestCase("Ablate(Layers = \"0-1\", Target = Mlp, Pairs = true)", "Ablate_L00_L01_Mlp")]
    [TestCase("Ablate(Layers = \"2,4\", Target = Head, Head = 3, With = Mean, Pairs = true)", "Ablate_L02_L04_H03_Mean")]
    [TestCase("Ablate(Layers = \"0-1\", Target = Block, With = Input, Pairs = true)", "Skip_L00_L01")]
    [TestCase("Steer(Layer = 5, Seed = 42, Scale = -4, Position = 3)", "Steer_L05_S42_m4_P03")]
    [TestCase("Steer(Layer = 5, Toward = new[] { \"a\" }, From = new[] { \"b\" }, Scale = 4, Unit = SteeringUnit.Raw, At = Place.All)", "Steer_L05_Means_4_Raw_All")]
    [TestCase("Steer(Layer = 5, Seed = 42, Scale = 0.5, Unit = SteeringUnit.ResidualNorm)", "Steer_L05_S42_0p5_ResidualNorm")]
    [TestCase("Pair(\"a\", \"b\"), Patch(Layer = 5, Position = 3)", "Patch_L05_P03")]
    [TestCase("Pair(\"a\", \"b\"), Patch(Layer = 5, Target = Mlp, Position = 3)", "Patch_L05_Mlp_P03")]
    [TestCase("Pair(\"a\", \"b\"), Patch(Layer = 4, Target = Head, Head = 3)", "Patch_L04_H03")]
    [TestCase("Pair(\"a\", \"b\"), Patch(Layer = 5, Target = Operator, At = Place.First, Into = PatchInto.Clean)", "Patch_L05_Operator_First_IntoClean")]
    [TestCase("Perturb(Layer = 5, Seed = 42)", "Perturb_L05_S42_0p01")]
    [TestCase("Perturb(Layer = 5, Seed = 42, Scale = 2, AtPositions = \"1,3\")", "Perturb_L05_S42_2_P01_03")]
    [TestCase("Ablate(Layer = 5, Target = Mlp, Together = \"5th, and more!\")", "_5th_and_more")]
    public void A_case_is_named_after_what_it_does(string attribute, string name) => Assert.That(Names(attribute), Is.EqualTo(new[] { name }));

    [Test]
    public void Without_prompts_the_first_three_of_each_task_family_are_run() =>
        AssertPrompts(Spec("Ablate(Layer = 5, Target = Mlp)").Prompts, suite: Suite.TaskFamilies, perFamily: 3);

    [Test]
    public void A_suite_is_run_in_full_unless_told() =>
        AssertPrompts(Spec("Ablate(Layer = 5, Target = Mlp), Prompts(Suite.TaskFamilies)").Prompts, suite: Suite.TaskFamilies);

    [Test]
    public void A_file_is_relative_to_the_project() =>
        AssertPrompts(Spec("Ablate(Layer = 5, Target = Mlp), Prompts(File = \"x.json\", PerFamily = 2)").Prompts, file: "/project/x.json", perFamily: 2);

    [Test]
    public void Without_measures_the_mean_and_the_last_KL_and_the_top_token_are_reported() => Assert.That(
        Spec("Ablate(Layer = 5, Target = Mlp)").Measures,
        Is.EqualTo(new MeasureSpec[] { new(new Kl(), Reduction.Mean), new(new Kl(), Reduction.Last), new(new Top1()) }));

    [Test]
    public void A_measure_has_the_defaults_of_its_attribute() => Assert.That(
        Spec("Ablate(Layer = 5, Target = Mlp), Measure(Kl)").Measures,
        Is.EqualTo(new MeasureSpec[] { new(new Kl(), new vocabulary::LfmSpec.MeasureAttribute(Metric.Kl).Over, new vocabulary::LfmSpec.MeasureAttribute(Metric.Kl).Within) }));

    [Test]
    public void An_ablation_is_by_zero_and_a_steering_at_the_last_position() => Assert.That(
        Spec("Ablate(Layer = 5, Target = Mlp), Steer(Layer = 1, Seed = 2, Scale = 3)").Cases.SelectMany(item => item.Interventions),
        Is.EqualTo(new Intervention[] { new Ablation(5, Component.Mlp), new Steering(1, new RandomVector(2), 3) }));

    [Test]
    public void An_experiment_without_a_comment_or_a_table_has_neither()
    {
        var spec = Spec("Ablate(Layer = 5, Target = Mlp)");
        Assert.That((spec.Question, spec.Published), Is.EqualTo(("", (string?)null)));
    }

    private static ExperimentSpec Spec(string attributes) => BuiltProject.Of($"[Experiment, {attributes}] public partial class X;").Spec("X");

    private static IReadOnlyList<CaseSpec> Cases(string attribute) =>
        BuiltProject.Of($"#pragma warning disable LFM101, LFM104\n[Experiment, {attribute}] public partial class X;").Spec("X").Cases;

    private static string[] Names(string attribute) => [.. Cases(attribute).Select(item => item.Name)];

    private static void AssertPrompts(PromptSpec prompts, Suite? suite = null, string? file = null, int? perFamily = null)
    {
        Assert.That(prompts.Texts, Is.Empty);
        Assert.That(prompts.Suite, Is.EqualTo(suite));
        Assert.That(prompts.File?.Replace('\\', '/'), Is.EqualTo(file));
        Assert.That(prompts.PerFamily, Is.EqualTo(perFamily));
    }
}
