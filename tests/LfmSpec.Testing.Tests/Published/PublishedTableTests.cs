using LfmSpec.Lab;
using LfmSpec.Models.Tests;

namespace LfmSpec.Testing.Tests.Published;

/// <summary>Measured numbers beside the published ones.</summary>
[TestFixture]
public class PublishedTableTests
{
    private string folder = "";

    [SetUp]
    public void MakeFolder() => folder = Directory.CreateTempSubdirectory("lfmspec").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(folder, recursive: true);

    private static ResultTable Page(params (string Case, string Kl, string Top)[] rows) => new()
    {
        Title = "Trial",
        Question = "",
        Facts = [],
        Columns = ["KL", "top-1"],
        Rows = [.. rows.Select(row => new ResultRow(row.Case, "", [row.Kl, row.Top]))],
        Sections = [new ResultSection("Lens", "Nats.", ["after", "entropy", "token"], [new ResultRow("L00", "", ["2", "\" Paris\""])])],
    };

    private PublishedTable Published(string facts, string tables, string model = "Maker--Model")
    {
        Directory.CreateDirectory(Path.Combine(folder, model));
        File.WriteAllText(Path.Combine(folder, model, "Trial.md"), $"# Trial\n\nAs published.\n\n{facts}\n{tables}");
        return PublishedTable.Read(folder, "Maker--Model", "Trial")!;
    }

    private const string Cases = "\n| case | what is changed | KL |\n|:--|:--|--:|\n| a |  | 10 |\n| b |  | 0.01 |\n| gone |  | 5 |";

    [Test]
    public void Rows_and_columns_that_both_have_are_held_to_the_stated_tolerance()
    {
        var comparison = Published("- within: relative 0.1 or absolute 0.05", Cases).Against(Page(("a", "11", "1"), ("b", "0.07", "1"), ("c", "3", "1")), onTaskFiles: false);

        Assert.That(comparison.Cells.Select(cell => (cell.Row, cell.Column, cell.Published, cell.Measured)), Is.EqualTo(new[] { ("a", "KL", "10", "11"), ("b", "KL", "0.01", "0.07") }));
        Assert.That(comparison.Within, Is.EqualTo(1), "11 is 10 % from 10; 0.07 is 0.06 from 0.01");
        Assert.That(comparison.ToMarkdown(), Does.Contain("| a | KL | 10 | 11 | +1 | +10 % | yes |").And.Contain("| b | KL | 0.01 | 0.07 | +0.06 | +600 % | NO |"));
    }

    [Test]
    public void Tables_below_are_compared_and_words_must_be_equal()
    {
        var comparison = Published("- within: relative 0.1", "\n## Lens\n\nNats.\n\n| after | entropy | token |\n|:--|--:|--:|\n| L00 | 2.1 | \" Rome\" |").Against(Page(), onTaskFiles: false);

        Assert.That(comparison.Cells.Select(cell => cell.Section), Is.All.EqualTo("Lens"));
        Assert.That(comparison.Summary(), Does.StartWith("published: 1 of 2 within the tolerance"));
    }

    [Test]
    public void The_order_alone_is_compared_where_the_method_differs()
    {
        var tables = Cases + "\n| d |  | 7 |";
        var comparison = Published("- held to: order (another direction)", tables).Against(Page(("a", "3", "1"), ("b", "1", "1"), ("d", "2", "1")), onTaskFiles: true);

        Assert.That(comparison.OfValues, Is.Zero);
        Assert.That(comparison.Summary(), Does.Contain("only the order").And.Contain("rank correlation: KL 1.00"));
    }

    [Test]
    public void Values_of_the_publications_own_texts_are_compared_only_on_those()
    {
        var table = Published("- prompts: task files\n- within: relative 0.1", Cases);
        Assert.That(table.Against(Page(("a", "10", "1")), onTaskFiles: false).OfValues, Is.Zero);
        Assert.That(table.Against(Page(("a", "10", "1")), onTaskFiles: true).Within, Is.EqualTo(1));
    }

