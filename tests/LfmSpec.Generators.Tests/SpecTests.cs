extern alias lab;
extern alias vocabulary;

using lab::LfmSpec.Lab;
using lab::LfmSpec.Lab.Measures;

namespace LfmSpec.Generators.Tests;

// Here, since the generator's copies are in an enclosing namespace.
using Component = vocabulary::LfmSpec.Component;
using Metric = vocabulary::LfmSpec.Metric;
using ObserveAttribute = vocabulary::LfmSpec.ObserveAttribute;
using PatchInto = vocabulary::LfmSpec.PatchInto;
using PromptPair = vocabulary::LfmSpec.PromptPair;
using PerturbAttribute = vocabulary::LfmSpec.PerturbAttribute;
using Reduction = vocabulary::LfmSpec.Reduction;
using Quantity = vocabulary::LfmSpec.Quantity;
using Replacement = vocabulary::LfmSpec.Replacement;
using Split = vocabulary::LfmSpec.Split;
using SteeringUnit = vocabulary::LfmSpec.SteeringUnit;
using Suite = vocabulary::LfmSpec.Suite;
using SummarizeAttribute = vocabulary::LfmSpec.SummarizeAttribute;
using Summary = vocabulary::LfmSpec.Summary;

/// <summary>Every argument of every attribute arrives in the experiment's data, and what is left out has the vocabulary's default.</summary>
public class SpecTests
{
    private const string Means = "Toward = new[] { \"a\", \"b\" }, From = new[] { \"c\" }";

    private static readonly DifferenceOfMeans Difference = new(["a", "b"], ["c"]);

    private static IEnumerable<TestCaseData> Interventions =>
    [
        Case("Ablate(Layer = 5, Target = Mlp, Position = 3)", new Ablation(5, Component.Mlp) { At = PositionSet.Of(3) }),
        Case("Ablate(Layer = 5, Target = Mlp, AtPositions = \"4,1-2\")", new Ablation(5, Component.Mlp) { At = PositionSet.Of(1, 2, 4) }),
        Case("Ablate(Layer = 5, Target = Mlp, With = Resampled, Seed = -7)", new Ablation(5, Component.Mlp, Replacement.Resampled) { Seed = -7 }),
        Case("Ablate(Layer = 5, Target = Gate, With = One)", new Ablation(5, Component.Gate, Replacement.One)),
        Case("Ablate(Layer = 5, Target = Block, With = PromptMean)", new Ablation(5, Component.Block, Replacement.PromptMean)),
        Case("Ablate(Layer = 2, Target = OutputSlice, Head = 3, With = Mean)", new Ablation(2, Component.OutputSlice, Replacement.Mean, 3)),
        Case("Steer(Layer = 5, Seed = 42, Scale = -4)", new Steering(5, new RandomVector(42), -4)),
        Case("Steer(Layer = 5, Seed = 42, Scale = 4, At = Place.All, Unit = SteeringUnit.Raw)",
            new Steering(5, new RandomVector(42), 4, SteeringUnit.Raw) { At = PositionSet.All }),
        Case("Steer(Layer = 5, Seed = 42, Scale = 4, AtPositions = \"0,2\")", new Steering(5, new RandomVector(42), 4) { At = PositionSet.Of(0, 2) }),
        Case($"Steer(Layer = 5, {Means}, Scale = 4, Unit = SteeringUnit.ResidualNorm)", new Steering(5, Difference, 4, SteeringUnit.ResidualNorm)),
        Case($"Steer(Layer = 5, {Means}, Scale = 4, ControlSeed = 7)",
            new Steering(5, Difference, 4), new Steering(5, new RandomControl(Difference, 7), 4)),
        Case("Pair(\"a\", \"b\"), Patch(Layer = 5, Position = 3)", new Patching(5) { At = PositionSet.Of(3) }),
        Case("Pair(\"a\", \"b\"), Patch(Layer = 5, At = Place.Last)", new Patching(5) { At = PositionSet.Last }),
        Case("Pair(\"a\", \"b\"), Patch(Layer = 5, Target = Mlp, Into = PatchInto.Clean)", new Patching(5, Component.Mlp, PatchInto.Clean)),
        Case("Pair(\"a\", \"b\"), Patch(Layer = 2, Target = Head, Head = 3, AtPositions = \"1,2\")",
            new Patching(2, Component.Head, PatchInto.Corrupt, 3) { At = PositionSet.Of(1, 2) }),
        Case("Perturb(Layer = 5, Seed = 42)", new Perturbation(5, 42, new PerturbAttribute().Scale)),
        Case("Perturb(Layer = 5, Seed = -1, Scale = -2, Position = 1)", new Perturbation(5, -1, -2) { At = PositionSet.Of(1) }),
    ];

