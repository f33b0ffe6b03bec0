extern alias lab;
extern alias vocabulary;

using lab::LfmSpec.Lab;
using static Microsoft.CodeAnalysis.IncrementalStepRunReason;

namespace LfmSpec.Generators.Tests;

using Reduction = vocabulary::LfmSpec.Reduction;

/// <summary>A measure of a user's own project is a column, with the settings that its attribute gives.</summary>
public class OwnMeasureTests
{
    private const string Types = DiagnosticTable.OwnMeasures;

    [TestCase("Measure<Distance>", Reduction.Mean, "Order = 1, Weights = 0")]
    [TestCase("Measure<Distance>(Over = Reduction.Sum)", Reduction.Sum, "Order = 1, Weights = 0")]
    [TestCase("Distance", Reduction.Mean, "Order = 1, Weights = 0")]
    [TestCase("Distance(Order = 2, Weights = new[] { 3, 4 }, Over = Reduction.Last)", Reduction.Last, "Order = 2, Weights = 2")]
    [TestCase("Measure<Endpoint>", Reduction.Last, "Order = 1, Weights = 0")]
    [TestCase("Measure<Nearer>", Reduction.Last, "Order = 1, Weights = 0")]
    public void It_has_the_settings_of_its_attribute_and_else_those_of_its_type(string attribute, Reduction over, string settings)
    {
        var measure = Measures(attribute).Single();
        dynamic own = measure.Measure;
        Assert.That((measure.Over, $"Order = {own.Order}, Weights = {own.Weights.Length}"), Is.EqualTo((over, settings)));
    }

    [Test]
    public void It_has_the_usual_tolerance_unless_told() => Assert.That(
        Measures("Distance(Order = 2), Distance(Order = 3, Within = 0.5)").Select(measure => measure.Within),
        Is.EqualTo(new[] { new vocabulary::LfmSpec.MeasureAttribute(default).Within, 0.5 }));

    [Test]
    public void Columns_are_in_the_order_of_the_attributes_whosever_they_are() => Assert.That(
        Measures("Measure(Kl), Measure<Endpoint>, Measure(Top1), Measure<LfmSpec.Lab.Measures.LogitShift>").Select(measure => measure.Measure.GetType().Name),
        Is.EqualTo(new[] { "Kl", "Endpoint", "Top1", "LogitShift" }));

    [Test]
    public void A_kind_that_an_enum_and_a_type_argument_name_is_the_same() => Assert.That(
        Measures("Measure(LogitShift)"), Is.EqualTo(Measures("Measure<LfmSpec.Lab.Measures.LogitShift>")));

    [Test]
    public void A_file_that_writes_measures_and_experiments_may_use_the_labs_namespace() => Assert.That(
        BuiltProject.Of($"using LfmSpec.Lab;\n[Experiment, Ablate(Layer = 5, Target = Mlp), Measure(Kl)] public partial class X;{Types}").Spec("X").Measures,
        Has.Count.EqualTo(1));

    [Test]
    public void An_unrelated_edit_emits_nothing_again_and_another_bound_of_the_type_is_read()
    {
        const string Other = "/project/Measures.cs";
        var project = new Project
        {
            Source = "[Experiment, Ablate(Layer = 5, Target = Mlp), Distance(Order = 2)] public partial class X;",
            Others = [(Other, Types)],
        };
        var run = new GeneratorRun(project).Edit(project, Other, Types.Replace("run.Kl;", "run.UnchangedKl;", StringComparison.Ordinal));
        Assert.That(run.Reasons(TrackingNames.Read), Is.EqualTo(new[] { Unchanged }));
        Assert.That(run.OutputReasons, Is.All.EqualTo(Cached));
    }

    private static IReadOnlyList<MeasureSpec> Measures(string attributes) =>
        BuiltProject.Of($"[Experiment, Ablate(Layer = 5, Target = Mlp), {attributes}] public partial class X;{Types}").Spec("X").Measures;
}
