using LfmSpec.Models.Tests;

namespace LfmSpec.Lab.Tests;

/// <summary>Pages that are written by hand, damaged, or made of hostile texts.</summary>
[TestFixture]
public class ResultPageTests
{
    private const string Nasty = "a|b\n# x";

    private static IEnumerable<string> Pages() => new[] { "snapshots", "published" }
        .SelectMany(folder => Directory.EnumerateFiles(RepositoryFiles.Path(folder), "*.md", SearchOption.AllDirectories)).Where(path => !path.Contains(".received.", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    [Test]
    public void Every_approved_page_is_read_and_written_byte_for_byte_and_every_published_one_keeps_its_text()
    {
        Assert.That(Pages().Count(), Is.GreaterThan(50));
        foreach (var path in Pages())
        {
            var page = File.ReadAllText(path).TrimEnd('\n');
            var written = ResultTable.Parse(page, out var problem)?.ToMarkdown();
            // A page that is written by hand may align its columns otherwise, and leave out an empty line.
            static string[] Text(string? page) => [.. (page ?? "").Split('\n').Where(line => line.Length > 0 && !line.StartsWith("|:--", StringComparison.Ordinal))];
            Assert.That(Text(written), Is.EqualTo(Text(page)), $"{path}: {problem}");
            Assert.That(written, path.EndsWith(".verified.md", StringComparison.Ordinal) ? Is.EqualTo(page) : Is.Not.Null, path);
        }
    }

    [Test]
    public void A_text_with_a_pipe_and_a_heading_stays_where_it_was_put()
    {
        var page = new ResultTable
        {
            Title = Nasty,
            Question = Nasty,
            Facts = [$"published as: {Nasty}", "# x", "- y"],
            Columns = [Nasty],
            Rows = [new ResultRow(Nasty, Nasty, [Nasty])],
            Sections = [new ResultSection(Nasty, Nasty, ["row", Nasty], [new ResultRow(Nasty, "", [Nasty])])],
        };
        var markdown = page.ToMarkdown();
        Assert.That(markdown.Split('\n').Where(line => line.StartsWith('#')), Is.EqualTo(new[] { "# a|b&#10;# x", "## a|b&#10;# x" }), "the title and the section alone are headings");
        AssertSame(ResultTable.Parse(markdown)!, page);
    }

    [Test]
    public void Generated_pages_are_read_back_as_they_were_written()
    {
        var random = new Random(1);
        for (var page = 0; page < 500; page++)
        {
            var written = Generated(random);
            AssertSame(ResultTable.Parse(written.ToMarkdown(), out var problem) ?? throw new AssertionException($"{problem}\n{written.ToMarkdown()}"), written);
        }
    }

    [Test]
    public void Text_after_before_and_between_the_tables_survives()
    {
        var random = new Random(2);
        for (var page = 0; page < 500; page++)
        {
            var lines = WithText(random, Generated(random, "").ToMarkdown());
            var text = string.Join('\n', lines);
            var read = ResultTable.Parse(text, out var problem) ?? throw new AssertionException($"{problem}\n{text}");
            var printed = read.ToMarkdown();
            Assert.That(printed.Split('\n').Where(line => line.Length > 0).Select(Unescaped).Order(StringComparer.Ordinal), Is.EqualTo(lines.Where(line => line.Length > 0).Select(Unescaped).Order(StringComparer.Ordinal)), text);
            Assert.That(ResultTable.Parse(printed)!.ToMarkdown(), Is.EqualTo(printed), "what was printed once is printed so again");
        }
    }

    [Test]
    public void Text_after_a_table_is_printed_where_it_was()
    {
        const string Page = "# T\n\nWhy?\n\n- a: b\n\nA note.\n\n| case | what is changed | KL |\n|:--|:--|--:|\n| x | y | 1 |\n\nA remark,\nof two lines.\n\n## S\n\nCaption.\n\n| r | v |\n|:--|--:|\n| x | 1 |\n\n- a list\n- of two\n\n## Sources\n\n- one\n\nAnd text.";
        Assert.That(ResultTable.Parse(Page)!.ToMarkdown(), Is.EqualTo(Page));
    }

    [TestCase("# T\n\n| case | what is changed | KL |\n|:--|:--|--:|\n| ", "line 5: the row has 0 cells and the table 3 columns")]
    [TestCase("# T\n\n| case | what is changed | KL |\n|:--|:--|--:|\n|", "line 5: the row has 0 cells and the table 3 columns")]
    [TestCase("# T\n\n| case | what is changed | KL |\n|:--|:--|--:|\n|a|b|", "line 5: the row has 2 cells and the table 3 columns")]
    [TestCase("# T\n\n| case | what is changed | KL |\n|:--|:--|--:|\n| a | b | 1 |\n| a | b | 2 |", "line 6: a second row is named 'a'")]
    [TestCase("# T\n\n| case | what is changed | KL |\n| a | b | 1 |", "line 4: under the head of a table is a line of 3 times '--:'")]
    [TestCase("# T\n\n| case | what is changed | KL |\n|:--|:--|--:|", "line 3: the table has no row")]
    [TestCase("# T\n\n| case | what is changed | KL |", "line 4: under the head of a table is a line of 3 times '--:'")]
    [TestCase("# T\n\n| c4se | what is changed | KL |\n|:--|:--|--:|\n| a | b | 1 |", "line 3: the first two columns are 'case' and 'what is changed'")]
    [TestCase("# T\n\n|\n|\n", "line 3: the head of the table has no column")]
    [TestCase("# T\n\n## S\n\nCaption.\n\n| r | v |\n|:--|--:|\n| ", "line 9: the row has 0 cells and the table 2 columns")]
    [TestCase("T\n", "line 1: a page begins with its title, '# NAME'")]
    [TestCase("", "line 1: a page begins with its title, '# NAME'")]
    [TestCase("# T\n\n## S\n\nText.", "line 1: there is no table on the page")]
    public void What_is_wrong_with_a_damaged_page_is_said_with_its_line(string page, string problem)
    {
        Assert.That(ResultTable.Parse(page, out var said), Is.Null);
        Assert.That(said, Is.EqualTo(problem));
    }

    [Test]
    public void A_page_that_was_saved_with_carriage_returns_is_the_same_page()
    {
        const string Page = "# T\n\nWhy?\n\n- a: b\n\n| case | what is changed | KL |\n|:--|:--|--:|\n| x | y | 1 |";
        Assert.That(ResultTable.Parse("\uFEFF" + Page.ReplaceLineEndings("\r\n"))!.ToMarkdown(), Is.EqualTo(Page));
    }

    [Test]
    public void A_page_cut_short_or_mutated_anywhere_is_read_or_said_to_be_wrong_in_a_line()
    {
        var page = File.ReadAllText(RepositoryFiles.Path("snapshots", "lfm2-atlas-tiny", "WholeBlocks.Baseline.verified.md"));
        var random = new Random(3);
        for (var attempt = 0; attempt < 2000; attempt++)
        {
            var at = random.Next(page.Length);
            var mutated = attempt % 2 == 0 ? page[..at] : page.Remove(at, Math.Min(random.Next(1, 40), page.Length - at)).Insert(at, random.GetItems(["|", "\n", "| ", "## ", "# ", "- ", "--:", ""], 1)[0]);
            var read = ResultTable.Parse(mutated, out var problem);
            Assert.That(read is null, Is.EqualTo(problem is not null));
            Assert.That(problem, Is.Null.Or.StartsWith("line "));
            if (read is not null)
            {
                Assert.That(ResultTable.Parse(read.ToMarkdown())?.ToMarkdown(), Is.EqualTo(read.ToMarkdown()));
            }
        }
    }

    private static string Unescaped(string line) => line.StartsWith('|') ? string.Join('|', line.Split('|').Select(cell => cell.Trim().Trim(':', '-'))) : line.Replace("\\", "", StringComparison.Ordinal);

    // Paragraphs and lists of text between the blocks of a page, each after an empty line.
    private static List<string> WithText(Random random, string page)
    {
        string[] some = ["A paragraph.", "Of two lines,\nthe second.", "### A heading of its own", "| x | not a table of ours |", "* a list\n* of two", "> quoted", "text \\| with & signs &amp;", "## Sources\n\n- one\n- two"];
        var lines = new List<string>();
        var tableSeen = false;
        foreach (var line in page.Split('\n'))
        {
            tableSeen |= line.StartsWith("|:--", StringComparison.Ordinal);
            // Before the first table a row or a heading would be the table's or a section's own.
            if (line.Length == 0 && lines[^1].Length > 0 && random.Next(3) == 0)
            {
                var allowed = tableSeen && lines[^1].StartsWith('|') ? some : some[..2];
                lines.AddRange(["", .. allowed[random.Next(allowed.Length)].Split('\n')]);
            }

            lines.Add(line);
        }

        return lines;
    }

    private static ResultTable Generated(Random random, string lineFeed = "\n")
    {
        string Text() => string.Concat(random.GetItems(["KL", "a", " ", "|", "\\", lineFeed, "# ", "- ", "é", "&#9;", "\u202e", "=", "L05 mlp → zero", "\r", "  "], random.Next(1, 6)));
        string[] Texts(int count) => [.. Enumerable.Range(0, count).Select(_ => Text())];
        ResultRow[] Rows(int count, int columns) => [.. Enumerable.Range(0, count).Select(row => new ResultRow($"{row}{Text()}", columns < 0 ? "" : Text(), Texts(Math.Abs(columns))))];
        int columns = random.Next(1, 4), cells = random.Next(1, 4);
        return new ResultTable
        {
            Title = Text(),
            Question = random.Next(3) == 0 ? "" : Text(),
            Facts = Texts(random.Next(1, 4)),
            Columns = Texts(columns),
            Rows = Rows(random.Next(1, 4), columns),
            Sections = [.. Enumerable.Range(0, random.Next(3)).Select(_ => new ResultSection(Text(), Text(), Texts(cells + 1), Rows(random.Next(4), -cells)))],
        };
    }

    private static void AssertSame(ResultTable read, ResultTable written)
    {
        static IEnumerable<string> Of(ResultTable page) =>
        [
            page.Title, page.Question, .. page.Facts, "columns", .. page.Columns, "rows", .. page.Rows.SelectMany(Row), page.Notes, page.Remarks,
            .. page.Sections.SelectMany(IEnumerable<string> (section) => [section.Name, section.Caption, "columns", .. section.Columns, "rows", .. section.Rows.SelectMany(Row), section.Remarks]),
        ];
        static IEnumerable<string> Row(ResultRow row) => [row.Case, row.What, .. row.Values];
        Assert.That(Of(read), Is.EqualTo(Of(written)), written.ToMarkdown());
    }
}