    [Test]
    public void A_column_may_have_a_tolerance_of_its_own_or_only_its_order()
    {
        const string Tables = "\n| case | what is changed | KL | top-1 |\n|:--|:--|--:|--:|\n| a |  | 10 | 1 |\n| b |  |  | 2 |\n| c |  | 5 | 3 |";
        var measured = Page(("a", "11", "1"), ("b", "2", "3"), ("c", "9", "2"));
        var one = Published("- held to: order (all others)\n- KL, within: relative 0.1", Tables).Against(measured, onTaskFiles: false);
        Assert.That(one.Cells.Select(cell => (cell.Row, cell.Column, cell.Tolerance is not null, cell.IsWithin)), Is.EqualTo(new[]
        {
            ("a", "KL", true, true), ("a", "top-1", false, false), ("b", "top-1", false, false), ("c", "KL", true, false), ("c", "top-1", false, false),
        }), "what was not published is left out");
        Assert.That((one.OfValues, one.Within), Is.EqualTo((2, 1)));
        Assert.That(one.Summary(), Is.EqualTo("published: 1 of 2 within the tolerance, of 3 only the order can be compared; rank correlation: top-1 0.50"));
        Assert.That(Published("- within: relative 0\n- KL, held to: order (why)", Tables).Against(measured, onTaskFiles: false).Within, Is.EqualTo(1), "the top-1 of a");
    }

    [TestCase("Maker--Model", true)]
    [TestCase("model", true)]
    [TestCase("maker--model", true)]
    [TestCase("another--Model", false)]
    [TestCase("Model-tuned", false)]
    public void A_models_tables_are_found_by_its_name_with_or_without_its_maker(string model, bool found)
    {
        Published("- within: relative 0.1", Cases);
        Assert.That(PublishedTable.Read(folder, model, "Trial"), found ? Is.Not.Null : Is.Null);
    }

    [TestCase("- quantity: KL", "within: relative R or absolute A")]
    [TestCase("- within: relative little", "'little'")]
    [TestCase("- top-1, within: relative 0.1", "is of no column of the page. Its columns are KL.")]
    public void A_table_that_does_not_say_what_it_is_held_to_is_refused(string facts, string named) =>
        Assert.That(() => Published(facts, Cases), Throws.TypeOf<LabException>().With.Message.Contains(named).And.Message.Contains("Trial.md"));

    [TestCase("- within: relative NaN", "'NaN'")]
    [TestCase("- within: relative 1e999", "'1e999'")]
    [TestCase("- within: relative -1", "'-1'")]
    public void A_tolerance_that_is_no_finite_number_is_refused(string facts, string named) =>
        Assert.That(() => Published(facts, Cases), Throws.TypeOf<LabException>().With.Message.Contains($"{named} in '{facts[2..]}' is no number of 0 or more"));

