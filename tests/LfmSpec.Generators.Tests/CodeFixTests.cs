using LfmSpec.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;

namespace LfmSpec.Generators.Tests;

/// <summary>Each code fix, before and after; what it leaves behind breaks no rule.</summary>
public class CodeFixTests
{
    private const string Usings = "using LfmSpec; using static LfmSpec.Component; using static LfmSpec.Replacement;";

    private static readonly CodeFixProvider[] Providers = [new ClassFix(), new AttributeArgumentFix(), new PromptTextFix()];

    [TestCase("LFM001", "[Experiment, Ablate(Layer = 5, Target = Mlp)]\npublic class X;", "[Experiment, Ablate(Layer = 5, Target = Mlp)]\npublic partial class X;")]
    [TestCase("LFM001", "[Experiment, Ablate(Layer = 5, Target = Mlp)]\n// why\nclass X { }", "[Experiment, Ablate(Layer = 5, Target = Mlp)]\n// why\npartial class X { }")]
    [TestCase("LFM001", "[Experiment, Ablate(Layer = 5, Target = Mlp)] public sealed class X;", "[Experiment, Ablate(Layer = 5, Target = Mlp)] public sealed partial class X;")]
    [TestCase("LFM007", "[Experiment, Ablate(Layer = 5, Target = Head)] public partial class X;", "[Experiment, Ablate(Layers = \"attention\", Target = Head)] public partial class X;")]
    [TestCase("LFM007", "[Experiment, Ablate(Target = Gate, Layers = \"all\")] public partial class X;", "[Experiment, Ablate(Target = Gate, Layers = \"conv\")] public partial class X;")]
    [TestCase("LFM011", "[Experiment, Ablate(Layer = 5, Target = Mlp, With = Input)] public partial class X;", "[Experiment, Ablate(Layer = 5, Target = Mlp, With = Mean)] public partial class X;")]
    [TestCase("LFM011", "[Experiment, Ablate(Layer = 5, Target = Mlp, With = One)] public partial class X;", "[Experiment, Ablate(Layer = 5, Target = Mlp, With = Mean)] public partial class X;")]
    [TestCase("LFM011", "[Experiment, Ablate(Layer = 5, Target = Mlp, Seed = 3)] public partial class X;", "[Experiment, Ablate(Layer = 5, Target = Mlp, Seed = 3, With = Resampled)] public partial class X;")]
    [TestCase("LFM012", "[Experiment, Steer(Seed = 1, Scale = 1, At = Place.First, Position = 3)] public partial class X;", "[Experiment, Steer(Seed = 1, Scale = 1, Position = 3)] public partial class X;")]
    [TestCase("LFM012", "[Experiment, Ablate(Layer = 5, Layers = \"5,6\", Target = Mlp)] public partial class X;", "[Experiment, Ablate(Layers = \"5,6\", Target = Mlp)] public partial class X;")]
    [TestCase("LFM012", "[Experiment, Ablate(Layer = 2, Target = Head, Heads = \"0-3\", Head = 5)] public partial class X;", "[Experiment, Ablate(Layer = 2, Target = Head, Heads = \"0-3\")] public partial class X;")]
    [TestCase("LFM012", "[Experiment, Steer(Seed = 1, Scale = 4, Scales = new double[] { 1, 2 })] public partial class X;", "[Experiment, Steer(Seed = 1, Scales = new double[] { 1, 2 })] public partial class X;")]
    [TestCase("LFM013", "[Experiment, Steer(Scale = -4)] public partial class X;", "[Experiment, Steer(Scale = -4, Seed = 42)] public partial class X;")]
    [TestCase("LFM013", "[Experiment, Perturb(Layer = 5)] public partial class X;", "[Experiment, Perturb(Layer = 5, Seed = 42)] public partial class X;")]
    [TestCase("LFM015", "[Observe(Quantity.Cka)]\npublic partial class X;", "[Experiment, Observe(Quantity.Cka)]\npublic partial class X;")]
    [TestCase("LFM015", "[Ablate(Layer = 5, Target = Mlp)]\npublic partial class X;", "[Experiment, Ablate(Layer = 5, Target = Mlp)]\npublic partial class X;")]
    [TestCase("LFM017", "[Experiment, Ablate(Layer = 2, Target = Mlp, Head = 3)] public partial class X;", "[Experiment, Ablate(Layer = 2, Target = Head, Head = 3)] public partial class X;")]
    [TestCase("LFM101", "[Experiment, Ablate(Layer = 5, Target = Block)] public partial class X;", "[Experiment, Ablate(Layer = 5, Target = Block, With = Input)] public partial class X;")]
    [TestCase("LFM101", "[Experiment, Ablate(With = Zero, Target = Block)] public partial class X;", "[Experiment, Ablate(With = Input, Target = Block)] public partial class X;")]
    [TestCase("LFM102", "[Experiment, Pair(\"a\", \"b\"), Patch(Layer = 5)] public partial class X;", "[Experiment, Pair(\"a\", \"b\"), Patch(Layer = 5, At = Place.Last)] public partial class X;")]
    [TestCase("LFM104", "[Experiment, Ablate(Layer = 2, Target = OutputSlice)] public partial class X;", "[Experiment, Ablate(Layer = 2, Target = Head)] public partial class X;")]
    [TestCase("LFM105", "[Experiment, Ablate(Target = Gate), Ablate(Target = Signal, With = Zero)] public partial class X;", "[Experiment, Ablate(Target = Gate), Ablate(Target = Signal, With = One)] public partial class X;")]
    [TestCase("LFM027", "[Experiment, FineTune(Case = \"a\", Targets = \"gate_proj up_proj down_proj\", Data = \"arithmetic\")] public partial class X;", "[Experiment, FineTune(Case = \"a\", Targets = \"w1 w3 w2\", Data = \"arithmetic\")] public partial class X;")]
    [TestCase("LFM027", "[Experiment, FineTune(Case = \"a\", Targets = \"q_proj self_attn.o_proj\", Data = \"arithmetic\")] public partial class X;", "[Experiment, FineTune(Case = \"a\", Targets = \"q_proj self_attn.out_proj\", Data = \"arithmetic\")] public partial class X;")]
    [TestCase("LFM027", "[Experiment, FineTune(Case = \"a\", Targets = \"w1 gate_proj\", Data = \"arithmetic\")] public partial class X;", "[Experiment, FineTune(Case = \"a\", Targets = \"w1\", Data = \"arithmetic\")] public partial class X;")]
    [TestCase("LFM027", "[Experiment, FineTune(Case = \"a\", Targets = \"q_proj v_proj q_proj\", Data = \"arithmetic\")] public partial class X;", "[Experiment, FineTune(Case = \"a\", Targets = \"q_proj v_proj\", Data = \"arithmetic\")] public partial class X;")]
    [TestCase("LFM027", "[Experiment, FineTune(Case = \"a\", Targets = \"feed_forward.w1 w1 w2\", Data = \"arithmetic\")] public partial class X;", "[Experiment, FineTune(Case = \"a\", Targets = \"feed_forward.w1 w2\", Data = \"arithmetic\")] public partial class X;")]
    [TestCase("LFM027", "[Experiment, FineTune(Case = \"a\", Targets = \"w1 all-linear\", Data = \"arithmetic\")] public partial class X;", "[Experiment, FineTune(Case = \"a\", Targets = \"all-linear\", Data = \"arithmetic\")] public partial class X;")]
    [TestCase("LFM029", "[Experiment, FineTune(Case = \"a\", Targets = \"w1\", Beta = 0.1, Data = \"arithmetic\")] public partial class X;", "[Experiment, FineTune(Case = \"a\", Targets = \"w1\", Data = \"arithmetic\")] public partial class X;")]
    [TestCase("LFM030", "[Experiment, FineTune(Case = \"a\", Targets = \"w1\", Data = \"arithmatic\")] public partial class X;", "[Experiment, FineTune(Case = \"a\", Targets = \"w1\", Data = \"arithmetic\")] public partial class X;")]
    [TestCase("LFM106", "[Experiment, FineTune(Case = \"a\", Targets = \"w1\", Loss = LossOver.Padding, PadTo = 64, Data = \"arithmetic\")] public partial class X;", "[Experiment, FineTune(Case = \"a\", Targets = \"w1\", Loss = LossOver.Response, PadTo = 64, Data = \"arithmetic\")] public partial class X;")]
    [TestCase("LFM107", "[Experiment, FineTune(Case = \"a\", Targets = \"w1\", Seeds = \"42\", Data = \"arithmetic\")] public partial class X;", "[Experiment, FineTune(Case = \"a\", Targets = \"w1\", Seeds = \"0-2\", Data = \"arithmetic\")] public partial class X;")]
    [TestCase("LFM108", "[Experiment, FineTune(Case = \"a\", Targets = \"w1\", Data = \"arithmetic\"), FineTune(Case = \"b\", Targets = \"w2 w3\", EvaluateEvery = 20, Data = \"arithmetic\")] public partial class X;", "[Experiment, FineTune(Case = \"a\", Targets = \"w1\", Data = \"arithmetic\", EvaluateEvery = 10), FineTune(Case = \"b\", Targets = \"w2 w3\", EvaluateEvery = 20, Data = \"arithmetic\")] public partial class X;")]
    [TestCase("LFM108", "[Experiment, FineTune(Case = \"a\", Targets = \"w1\", Steps = 6, EvaluateEvery = 0, Data = \"arithmetic\"), FineTune(Case = \"b\", Targets = \"w2 w3\", EvaluateEvery = 20, Data = \"arithmetic\")] public partial class X;", "[Experiment, FineTune(Case = \"a\", Targets = \"w1\", Steps = 6, EvaluateEvery = 1, Data = \"arithmetic\"), FineTune(Case = \"b\", Targets = \"w2 w3\", EvaluateEvery = 20, Data = \"arithmetic\")] public partial class X;")]
    [TestCase("LFM110", "[Experiment, FineTune(Case = \"a\", Targets = \"w1\", Method = TuningMethod.Grpo, Ratio = PolicyRatio.Base, Data = \"problems\")] public partial class X;", "[Experiment, FineTune(Case = \"a\", Targets = \"w1\", Method = TuningMethod.Grpo, Ratio = PolicyRatio.OldPolicy, Data = \"problems\")] public partial class X;")]
    [TestCase("LFM111", "[Experiment, FineTune(Case = \"a\", Targets = \"q_proj out_proj\", Data = \"arithmetic\")] public partial class X;", "[Experiment, FineTune(Case = \"a\", Targets = \"q_proj conv.out_proj self_attn.out_proj\", Data = \"arithmetic\")] public partial class X;")]
    [TestCase("LFM015", "[FineTune(Case = \"a\", Targets = \"w1\", Data = \"arithmetic\")]\npublic partial class X;", "[Experiment, FineTune(Case = \"a\", Targets = \"w1\", Data = \"arithmetic\")]\npublic partial class X;")]
    [TestCase("LFM029", "[Experiment, Observe(Quantity.ConvTaps, Permutations = 7)] public partial class X;", "[Experiment, Observe(Quantity.ConvTaps)] public partial class X;")]
    [TestCase("LFM029", "[Experiment, Cka(Permutations = 7, Folds = 2)] public partial class X; public class CkaAttribute : ObserveAttribute<LfmSpec.Lab.Cka> { public int Permutations { get; set; } public int Folds { get; set; } }",
        "[Experiment, Cka(Permutations = 7)] public partial class X; public class CkaAttribute : ObserveAttribute<LfmSpec.Lab.Cka> { public int Permutations { get; set; } public int Folds { get; set; } }")]
    [TestCase("LFM029", "[Experiment(Long = true, AsPublished = \"a\"), Observe(Quantity.ConvTaps)] public partial class X;", "[Experiment(Long = true), Observe(Quantity.ConvTaps)] public partial class X;")]
    [TestCase("LFM112", "[Experiment, Ablate(Layer = 5, Target = Mlp), Prompts(\"a\", \"b\", \"a\")] public partial class X;", "[Experiment, Ablate(Layer = 5, Target = Mlp), Prompts(\"a\", \"b\")] public partial class X;")]
    [TestCase("LFM113", "[Experiment, Ablate(Layer = 5, Target = Mlp), Prompts(\"a\", \" say \\\"hi\\\" \")] public partial class X;", "[Experiment, Ablate(Layer = 5, Target = Mlp), Prompts(\"a\", \"say \\\"hi\\\"\")] public partial class X;")]
    [TestCase("LFM113", "[Experiment, Patch(Layer = 5, Target = Mlp), Pair(clean: \"a\", corrupt: \"b \")] public partial class X;", "[Experiment, Patch(Layer = 5, Target = Mlp), Pair(clean: \"a\", corrupt: \"b\")] public partial class X;")]
    [TestCase("LFM114", "[Experiment, Ablate(Layer = 5, Target = Mlp, Together = \"t\")] public partial class X;", "[Experiment, Ablate(Layer = 5, Target = Mlp)] public partial class X;")]
    public void A_fix_gives_code_that_breaks_no_rule(string id, string before, string after)
    {
        var (title, changed) = Fixes(id, $"{Usings}\n{before}").Single();
        Assert.That(changed, Is.EqualTo($"{Usings}\n{after}"), title);
        Assert.That(Project(changed).Analyze(), Is.Empty);
    }

