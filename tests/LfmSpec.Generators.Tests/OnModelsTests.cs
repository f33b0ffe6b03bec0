using Microsoft.CodeAnalysis;

namespace LfmSpec.Generators.Tests;

/// <summary>An experiment that names its models is checked against each, and becomes a fixture for each.</summary>
public class OnModelsTests
{
    private static readonly (string, string)[] Qwen2 = [("qwen2-atlas-tiny", Configs.Qwen2)];

    [Test]
    public void Each_model_has_a_fixture_with_its_own_cases()
    {
        var project = BuiltProject.Of(Of("OnModels, Ablate(Target = Operator)"));
        var (lfm2, qwen2) = (project.Spec("X+On_lfm2_atlas_tiny"), project.Spec("X+On_qwen2_atlas_tiny"));
        Assert.That((lfm2.Name, lfm2.OnModel, lfm2.CompiledFor, lfm2.Cases.Count), Is.EqualTo(("X", "lfm2-atlas-tiny", "lfm2-atlas-tiny", 14)));
        Assert.That((qwen2.Name, qwen2.OnModel, qwen2.CompiledFor, qwen2.Cases.Count), Is.EqualTo(("X", "qwen2-atlas-tiny", "qwen2-atlas-tiny", 8)));
        Assert.That(project.Tests("X+On_qwen2_atlas_tiny"), Does.Contain("Ablate_L07_Operator").And.Contains("Baseline").And.Contains("Law_MeanIsNotZero"));
        Assert.That(project.Member("X+On_qwen2_atlas_tiny").IsDefined(typeof(TestFixtureAttribute), inherit: false));
        Assert.That(project.Member("X").IsDefined(typeof(TestFixtureAttribute), inherit: false), Is.False);
        Assert.That(project.All.Select(spec => spec.OnModel), Is.EqualTo(new[] { "lfm2-atlas-tiny", "qwen2-atlas-tiny" }));
    }

    [Test]
    public void One_that_names_one_model_has_that_alone_and_one_that_names_none_has_the_project_s()
    {
        Assert.That(BuiltProject.Of(Of("OnModels(\"qwen2-atlas-tiny\"), Ablate(Target = Operator)")).All.Select(spec => spec.OnModel), Is.EqualTo(new[] { "qwen2-atlas-tiny" }));
        Assert.That(BuiltProject.Of(Of("Ablate(Target = Operator)")).All.Select(spec => (spec.OnModel, spec.CompiledFor)), Is.EqualTo(new[] { ((string?)null, "lfm2-atlas-tiny") }));
    }

    [TestCase("OnModels(⟦\"qwen2-atlas-tniy\"⟧), Ablate(Target = Mlp)", "LFM035", "The model qwen2-atlas-tniy cannot be named here: did you mean qwen2-atlas-tiny?")]
    [TestCase("OnModels(⟦\"gpt2\"⟧), Ablate(Target = Mlp)", "LFM035", "The model gpt2 cannot be named here: the project lists lfm2-atlas-tiny and qwen2-atlas-tiny; add it to LfmSpecOtherModels")]
    [TestCase("OnModels(\"qwen2-atlas-tiny\", ⟦\"qwen2-atlas-tiny\"⟧), Ablate(Target = Mlp)", "LFM035", "The model qwen2-atlas-tiny cannot be named here: it is named twice; remove one")]
    [TestCase("OnModels, Ablate(⟦Layer = 10⟧, Target = Mlp)", "LFM004", "Layer 10 does not exist: qwen2-atlas-tiny has 8 blocks, 0 to 7")]
    [TestCase("OnModels, Ablate(⟦Target = Gate⟧)", "LFM007", "qwen2-atlas-tiny has no gate: it has 8 blocks, all attention")]
    [TestCase("OnModels, Ablate(⟦Layer = 5⟧, Layers = \"5\", Target = Mlp)", "LFM012", "Layer and Layers say one thing in two ways: remove one of them")]
    [TestCase("OnModels, ⟦Ablate⟧", "LFM008", "Ablate does not say what it ablates: add Target = Operator, Mlp, Block, Head, Gate, Carrier or Signal")]
    public void A_mistake_on_one_of_them_is_told_once_with_its_name(string attributes, string id, string message)
    {
        var source = MarkedSource.Parse($"[Experiment, {attributes}] public partial class X;");
        var found = new Project { Source = source.Text, OtherModels = [.. Qwen2] }.Analyze().Single();
        Assert.That((found.Id, found.GetMessage(), found.Location.SourceSpan), Is.EqualTo((id, message, source.Spans.Single())));
    }

    [Test]
    public void One_whose_configuration_is_broken_is_told_at_that_file()
    {
        var project = new Project { Source = "[Experiment, OnModels, Ablate(Target = Mlp)] public partial class X;", OtherModels = [("broken", "{")] };
        Assert.That(project.Analyze().Select(diagnostic => (diagnostic.Id, diagnostic.Location.GetLineSpan().Path)), Is.EqualTo(new[] { ("LFM018", "/models/broken/config.json") }));
    }

    [TestCase("LFM2-Atlas-Tiny")]
    [TestCase("lfm2-atlas-tiny")]
    public void Two_models_of_one_name_are_told_at_the_second_s_file_whatever_the_case(string name)
    {
        var project = new Project { Source = "[Experiment, OnModels, Ablate(Target = Operator)] public partial class X;", Models = [("lfm2-atlas-tiny", Configs.Lfm2)], OtherModels = [($"sub/{name}", Configs.Qwen2)] };
        var found = project.Analyze().Single(diagnostic => diagnostic.Id == "LFM018");
        Assert.That(found.Location.GetLineSpan().Path, Is.EqualTo($"/models/sub/{name}/config.json"));
        Assert.That(found.GetMessage(), Does.Contain($"{name} is also the name of the model of {Project.ConfigPath} (upper and lower case are one)"));
        project.Generate(out var result);
        Assert.That(result.GeneratedTrees.Count(tree => tree.FilePath.Contains('X')), Is.LessThanOrEqualTo(1));
    }

    [Test]
    public void Another_model_s_configuration_checks_again_and_emits_what_changed_alone()
    {
        var project = Of("OnModels, Ablate(Target = Operator)");
        var run = new GeneratorRun(project).EditModel(project with { OtherModels = [("qwen2-atlas-tiny", Configs.Qwen2.Replace("\"num_hidden_layers\": 8", "\"num_hidden_layers\": 7", StringComparison.Ordinal))] });
        Assert.That(run.Reasons(TrackingNames.Read), Is.All.EqualTo(IncrementalStepRunReason.Unchanged).Or.EqualTo(IncrementalStepRunReason.Cached));
        Assert.That(run.Reasons(TrackingNames.Check), Is.EqualTo(new[] { IncrementalStepRunReason.Unchanged, IncrementalStepRunReason.Modified }));
        Assert.That(run.Reasons(TrackingNames.Names), Is.All.EqualTo(IncrementalStepRunReason.Unchanged).Or.EqualTo(IncrementalStepRunReason.Cached));
    }

    private static Project Of(string attributes) => new() { Source = $"[Experiment, {attributes}] public partial class X;", OtherModels = [.. Qwen2] };
}
