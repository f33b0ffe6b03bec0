extern alias lab;

using Microsoft.CodeAnalysis;

namespace LfmSpec.Generators.Tests;

/// <summary>What experiments share is named once: a bundle stands for the attributes on its class.</summary>
public class BundleTests
{
    private const string Bundles = """

        [Prompts("a", "b"), Measure(Kl), Measure(Top1)]
        public sealed class TwoTextsAttribute : BundleAttribute;

        [Ablate(Layer = 5, Target = Mlp), Ablate(Layer = 5, Target = Operator, With = Mean)]
        public sealed class HalvesAttribute : BundleAttribute;

        [TwoTexts, Halves, Both]
        public sealed class BothAttribute : BundleAttribute;

        [Ablate(Layer = 20, Target = Mlp)]
        public sealed class TooDeepAttribute : BundleAttribute;

        [Ablate]
        public sealed class OfNothingAttribute : BundleAttribute;

        [Pair("a", "b")]
        public sealed class OnePairAttribute : BundleAttribute;

        [Measure(Top1), Ablate(Layer = 6, Target = Mlp)]
        public sealed class MoreAttribute : AsBeforeAttribute;

        [Prompts("a", "b"), Ablate(Layer = 5, Target = Mlp)]
        public class AsBeforeAttribute : BundleAttribute;

        [TwoTexts]
        public sealed class OneAttribute : BundleAttribute;

        [TwoTexts]
        public sealed class OtherAttribute : BundleAttribute;

        [OnModels("lfm2-atlas-tiny")]
        public sealed class OnOneAttribute : BundleAttribute;

        public sealed class WithSettingsAttribute : BundleAttribute
        {
            public int PerFamily { get; set; }
        }
        """;

    [TestCase("TwoTexts, Halves")]
    [TestCase("Both")]
    public void A_bundle_is_what_its_class_bears(string attributes)
    {
        var written = Of("Prompts(\"a\", \"b\"), Measure(Kl), Measure(Top1), Ablate(Layer = 5, Target = Mlp), Ablate(Layer = 5, Target = Operator, With = Mean)").Spec("X");
        var shared = Of(attributes).Spec("X");
        Assert.That(shared.Cases.Select(item => (item.Name, item.Interventions.Single())), Is.EqualTo(written.Cases.Select(item => (item.Name, item.Interventions.Single()))));
        Assert.That(shared.Measures, Is.EqualTo(written.Measures));
        Assert.That(shared.Prompts.Texts, Is.EqualTo(written.Prompts.Texts));
    }

    [Test]
    public void It_stands_in_its_place_among_the_others() => Assert.That(
        Of("Ablate(Layer = 1, Target = Mlp), Halves, Ablate(Layer = 2, Target = Mlp)").Spec("X").Cases.Select(item => item.Name),
        Is.EqualTo(new[] { "Ablate_L01_Mlp", "Ablate_L05_Mlp", "Ablate_L05_Operator_Mean", "Ablate_L02_Mlp" }));

    [Test]
    public void It_has_what_the_bundle_that_it_derives_from_has_first()
    {
        var spec = Of("More").Spec("X");
        Assert.That(spec.Cases.Select(item => item.Name), Is.EqualTo(new[] { "Ablate_L05_Mlp", "Ablate_L06_Mlp" }));
        Assert.That((string.Join(',', spec.Prompts.Texts), spec.Measures.Count), Is.EqualTo(("a,b", 1)));
    }

    [Test]
    public void One_that_several_bundles_bear_is_read_once() => Assert.That(Of("One, Other, TwoTexts, Halves").Spec("X").Measures, Has.Count.EqualTo(2));

    [Test]
    public void It_may_come_from_an_assembly_that_the_project_refers_to()
    {
        using var image = new MemoryStream();
        Assert.That(new Project { Source = Bundles }.Compile().WithAssemblyName("Shared").Emit(image).Success, Is.True);
        var project = new Project { Source = "[Experiment, Both] public partial class X;", Packages = [MetadataReference.CreateFromImage(image.ToArray())] };
        Assert.That(project.Analyze(), Is.Empty);
        var generated = project.Generate(out _);
        Assert.That(generated.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && diagnostic.Id != "CS0436"), Is.Empty);
        Assert.That($"{generated.SyntaxTrees.Last(tree => tree.FilePath.EndsWith("X.g.cs", StringComparison.Ordinal))}", Does.Contain("Ablate_L05_Operator_Mean"));
    }

    [TestCase("⟦TooDeep⟧", "LFM004", "Layer 20 does not exist: lfm2-atlas-tiny has 14 blocks, 0 to 13 ([Ablate(Layer = 20, Target = Mlp)] of TooDeepAttribute)")]
    [TestCase("⟦OfNothing⟧", "LFM008", "([Ablate] of OfNothingAttribute)")]
    [TestCase("⟦OnePair⟧, Ablate(Layer = 5, Target = Mlp)", "LFM024", "([Pair(\"a\", \"b\")] of OnePairAttribute)")]
    [TestCase("Halves, WithSettings(⟦PerFamily = 3⟧)", "LFM029", "PerFamily = 3 has no meaning here, as a bundle takes no setting: it is what its class bears")]
    [TestCase("Prompts(\"c\"), Halves, ⟦TwoTexts⟧", "LFM016", "there is another [Prompts], and an experiment has one set; remove one, or take it out of the bundle")]
    [TestCase("OnModels(\"lfm2-atlas-tiny\"), Halves, ⟦OnOne⟧", "LFM035", "an experiment has one; name all its models there, and remove the other or take it out of the bundle")]
    [TestCase("TwoTexts, Halves, ⟦Measure(Kl)⟧", "LFM019", "Kl over Mean")]
    public void A_mistake_in_it_is_told_where_it_stands_with_the_attribute_that_is_meant(string attributes, string id, string message)
    {
        var source = MarkedSource.Parse($"[Experiment, {attributes}] public partial class X;{Bundles}");
        var found = new Project { Source = source.Text }.Analyze().Single();
        Assert.That((found.Id, found.Location.SourceSpan), Is.EqualTo((id, source.Spans.Single())), found.GetMessage());
        Assert.That(found.GetMessage(), Does.Contain(message));
        Assert.That(found.Properties, Is.Empty, "a repair would be made at the bundle's name");
    }

    [Test]
    public void On_a_class_that_is_no_experiment_it_is_told_to_run_nothing()
    {
        var source = MarkedSource.Parse($"[⟦Halves⟧] public partial class X;{Bundles}");
        var found = new Project { Source = source.Text }.Analyze().Single();
        Assert.That((found.Id, found.Location.SourceSpan), Is.EqualTo(("LFM015", source.Spans.Single())), found.GetMessage());
    }

    [Test]
    public void A_change_of_it_is_a_change_of_what_bears_it()
    {
        var project = new Project { Source = "[Experiment, Halves] public partial class X;", Others = [("/project/Bundles.cs", Bundles)] };
        var run = new GeneratorRun(project).Edit(project, "/project/Bundles.cs", Bundles.Replace("Layer = 5", "Layer = 6", StringComparison.Ordinal));
        Assert.That(run.Reasons(TrackingNames.Read), Is.EqualTo(new[] { IncrementalStepRunReason.Modified }));
        Assert.That($"{run.Result.GeneratedSources[0].SourceText}", Does.Contain("Ablate_L06_Mlp"));
    }

    private static BuiltProject Of(string attributes) => BuiltProject.Of($"[Experiment, {attributes}] public partial class X;{Bundles}");
}