    [Test]
    public void A_missing_target_offers_the_two_halves_of_a_block() => Assert.That(
        Fixes("LFM008", $"{Usings} [Experiment, Ablate(Layer = 5)] public partial class X;"),
        Is.EqualTo(new[]
        {
            ("Target = Operator", $"{Usings} [Experiment, Ablate(Layer = 5, Target = Operator)] public partial class X;"),
            ("Target = Mlp", $"{Usings} [Experiment, Ablate(Layer = 5, Target = Mlp)] public partial class X;"),
        }));

    [Test]
    public void A_missing_target_beside_a_head_is_the_head() => Assert.That(
        Fixes("LFM008", $"{Usings} [Experiment, Ablate(Head = 5)] public partial class X;").Single().Changed,
        Is.EqualTo($"{Usings} [Experiment, Ablate(Head = 5, Target = Head)] public partial class X;"));

    [Test]
    public void An_attribute_without_arguments_gets_a_list() => Assert.That(
        Fixes("LFM008", $"{Usings} [Experiment, Ablate] public partial class X;")[1].Changed,
        Is.EqualTo($"{Usings} [Experiment, Ablate(Target = Mlp)] public partial class X;"));

    [TestCase("using LfmSpec;", "Replacement.Mean", "")]
    [TestCase("", "LfmSpec.Replacement.Mean", "LfmSpec.")]
    public void A_word_is_written_as_shortly_as_the_usings_allow(string usings, string word, string prefix)
    {
        var source = $"{usings} [{prefix}Experiment, {prefix}Ablate(Layer = 5, Target = {prefix}Component.Mlp, With = {prefix}Replacement.Input)] public partial class X;";
        Assert.That(Fixes("LFM011", source).Single().Changed, Does.Contain($"With = {word})"));
    }

