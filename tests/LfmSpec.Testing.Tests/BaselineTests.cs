using LfmSpec.Lab;
using LfmSpec.Models.Tests;
using VerifyTests;

namespace LfmSpec.Testing.Tests;

/// <summary>A small change of the model, the prompts or the method moves the table, and the message says so to a stranger.</summary>
[TestFixture]
public class BaselineTests
{
    private static readonly ExperimentSpec Experiment = new()
    {
        Name = "Trial",
        Question = "What do two MLPs do?",
        Cases =
        [
            new CaseSpec("Ablate_L05_Mlp", [new Ablation(5, Component.Mlp)]),
            new CaseSpec("Ablate_L06_Mlp", [new Ablation(6, Component.Mlp)]),
        ],
        Prompts = new PromptSpec(["The capital of France is", "7 + 5 ="]),
        Measures = [new MeasureSpec(Metric.Kl), new MeasureSpec(Metric.Top1)],
        CompiledFor = "lfm2-atlas-tiny",
    };

    private static readonly Lazy<string> Approved = new(() => Page(Experiment, RepositoryFiles.Path("models", "lfm2-atlas-tiny")));

    [Test]
    public void The_same_run_gives_the_same_page() =>
        Assert.That(Page(Experiment, RepositoryFiles.Path("models", "lfm2-atlas-tiny")), Is.EqualTo(Approved.Value));

    [TestCase("model.layers.0.feed_forward.w1.weight", 0)]
    [TestCase("model.layers.5.feed_forward.w2.weight", 777)]
    [TestCase("model.layers.9.conv.conv.weight", 5)]
    [TestCase("model.layers.12.self_attn.out_proj.weight", 16000)]
    public void One_weight_changed_by_a_thousandth_moves_the_table(string tensor, int index)
    {
        using var copy = new CheckpointCopy();
        copy.AddToWeight(tensor, index, 1e-3f);
        var message = Differs(Experiment, Page(Experiment, copy.Folder));
        Assert.That(message, Does.Contain("The model is not the approved one"));
        Rounding.RequireBits();
        Assert.That(message, Does.Contain("number(s) moved").And.Contain("| Ablate_L05_Mlp | KL, mean over positions |"));
    }

    [Test]
    public void One_prompt_changed_by_a_letter_moves_the_table()
    {
        var changed = Experiment with { Prompts = new PromptSpec(["The capital of France was", "7 + 5 ="]) };
        var message = Differs(changed, Page(changed, RepositoryFiles.Path("models", "lfm2-atlas-tiny")));
        Assert.That(message, Does.Contain("number(s) moved").And.Contain("The prompts are not the approved ones"));
    }

    [Test]
    public void Another_attribute_moves_the_table()
    {
        var changed = Experiment with { Cases = [Experiment.Cases[0], Experiment.Cases[1] with { Interventions = [new Ablation(6, Component.Mlp, Replacement.Mean)] }] };
        var message = Differs(changed, Page(changed, RepositoryFiles.Path("models", "lfm2-atlas-tiny")));
        Assert.That(message, Does.Contain("1 row(s)").And.Contain("| Ablate_L06_Mlp |").And.Not.Contain("| Ablate_L05_Mlp |").And.Contain("the method changed"));
    }

    [Test]
    public void An_approved_file_that_is_no_table_is_said_to_be_none()
    {
        var result = ApprovedTable.Compare(Experiment, Approved.Value, "something else");
        Assert.That(result.IsEqual, Is.False);
        Assert.That(result.Message, Does.Contain("not a table of Trial"));
    }

    [Test]
    public void A_page_that_is_no_experiments_names_what_moved_in_its_tables()
    {
        static string Page(string kl) => new ResultTable
        {
            Title = "Models", Question = "Which?", Facts = ["model: tiny"], Columns = [], Rows = [],
            Sections = [new ResultSection("Sizes", "A column a model.", ["quantity", "tiny"], [new ResultRow("hub", "", [kl])])],
        }.ToMarkdown();
        var result = ApprovedTable.Compare("Models", Page("0.75"), Page("0.5"));
        Assert.That(result.IsEqual, Is.False);
        Assert.That(result.Message, Does.Contain("| Sizes: hub | tiny | 0.5 | 0.75 | +0.25 |"));
    }

    [Test]
    public void A_row_that_moved_fails_its_case_alone()
    {
        using var snapshots = new TemporaryFolder();
        File.WriteAllText(Path.Combine(snapshots.Path, "Trial.Baseline.verified.md"), Approved.Value.Replace("| Ablate_L06_Mlp | L06 mlp → zero | ", "| Ablate_L06_Mlp | L06 mlp → zero | 9", StringComparison.Ordinal));
        using var lab = Laboratory.Open(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));
        var approved = ApprovedTable.Read(new ExperimentSettings("", snapshots.Path), Experiment)!;
        var facts = ResultTable.FactsOf(Experiment, lab.Provenance(Experiment));
        var messages = Experiment.Cases.Select(@case => approved.Difference(ResultTable.RowOf(Experiment, lab.Run(Experiment, @case)), Experiment, facts)).ToArray();
        Assert.That(messages[0], Is.Null);
        Assert.That(messages[1], Does.Contain("| Ablate_L06_Mlp | KL, mean over positions |"));
    }

    private static string Page(ExperimentSpec experiment, string checkpoint)
    {
        using var lab = Laboratory.Open(checkpoint);
        return ResultTable.Of(lab.Run(experiment)).ToMarkdown();
    }

    private static string Differs(ExperimentSpec experiment, string received)
    {
        var result = ApprovedTable.Compare(experiment, received, Approved.Value);
        Assert.That(result.IsEqual, Is.False);
        TestContext.Out.WriteLine(result.Message);
        return result.Message!;
    }

    private sealed class TemporaryFolder : IDisposable
    {
        internal string Path { get; } = Directory.CreateTempSubdirectory("lfmspec-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
