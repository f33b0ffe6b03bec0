using Microsoft.CodeAnalysis;

namespace LfmSpec.Generators.Tests;

/// <summary>Each rule, at the exact argument, with the exact words; and nothing else.</summary>
public class DiagnosticTests
{
    private static IEnumerable<Mistake> Mistakes => DiagnosticTable.All;

    [TestCaseSource(nameof(Mistakes))]
    public void A_mistake_is_reported_once_at_its_argument(Mistake mistake)
    {
        ArgumentNullException.ThrowIfNull(mistake);
        var source = MarkedSource.Parse(mistake.Source + mistake.Below);
        var project = new Project { Source = source.Text, Folder = mistake.KnowsFolder ? "/project" : null };
        if (mistake.Listed is { } listed)
        {
            project = project with { FileTypes = "json jsonl", Listed = [.. listed.Select(file => $"/project/{file}")] };
        }

        if (mistake.Models is { } models)
        {
            project = project with { Models = [.. models] };
        }

        // In a build the analyzer sees what was generated; in an editor it may not yet.
        foreach (var afterGeneration in new[] { true, false })
        {
            Assert.That(
                project.Analyze(afterGeneration).Select(diagnostic => (diagnostic.Id, diagnostic.GetMessage(), diagnostic.Location.SourceSpan)),
                Is.EqualTo(source.Spans.Select(span => (mistake.Id, mistake.Message, span))),
                afterGeneration ? "in a build" : "in an editor");
        }
    }