    [TestCase("published-0-1379-pub.md", "RanksAsPublished", "published: no row in common")]
    [TestCase("published-2-1948-pub.md", "TargetsAsPublished", "the file is not UTF-8 (line 17 holds the byte 0xF1). Give it the form of the approved tables.")]
    public void A_published_table_that_once_failed_is_held_against_a_page_or_is_one_error(string name, string experiment, string end)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "Maker--Model")).FullName, experiment + ".md");
        File.Copy(RepositoryFiles.Path("tests", "inputs-that-once-failed", "published", name), path);
        var own = ResultTable.Parse(File.ReadAllText(Approved(experiment)))!;
        string said;
        try
        {
            said = PublishedTable.Read(folder, "Maker--Model", experiment)!.Against(own, onTaskFiles: false).Summary();
        }
        catch (LabException error)
        {
            Assert.That(error.Message, Does.StartWith($"{path}: "));
            said = error.Message[$"{path}: ".Length..];
        }

        Assert.That(said, Is.EqualTo(end));
    }

    [Test]
    public void Every_published_table_that_once_failed_has_its_test() => Assert.That(
        Directory.GetFiles(RepositoryFiles.Path("tests", "inputs-that-once-failed", "published")).Select(Path.GetFileName), Is.EquivalentTo(new[] { "published-0-1379-pub.md", "published-2-1948-pub.md" }));

    [Test]
    public void A_published_text_with_a_heading_stays_in_its_cell_of_the_comparison()
    {
        var table = Published("- within: relative 0.1", "\n| case | what is changed | KL |\n|:--|:--|--:|\n| a |  | 1\\|2&#10;# x |");
        var page = table.Against(Page(("a", "3", "1")), onTaskFiles: false).ToMarkdown();
        Assert.That(page, Does.Contain("| a | KL | 1\\|2&#10;# x | 3 |  |  | NO |"));
        Assert.That(page.Split('\n').Count(line => line.StartsWith('#')), Is.EqualTo(1));
    }

    [Test]
    public void Nothing_published_is_no_error() => Assert.That(PublishedTable.Read(Path.Combine(folder, "none"), "Maker--Model", "Trial"), Is.Null);

    [Test]
    public void Every_published_table_of_LFM2_5_230M_has_rows_and_columns_of_its_approved_one()
    {
        var files = Directory.GetFiles(RepositoryFiles.Path("published", "LiquidAI--LFM2.5-230M"));
        Assert.That(files, Has.Length.EqualTo(18));
        foreach (var file in files)
        {
            var name = Path.GetFileNameWithoutExtension(file);
            var own = ResultTable.Parse(File.ReadAllText(Approved(name)))!;
            var published = ResultTable.Parse(File.ReadAllText(file))!;
            var comparison = PublishedTable.Read(RepositoryFiles.Path("published"), "LFM2.5-230M", name)!.Against(own, onTaskFiles: true);

            // The tiny model has 8 heads a block and another tokenizer: what it has not is left out, no column is.
            Assert.That(published.Title, Is.EqualTo(name));
            Assert.That(comparison.Cells.Select(cell => (cell.Section, cell.Column)).Distinct().Count(), Is.EqualTo(published.Columns.Count + published.Sections.Sum(section => section.Columns.Count - 1)), name);
        }
    }

    [TestCase("TargetsAsPublished", 0)]
    [TestCase("RanksAsPublished", 0)]
    [TestCase("RatesAsPublished", 7)]
    [TestCase("MethodsAsPublished", 0)]
    public void Every_row_of_an_arm_as_published_has_a_published_one(string name, int publishedAlone)
    {
        var own = ResultTable.Parse(File.ReadAllText(Approved(name)))!.Sections.Single(section => section.Name == "FineTuning");
        var published = ResultTable.Parse(File.ReadAllText(RepositoryFiles.Path("published", "LiquidAI--LFM2.5-230M", name + ".md")))!.Sections.Single();
        Assert.That(own.Rows.Select(row => row.Case).Except(published.Rows.Select(row => row.Case)), Is.Empty);
        Assert.That(published.Rows.Count, Is.EqualTo(own.Rows.Count + publishedAlone));
    }

    [Test]
    public void Published_counts_of_parameters_are_held_to_the_last_one_and_shifts_to_their_order()
    {
        var own = ResultTable.Parse(File.ReadAllText(Approved("TargetsAsPublished")))!;
        var table = own.Sections.Single(section => section.Name == "FineTuning");
        var trainable = table.Columns.ToList().IndexOf("trainable") - 1;
        string[] counts = ["737280", "344064", "393216", "65536", "212993"];
        var page = own with { Sections = [table with { Rows = [.. table.Rows.Select((row, index) => row with { Values = [.. row.Values.Select((value, at) => at == trainable ? counts[index] : value)] })] }] };
        var comparison = PublishedTable.Read(RepositoryFiles.Path("published"), "LFM2.5-230M", "TargetsAsPublished")!.Against(page, onTaskFiles: false);
        Assert.That(comparison.Cells.Where(cell => cell.Column == "trainable").Select(cell => cell.IsWithin), Is.EqualTo(new[] { true, true, true, true, false }), "one too many in the last");
        Assert.That(comparison.Cells.Where(cell => cell.Column == "shift, last position").Select(cell => cell.Tolerance), Is.All.Null);
    }

    private static string Approved(string name)
    {
        var inference = RepositoryFiles.Path("snapshots", "lfm2-atlas-tiny", $"{name}.Baseline.verified.md");
        return File.Exists(inference) ? inference : RepositoryFiles.Path("snapshots", "fine-tuning", "lfm2-atlas-tiny", $"{name}.Baseline.verified.md");
    }
}
