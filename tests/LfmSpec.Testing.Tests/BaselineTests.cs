using LfmSpec.Lab.Measures;
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
        Measures = [new MeasureSpec(new Kl()), new MeasureSpec(new Top1())],
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
        Assert.That(message, Does.Match(@"\d numbers? moved").And.Contain("| Ablate_L05_Mlp | KL, mean over positions |"));
    }

    [Test]
    public void One_prompt_changed_by_a_letter_moves_the_table()
    {
        var changed = Experiment with { Prompts = new PromptSpec(["The capital of France was", "7 + 5 ="]) };
        var message = Differs(changed, Page(changed, RepositoryFiles.Path("models", "lfm2-atlas-tiny")));
        Assert.That(message, Does.Match(@"\d numbers? moved").And.Contain("The prompts are not the approved ones"));
    }

    [Test]
    public void Another_attribute_moves_the_table()
    {
        var changed = Experiment with { Cases = [Experiment.Cases[0], Experiment.Cases[1] with { Interventions = [new Ablation(6, Component.Mlp, Replacement.Mean)] }] };
        var message = Differs(changed, Page(changed, RepositoryFiles.Path("models", "lfm2-atlas-tiny")));
        Assert.That(message, Does.Contain("1 row.").And.Contain("| Ablate_L06_Mlp |").And.Not.Contain("| Ablate_L05_Mlp |").And.Contain("the method changed"));
    }

    [Test]
    public void An_approved_file_that_is_no_table_is_said_to_be_none()
    {
        var result = ApprovedTable.Compare(Experiment, Approved.Value, "something else");
        Assert.That(result.IsEqual, Is.False);
        Assert.That(result.Message, Is.EqualTo("The approved file is not a table of Trial (line 1: a page begins with its title, '# NAME'). Delete it, run the test and approve the received one."));
    }

    [Test]
    public void A_damaged_approved_table_fails_its_case_and_names_file_and_line()
    {
        using var snapshots = new TemporaryFolder();
        var path = Path.Combine(snapshots.Path, "Trial.Baseline.verified.md");
        File.WriteAllText(path, Approved.Value + "\n| ");
        var settings = new ExperimentSettings(RepositoryFiles.Path("models", "lfm2-atlas-tiny"), snapshots.Path);
        Assert.That(
            () => Fixture.Case(settings, Experiment, "Ablate_L05_Mlp"),
            Throws.TypeOf<AssertionException>().With.Message.Contains($"{path}: this is not a table as LfmSpec writes them (line ").And.Message.Contains("the row has 0 cells and the table 4 columns"));
    }

    [Test]
    public void A_damaged_approved_table_that_is_not_UTF8_is_said_to_be_that()
    {
        using var snapshots = new TemporaryFolder();
        var path = Path.Combine(snapshots.Path, "Trial.Baseline.verified.md");
        File.WriteAllBytes(path, [.. "# Trial"u8, 0xFF]);
        Assert.That(
            () => ApprovedTable.Read(new ExperimentSettings("", snapshots.Path), Experiment),
            Throws.TypeOf<LabException>().With.Message.EqualTo($"{path}: the file is not UTF-8 (line 1 holds the byte 0xFF). Delete it, run the test and approve the received one."));
    }

    [TestCase("table-0-1016-t.md")]
    public void A_table_that_once_failed_differs_or_is_one_error(string name)
    {
        var result = ApprovedTable.Compare("WholeBlocks", File.ReadAllText(RepositoryFiles.Path("snapshots", "lfm2-atlas-tiny", "WholeBlocks.Baseline.verified.md")), File.ReadAllText(RepositoryFiles.Path("tests", "inputs-that-once-failed", "table", name)));
        Assert.That(result.IsEqual, Is.False);
        Assert.That(result.Message, Is.EqualTo("The approved file is a table of 'WholeBl0cks', and the new page one of WholeBlocks. Delete it, run the test and approve the received one."));
    }

    [Test]
    public void Every_table_that_once_failed_has_its_test() => Assert.That(
        Directory.GetFiles(RepositoryFiles.Path("tests", "inputs-that-once-failed", "table")).Select(Path.GetFileName), Is.EqualTo(new[] { "table-0-1016-t.md" }));

    [Test]
    public async Task A_new_table_of_many_rows_is_told_in_a_short_message()
    {
        using var snapshots = new TemporaryFolder();
        var tedious = Experiment with { Name = "Long", Question = new string('q', 50_000), SourceFile = Path.Combine(snapshots.Path, "Long.cs") };
        var settings = new ExperimentSettings(RepositoryFiles.Path("models", "lfm2-atlas-tiny"), snapshots.Path);
        var message = "";
        using (new NUnit.Framework.Internal.TestExecutionContext.IsolatedContext())
        {
            try
            {
                await Fixture.Baseline(settings, tedious);
            }
            catch (AssertionException error)
            {
                message = error.Message;
            }
        }

        Assert.That(message, Has.Length.LessThan(5000).And.Contain("New:").And.Match("and [0-9,]+ characters more, which are in the received file"));
        Assert.That(new FileInfo(Path.Combine(snapshots.Path, "Long.Baseline.received.md")).Length, Is.GreaterThan(50_000));
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