    [TestCase("[Experiment, Ablate(Layer = 1, Target = Gate, With = One, Together = \"t\"), Ablate(Layer = 1, Target = Carrier, Together = \"t\")]")]
    [TestCase("[Experiment, Ablate(Target = Gate), Ablate(Target = Carrier), Ablate(Target = Signal, With = PromptMean)]")]
    [TestCase("[Experiment, Ablate(Layer = 1, Target = Gate), Ablate(Layer = 3, Target = Carrier)]")]
    [TestCase("[Experiment, Ablate(Layer = 1, Target = Gate, Position = 3), Ablate(Layer = 1, Target = Carrier, Position = 3)]")]
    [TestCase("[Experiment, Ablate(Layer = 5, Target = Block, Position = 3)]")]
    [TestCase("[Experiment, Patch(Positions = \"1-3\"), Patch(Target = Mlp), Patch(Target = Head), Pair(\"a\", \"b\"), Measure(Kl, Over = Reduction.Sum)]")]
    [TestCase("[Experiment, Ablate(Layer = 5, Target = Mlp), Prompts(\"a\"), Measure(Kl, Over = Reduction.Sum)]")]
    [TestCase("[Experiment, Ablate(Layer = 1, Target = Mlp, Position = 1, Together = \"t\"), Ablate(Layer = 1, Target = Mlp, AtPositions = \"0,2\", Together = \"t\")]")]
    [TestCase("[Experiment, Ablate(Layer = 1, Target = Block, With = Mean, Position = 1, Together = \"t\"), Steer(Layer = 1, Seed = 1, Scale = 1, At = Place.First, Together = \"t\")]")]
    [TestCase("[Experiment, Perturb(Layer = 1, Seed = 1, Together = \"t\"), Ablate(Layer = 1, Target = Mlp, Together = \"t\")]")]
    [TestCase("[Experiment, Patch(Layer = 1, Target = Operator, Together = \"t\"), Patch(Layer = 1, Target = Mlp, Together = \"t\"), Pair(\"a\", \"b\")]")]
    [TestCase("[Experiment, Steer(Layer = 1, Toward = new[] { \"a\" }, From = new[] { \"b\" }, Scale = 1), Steer(Layer = 1, Seed = 1, Scale = 1)]")]
    [TestCase("[Experiment, Observe(Quantity.Cka), Observe(Quantity.LogitLens), Observe(Quantity.ConvTaps), Observe(Quantity.AttentionStatistics)]")]
    [TestCase("[Experiment, Ablate(Target = Mlp), Ablate(Target = Mlp, With = Mean), Summarize(Summary.RankAgreement), Summarize(Summary.Hub), Summarize(Summary.ConvAgainstAttention), Summarize(Summary.PromptLength)]")]
    [TestCase("[Experiment, Ablate(Layer = 5, Target = Mlp), Measure(TargetLogProbability, Over = Reduction.Last), Measure(LogitShift), Prompts(Suite.TaskFamilies, SingleTokenTargets = true)]")]
    [TestCase("[Experiment, Ablate(Layers = \"0-1\", Target = Mlp, Pairs = true), Measure(Interaction), Measure(Interaction, Over = Reduction.Sum), Measure(Interaction, Over = Reduction.Last)]")]
    [TestCase("[Experiment, Ablate(Layers = \"2,4\", Target = Head, Head = 1, Pairs = true)]")]
    [TestCase("[Experiment, Ablate(Layers = \"2\", Target = Mlp, Pairs = false)]")]
    [TestCase("[Experiment, Ablate(Layer = 2, Target = Head, Head = 0, Together = \"t\"), Ablate(Layer = 2, Target = Head, Head = 1, Together = \"t\")]")]
    [TestCase("[Experiment, Ablate(Layer = 1, Target = Operator, Together = \"t\"), Ablate(Layer = 1, Target = Mlp, Together = \"t\")]")]
    [TestCase("[Experiment, Ablate(Layer = 1, Target = Mlp, Together = \"t\"), Ablate(Layer = 2, Target = Mlp, Together = \"t\")]")]
    [TestCase("[Experiment, Ablate(Layer = 1, Target = Mlp, Together = \"t\"), Steer(Layer = 1, Seed = 1, Scale = 1, Together = \"t\")]")]
    [TestCase("[Experiment, Steer(Layer = 1, Seed = 1, Scale = 1, Together = \"t\"), Steer(Layer = 1, Seed = 1, Scale = 1, At = Place.First, Together = \"t\")]")]
    [TestCase("[Experiment, Ablate(Layer = 5, Target = Mlp), Ablate(Layer = 5, Target = Mlp, With = Mean)]")]
    [TestCase("[Experiment, Steer(Layer = 1, Seed = 1, Scale = 1), Steer(Layer = 1, Seed = 1, Scale = 1, At = Place.First)]")]
    [TestCase("[Experiment, Steer(Layer = 1, Seed = 1, Scale = 1E-05), Steer(Layer = 1, Seed = -1, Scale = 1E+20)]")]
    [TestCase("[Experiment, Ablate(Layers = \" 0 - 3 , 5 \", Target = Mlp), Ablate(Layers = \"6\", Target = Head, Heads = \" all\")]")]
    [TestCase("[Experiment, Ablate(Layer = 5, Target = Mlp), Measure(Kl, Over = Reduction.Sum), Measure(Kl, Over = Reduction.Last), Measure(Top1)]")]
    [TestCase("[Experiment, FineTune(Case = \"a\", Targets = \"all-linear\", Data = \"arithmetic\")]")]
    [TestCase("[Experiment(Long = true), FineTune(Case = \"a\", Targets = \"out_proj\", Layers = \"attention\", Data = \"data/sums.json\"), Prompts(\"2 + 2 =\")]")]
    [TestCase("[Experiment, FineTune(Case = \"a\", Targets = \"conv.out_proj self_attn.out_proj\", Layers = \"0,2,4,5\", Data = \"instructions\")]")]
    [TestCase("[Experiment, FineTune(Case = \"a\", Targets = \"w1\", Steps = 0, Seeds = \"0\", Data = \"arithmetic\"), FineTune(Case = \"b\", Targets = \"w1 w2\", Data = \"arithmetic\")]")]
    [TestCase("[Experiment, FineTune(Case = \"a\", Targets = \"w1\", Data = \"arithmetic\"), FineTune(Case = \"b\", Targets = \"w1\", Data = \"instructions\"), FineTune(Case = \"c\", Targets = \"w3\", Data = \"arithmetic\")]")]
    [TestCase("[Experiment, FineTune(Case = \"a\", Targets = \"w1\", Quantization = WeightQuantization.NormalFloat4, Steps = 0, Data = \"arithmetic\"), FineTune(Case = \"b\", Targets = \"w2\", Quantization = WeightQuantization.NormalFloat4, Data = \"arithmetic\")]")]
    [TestCase("[Experiment, FineTune(Case = \"a\", Targets = \"w1\", Method = TuningMethod.Ipo, Beta = 0.5, Loss = LossOver.Text, PadTo = 64, Data = \"preferences\")]")]
    [TestCase("[Experiment, FineTune(Case = \"a\", Targets = \"w1\", Method = TuningMethod.Dapo, Updates = 2, Clip = 0.2, ClipHigh = 0.28, Beta = 0, TopK = 50, Temperature = 0.7, Data = \"problems\")]")]
    [TestCase("[Experiment, FineTune(Case = \"a\", Targets = \"w1\", Method = TuningMethod.Grpo, Dropout = 0.1, Clip = 0.1, Data = \"problems\")]")]
    public void What_does_not_fight_compiles(string attributes)
    {
        var source = $"{attributes} public partial class X;";
        BuiltProject.Of(source);
        Assert.That(new Project { Source = source }.Analyze(), Is.Empty);
    }