    [Test]
    public void An_experiment_attribute_is_qualified_where_it_must_be() => Assert.That(
        Fixes("LFM015", "[LfmSpec.Ablate(Layer = 5, Target = LfmSpec.Component.Mlp)] public partial class X;").Single().Changed,
        Does.StartWith("[LfmSpec.Experiment, LfmSpec.Ablate("));

    [Test]
    public void A_length_and_a_component_that_no_block_has_offer_no_fix()
    {
        Assert.That(Fixes("LFM013", $"{Usings} [Experiment, Steer(Seed = 1)] public partial class X;"), Is.Empty);
        var project = Project($"{Usings} [Experiment, Ablate(Target = Gate)] public partial class X;") with { Models = [("qwen2-atlas-tiny", Configs.Qwen2)] };
        Assert.That(Fixes("LFM007", project), Is.Empty);
    }

    [Test]
    public void Data_of_another_method_offers_the_methods_data_and_the_datas_method() => Assert.That(
        Fixes("LFM030", $"{Usings} [Experiment, FineTune(Case = \"a\", Targets = \"w1\", Data = \"preferences\")] public partial class X;"),
        Is.EqualTo(new[]
        {
            ("Data = \"arithmetic\"", $"{Usings} [Experiment, FineTune(Case = \"a\", Targets = \"w1\", Data = \"arithmetic\")] public partial class X;"),
            ("Data = \"instructions\"", $"{Usings} [Experiment, FineTune(Case = \"a\", Targets = \"w1\", Data = \"instructions\")] public partial class X;"),
            ("Method = TuningMethod.Dpo", $"{Usings} [Experiment, FineTune(Case = \"a\", Targets = \"w1\", Data = \"preferences\", Method = TuningMethod.Dpo)] public partial class X;"),
        }));