    [TestCaseSource(nameof(Interventions))]
    public void An_intervention_says_what_its_attribute_says(string attributes, Intervention[] expected) =>
        Assert.That(Spec(attributes).Cases.SelectMany(item => item.Interventions), Is.EqualTo(expected));

    [Test]
    public void A_pair_of_blocks_is_one_case_of_two_interventions() => Assert.That(
        Spec("Ablate(Layers = \"1,3,5\", Target = Mlp, With = Mean, Position = 2, Pairs = true)").Cases.Select(item => item.Interventions),
        Is.EqualTo(new Intervention[][] { [Mlp(1), Mlp(3)], [Mlp(1), Mlp(5)], [Mlp(3), Mlp(5)] }));

    [Test]
    public void An_observation_says_what_its_attribute_says() => Assert.That(
        Spec("Observe(Quantity.Cka, Permutations = 3, Seed = 4), Observe(Quantity.LogitLens, Top = 2), Observe(Quantity.MassiveActivations, Threshold = 2.5)").Observations,
        Is.EqualTo(new[]
        {
            new ObservationSpec("Observe_Cka", new Cka { Permutations = 3, Seed = 4 }),
            new ObservationSpec("Observe_LogitLens", new LogitLens { Top = 2 }),
            new ObservationSpec("Observe_MassiveActivations", new MassiveActivations { Threshold = 2.5 }),
        }));

    [Test]
    public void An_observation_has_the_defaults_of_its_attribute()
    {
        var attribute = new ObserveAttribute(Quantity.Cka);
        Assert.That(
            Spec("Observe(Quantity.Cka), Observe(Quantity.LogitLens), Observe(Quantity.VocabularyContribution), Observe(Quantity.MassiveActivations)").Observations.Select(item => item.Observation),
            Is.EqualTo(new IObservation[]
            {
                new Cka { Permutations = attribute.Permutations, Seed = attribute.Seed },
                new LogitLens { Top = attribute.Top },
                new VocabularyContribution { Top = attribute.Top },
                new MassiveActivations { Threshold = attribute.Threshold },
            }));
    }

    [Test]
    public void Categories_arrive_as_they_are_written() => Assert.That(
        Spec("Observe(Quantity.EmbeddingStructure, Categories = new[] { \"a: b c\", \"d: e\" })").Observations.Select(item => item.Observation).Cast<EmbeddingStructure>().Single().Categories,
        Is.EqualTo(new[] { "a: b c", "d: e" }));

    [Test]
    public void An_experiment_that_only_observes_has_no_case_and_no_measure()
    {
        var spec = Spec("Observe(Quantity.TokenLoss)");
        Assert.That((spec.Cases.Count, spec.Measures.Count, spec.Observations.Single().Name), Is.EqualTo((0, 0, "Observe_TokenLoss")));
        Assert.That((spec.Prompts.Suite, spec.Prompts.PerFamily), Is.EqualTo(((Suite?)Suite.TaskFamilies, (int?)3)));
    }