    [Test]
    public void Several_mistakes_are_all_reported() => Assert.That(
        new Project { Source = "[Experiment, Ablate(Layer = 14, Target = Mlp), Steer(Scale = 0)] public class X;" }.Analyze().Select(diagnostic => diagnostic.Id),
        Is.EqualTo(new[] { "LFM004", "LFM013", "LFM014", "LFM001" }));

    [Test]
    public void What_the_compiler_rejects_is_left_to_it() => Assert.That(
        new Project { Source = "[Experiment, Ablate(Layer = 14, Target = Nothing), Measure()] public partial class X;" }.Analyze(), Is.Empty);

    [Test]
    public void A_mistake_of_method_can_be_made_on_purpose_where_a_reviewer_sees_it()
    {
        var project = new Project
        {
            Source = """
                #pragma warning disable LFM101 // the published method, repeated
                [Experiment, Ablate(Target = Block)] public partial class X;
                """,
        };
        Assert.That(project.Analyze(), Is.Empty);
        Assert.That(BuiltProject.Of(project).Spec("X").Cases, Has.Count.EqualTo(14));
    }

    [Test]
    public void A_mistake_of_structure_cannot_be_silenced_as_the_class_would_silently_not_run() => Assert.That(
        new Project
        {
            Source = """
                #pragma warning disable LFM004
                [Experiment, Ablate(Layer = 14, Target = Mlp)] public partial class X;
                """,
        }.Analyze().Select(diagnostic => diagnostic.Id),
        Is.EqualTo(new[] { "LFM004" }));

    [Test]
    public void A_mistake_on_another_part_is_reported_in_its_file()
    {
        var diagnostic = new Project
        {
            Source = "[Experiment, Ablate(Layer = 5, Target = Mlp)] public partial class X;",
            Others = [("/project/Other.cs", "\n[Ablate(Layer = 14, Target = Mlp)]\npublic partial class X;")],
        }.Analyze().Single();
        Assert.That(diagnostic.Location.GetLineSpan().ToString(), Is.EqualTo("/project/Other.cs: (1,8)-(1,18)"));
    }

    [TestCase("{ \"model_type\": \"lfm2\", }", "(0,24)-(0,24)", "lfm2-atlas-tiny cannot be read, as it is not JSON: a name in double quotes is missing")]
    [TestCase("{ \"model_type\": \"gpt2\" }", "(0,0)-(0,0)", "lfm2-atlas-tiny cannot be read, as its model_type is 'gpt2'; LfmSpec knows lfm2, qwen2 and llama")]
    public void A_bad_configuration_is_reported_once_at_its_file(string config, string place, string problem)
    {
        var diagnostic = new Project
        {
            Source = "[Experiment, Ablate(Layer = 5, Target = Mlp)] public partial class X; [Experiment, Ablate(Layer = 5, Target = Mlp)] public partial class Y;",
            Models = [("lfm2-atlas-tiny", config)],
        }.Analyze().Single();
        Assert.That(diagnostic.Id, Is.EqualTo("LFM018"));
        Assert.That(diagnostic.Location.GetLineSpan().ToString(), Is.EqualTo($"{Project.ConfigPath}: {place}"));
        Assert.That(diagnostic.GetMessage(), Is.EqualTo(
            $"The model's configuration cannot be used: {problem}. Give the config.json of an LFM2, Qwen2 or Llama checkpoint as the hub serves it"));
    }
}
