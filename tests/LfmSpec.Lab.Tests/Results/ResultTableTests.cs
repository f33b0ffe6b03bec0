namespace LfmSpec.Lab.Tests;

[TestFixture]
public class ResultTableTests
{
    private static readonly ResultTable Table = new()
    {
        Title = "Trial",
        Question = "What is it?",
        Facts = ["model: a", "prompts: 2"],
        Columns = ["KL, mean over positions", "top-1 agreement"],
        Rows = [new ResultRow("Ablate_L00_Mlp", "L00 mlp → zero", ["0.25", "1"]), new ResultRow("Skip_L01", "L01 skipped", ["1.5e-05", "0.5"])],
    };

    [Test]
    public void A_page_reads_as_Markdown() => Assert.That(Table.ToMarkdown(), Is.EqualTo(
        """
        # Trial

        What is it?

        - model: a
        - prompts: 2

        | case | what is changed | KL, mean over positions | top-1 agreement |
        |:--|:--|--:|--:|
        | Ablate_L00_Mlp | L00 mlp → zero | 0.25 | 1 |
        | Skip_L01 | L01 skipped | 1.5e-05 | 0.5 |
        """.ReplaceLineEndings("\n")));

    [Test]
    public void A_page_that_was_written_is_read_back_whole() =>
        Assert.That(ResultTable.Parse(Table.ToMarkdown())!.ToMarkdown(), Is.EqualTo(Table.ToMarkdown()));

    [TestCase("")]
    [TestCase("# Title only")]
    [TestCase("# T\n\n| case | what is changed | KL |\n|:--|:--|--:|\n| a | b |")]
    public void A_page_of_another_kind_is_not_read(string text) => Assert.That(ResultTable.Parse(text), Is.Null);

    [TestCase(0.1234567890, "0.123457")]
    [TestCase(12.0, "12")]
    [TestCase(1.15315551e-05, "1.15316e-5")]
    [TestCase(-2.5e-12, "-2.5e-12")]
    [TestCase(1234567.0, "1.23457e+6")]
    [TestCase(0.0, "0")]
    [TestCase(-0.0, "0")]
    public void Numbers_have_six_significant_digits(double value, string text) => Assert.That(ResultTable.Print(value), Is.EqualTo(text));
}