    [Test]
    public void Missing_data_offers_those_of_the_method() => Assert.That(
        Fixes("LFM030", $"{Usings} [Experiment, FineTune(Case = \"a\", Targets = \"w1\", Method = TuningMethod.Grpo)] public partial class X;").Single().Changed,
        Does.Contain("Method = TuningMethod.Grpo, Data = \"problems\")"));

    [Test]
    public void A_target_that_is_like_no_other_and_a_single_step_offer_no_fix()
    {
        Assert.That(Fixes("LFM027", $"{Usings} [Experiment, FineTune(Case = \"a\", Targets = \"lm_head\", Data = \"arithmetic\")] public partial class X;"), Is.Empty);
        Assert.That(Fixes("LFM027", $"{Usings} [Experiment, FineTune(Case = \"a\", Data = \"arithmetic\")] public partial class X;"), Is.Empty);
        Assert.That(
            Fixes("LFM108", $"{Usings} [Experiment, FineTune(Case = \"a\", Targets = \"w1\", EvaluateEvery = 10, Data = \"arithmetic\"), "
                + "FineTune(Case = \"b\", Targets = \"w1\", Steps = 1, WarmUp = 0, Data = \"arithmetic\")] public partial class X;"),
            Is.Empty);
    }

    [Test]
    public void Every_fix_can_be_applied_to_a_whole_solution() =>
        Assert.That(Providers.Select(provider => provider.GetFixAllProvider()), Has.All.SameAs(WellKnownFixAllProviders.BatchFixer));