    [Test]
    public void A_summary_says_what_its_attribute_says() => Assert.That(
        Spec("Ablate(Target = Mlp), Summarize(Summary.ConvAgainstAttention, Resamples = 5, Seed = 6), Summarize(Summary.Hub)").Summaries,
        Is.EqualTo(new SummarySpec[] { new(new ConvAgainstAttention { Resamples = 5, Seed = 6 }), new(new Hub { Resamples = new SummarizeAttribute(Summary.Hub).Resamples }) }));

    [Test]
    public void Pairs_of_prompts_take_the_place_of_prompts()
    {
        var prompts = Spec("Patch(Target = Mlp), Pair(\"a\", \"b\"), Pair(corrupt: \"d\", clean: \"c\")").Prompts;
        Assert.That(prompts.Pairs, Is.EqualTo(new PromptPair[] { new("a", "b"), new("c", "d") }));
        Assert.That((prompts.Texts.Count, prompts.Suite, prompts.File, prompts.PerFamily), Is.EqualTo((0, (Suite?)null, (string?)null, (int?)null)));
    }

    [Test]
    public void A_part_of_a_suite_and_targets_of_one_token_arrive()
    {
        var prompts = Spec("Ablate(Target = Mlp), Prompts(File = \"x.json\", Split = Split.Validation, SingleTokenTargets = true)").Prompts;
        Assert.That((prompts.Split, prompts.SingleTokenTargets), Is.EqualTo((Split.Validation, true)));
        var usual = Spec("Ablate(Target = Mlp)").Prompts;
        Assert.That((usual.Split, usual.SingleTokenTargets), Is.EqualTo((Split.Test, false)));
    }

    [Test]
    public void Without_measures_a_patching_reports_both_recoveries() => Assert.That(
        Spec("Patch(Target = Mlp), Pair(\"a\", \"b\")").Measures,
        Is.EqualTo(new MeasureSpec[] { new(new Recovery(), Reduction.Last), new(new KlRecovery(), Reduction.Last) }));

    [TestCase("Patch(Target = Mlp), Pair(\"a\", \"b\")", Metric.Recovery, Reduction.Last)]
    [TestCase("Patch(Target = Mlp), Pair(\"a\", \"b\")", Metric.KlRecovery, Reduction.Last)]
    [TestCase("Patch(Target = Mlp), Pair(\"a\", \"b\")", Metric.Kl, Reduction.Mean)]
    [TestCase("Patch(Target = Mlp), Pair(\"a\", \"b\")", Metric.Top1, Reduction.Mean)]
    [TestCase("Ablate(Target = Mlp), Prompts(Suite.TaskFamilies, SingleTokenTargets = true)", Metric.TargetLogProbability, Reduction.Last)]
    [TestCase("Ablate(Target = Mlp)", Metric.LogitShift, Reduction.Mean)]
    [TestCase("Ablate(Target = Mlp, Pairs = true)", Metric.Interaction, Reduction.Mean)]
    public void A_measure_is_over_what_it_can_be(string attributes, Metric metric, Reduction over) =>
        Assert.That(Spec($"{attributes}, Measure({metric})").Measures, Is.EqualTo(new[] { new MeasureSpec(Kind(metric), over) }));

    // The type of the lab's that has the word's name.
    private static IMeasure Kind(Metric metric) => (IMeasure)Activator.CreateInstance(typeof(IMeasure).Assembly.GetType($"LfmSpec.Lab.Measures.{metric}", throwOnError: true)!)!;

    private static Ablation Mlp(int layer) => new(layer, Component.Mlp, Replacement.Mean) { At = PositionSet.Of(2) };

    private static TestCaseData Case(string attributes, params Intervention[] expected) => new TestCaseData(attributes, expected).SetArgDisplayNames(attributes);

    private static ExperimentSpec Spec(string attributes) =>
        BuiltProject.Of($"#pragma warning disable LFM104\n[Experiment, {attributes}] public partial class X;").Spec("X");
}
