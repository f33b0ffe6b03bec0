using FsCheck;
using FsCheck.Fluent;

namespace LfmSpec.Lab.Tests;

/// <summary>No text of an attribute, a case, a prompt or a token makes a heading, a row or a column; and each is read back as it was.</summary>
[TestFixture]
public class MarkdownTextTests
{
    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.Elements("|", "\\", "\n", "\r", "#", "-", "=", " ", "a", "&", "&#10;", "&#", ";", "1", "\u202e", "\u2028", "\t", "\ud83d\ude00", "\ud800", "\0", "\U000E0001", "é")
            .ArrayOf().Select(string.Concat),
        ArbMap.Default.GeneratorFor<UnicodeString>().Select(text => text.Item ?? ""));

    [Test]
    public void A_line_is_one_line_and_reads_back() => Check(text =>
        !MarkdownText.Line(text).Contains('\n', StringComparison.Ordinal) && MarkdownText.OfLine(MarkdownText.Line(text)) == text);

    [Test]
    public void A_block_opens_nothing_and_reads_back() => Check(text =>
        MarkdownText.Block(text).Split('\n').All(line => line.TrimStart(' ') is not ['#' or '-' or '|' or '=', ..]) && MarkdownText.OfBlock(MarkdownText.Block(text).Split('\n')) == text);

    [Test]
    public void Cells_stay_in_their_columns_and_read_back() => Check(text =>
        MarkdownText.Row(text, "b", text) is var row && !row.Contains('\n', StringComparison.Ordinal) && MarkdownText.CellsOf(row).SequenceEqual([text, "b", text]));

    [TestCase("a|b\n# x", "a\\|b&#10;# x")]
    [TestCase("\u001b[2J\u202e", "&#27;[2J&#8238;")]
    [TestCase("a\\", "a\\")]
    [TestCase("a\\|", "a\\\\\\|")]
    [TestCase(" a ", "&#32;a&#32;")]
    [TestCase("R&D; &#x;", "R&D; &#x;")]
    [TestCase("&#10;", "&#38;#10;")]
    public void A_cell_is_escaped_as_Markdown_has_it(string text, string cell) => Assert.That(MarkdownText.Cell(text), Is.EqualTo(cell));

    [TestCase("# x", "\\# x")]
    [TestCase("a\n\n  - b\n===", "a\n\n  \\- b\n\\===")]
    [TestCase("\\# x", "\\\\# x")]
    [TestCase("\n# x", "&#10;# x")]
    public void A_line_of_a_block_that_would_open_something_is_escaped(string text, string block) => Assert.That(MarkdownText.Block(text), Is.EqualTo(block));

    private static void Check(Func<string, bool> holds) => Prop.ForAll(Texts.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
}