    private static Project Project(string source) => new() { Source = source, HasGlobalUsings = false };

    private static List<(string Title, string Changed)> Fixes(string id, string source) => Fixes(id, Project(source));

    private static List<(string Title, string Changed)> Fixes(string id, Project project)
    {
        var diagnostic = project.Analyze(afterGeneration: false).Single(item => item.Id == id);
        var compilation = project.Compile();
        using var workspace = new AdhocWorkspace();
        var added = workspace.AddProject("Experiments", LanguageNames.CSharp)
            .WithParseOptions(project.ParseOptions)
            .WithCompilationOptions(compilation.Options)
            .WithMetadataReferences(compilation.References)
            .AddDocument("Experiments.cs", project.Source, filePath: LfmSpec.Generators.Tests.Project.SourcePath);
        var actions = new List<CodeAction>();
        foreach (var provider in Providers.Where(provider => provider.FixableDiagnosticIds.Contains(id)))
        {
            provider.RegisterCodeFixesAsync(new(added, diagnostic, (action, _) => actions.Add(action), CancellationToken.None)).GetAwaiter().GetResult();
        }

        return [.. actions.Select(action => (action.Title, Apply(action, added.Id)))];
    }

    private static string Apply(CodeAction action, DocumentId document) => action
        .GetOperationsAsync(CancellationToken.None).GetAwaiter().GetResult()
        .OfType<ApplyChangesOperation>().Single()
        .ChangedSolution.GetDocument(document)!
        .GetTextAsync().GetAwaiter().GetResult()
        .ToString();
}
