namespace LfmSpec.Lab.Results;

/// <summary>Reads a page that <see cref="ResultTable.ToMarkdown"/> wrote, or that is written by hand in its form. All of its text is kept.</summary>
internal sealed class ResultPage
{
    /// <summary>What a section's heading begins with.</summary>
    internal const string Heading = "## ";

    private const string Title = "# ", Fact = "- ";

    /// <summary>The heads of the first two columns of an experiment's cases.</summary>
    internal static readonly string[] CaseColumns = ["case", "what is changed"];

    private readonly string[] lines;

    private ResultPage(string[] lines) => this.lines = lines;

    /// <summary>Reads a page.</summary>
    /// <param name="markdown">The page.</param>
    /// <returns>The table.</returns>
    /// <exception cref="FormatException">It is no such page. The message says what is wrong in which line.</exception>
    internal static ResultTable Read(string markdown) =>
        new ResultPage(markdown.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n')).Read();

    private ResultTable Read()
    {
        if (!lines[0].StartsWith(Title, StringComparison.Ordinal))
        {
            throw Bad(0, $"a page begins with its title, '{Title}NAME'");
        }

        int[] headings = [.. lines.Index().Where(line => line.Item.StartsWith(Heading, StringComparison.Ordinal)).Select(line => line.Index), lines.Length];
        ResultSection[] sections = [.. headings[..^1].Select((start, section) => Section(start, headings[section + 1]))];
        var end = headings[0];
        var table = Find(1, end, line => line.StartsWith('|'));
        var facts = Find(1, table, line => line.StartsWith(Fact, StringComparison.Ordinal));
        var (columns, rows, after) = table < end ? Table(table, end) : ([], [], end);
        if (table < end && !columns.Take(CaseColumns.Length).SequenceEqual(CaseColumns))
        {
            throw Bad(table, $"the first two columns are '{string.Join("' and '", CaseColumns)}'");
        }

        if (table < end && rows.Length == 0)
        {
            throw Bad(table, "the table has no row");
        }

        if (table == end && sections.All(section => section.Columns.Count == 0))
        {
            throw Bad(0, "there is no table on the page");
        }

        return new ResultTable
        {
            Title = MarkdownText.OfLine(lines[0][Title.Length..]),
            Question = MarkdownText.OfBlock(Between(1, facts)),
            Facts = [.. lines[facts..table].Where(IsFact).Select(line => MarkdownText.OfBlock([line[Fact.Length..]]))],
            Notes = string.Join('\n', WithoutEmptyEnds(lines[facts..table].Where(line => !IsFact(line)))),
            Columns = columns.Length > 0 ? columns[CaseColumns.Length..] : [],
            Rows = [.. rows.Select(row => new ResultRow(row[0], row[1], row[2..]))],
            Remarks = string.Join('\n', Between(after, end)),
            Sections = sections,
        };
    }

    private ResultSection Section(int start, int end)
    {
        var table = Find(start + 1, end, line => line.StartsWith('|'));
        // Without a table it is text written by hand, and kept as it is.
        var (columns, rows, after) = table < end ? Table(table, end) : ([], [], start + 1);
        return new ResultSection(
            MarkdownText.OfLine(lines[start][Heading.Length..]),
            columns.Length > 0 ? MarkdownText.OfBlock(Between(start + 1, table)) : "",
            columns,
            [.. rows.Select(row => new ResultRow(row[0], "", row[1..]))])
        {
            Remarks = string.Join('\n', Between(after, end)),
        };
    }

    // The head, a line of dashes, the rows up to the first line that is none.
    private (string[] Columns, string[][] Rows, int End) Table(int start, int end)
    {
        var columns = MarkdownText.CellsOf(lines[start]);
        if (columns.Length == 0)
        {
            throw Bad(start, "the head of the table has no column");
        }

        if (start + 1 >= end || MarkdownText.CellsOf(lines[start + 1]) is not { } dashes || dashes.Length != columns.Length || !dashes.All(IsDashes))
        {
            throw Bad(start + 1, $"under the head of a table is a line of {columns.Length} times '--:'");
        }

        var after = Find(start + 2, end, line => !line.StartsWith('|'));
        string[][] rows = [.. lines[(start + 2)..after].Select(MarkdownText.CellsOf)];
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, row) in rows.Index())
        {
            if (row.Length != columns.Length)
            {
                throw Bad(start + 2 + index, $"the row has {row.Length} cells and the table {columns.Length} columns");
            }

            if (!names.Add(row[0]))
            {
                throw Bad(start + 2 + index, $"a second row is named '{ShortText.Of(row[0])}'");
            }
        }

        return (columns, rows, after);
    }

    private int Find(int start, int end, Func<string, bool> wanted)
    {
        var at = start;
        while (at < end && !wanted(lines[at]))
        {
            at++;
        }

        return at;
    }

    private string[] Between(int start, int end) => WithoutEmptyEnds(lines[start..end]);

    private static string[] WithoutEmptyEnds(IEnumerable<string> some) =>
        [.. some.SkipWhile(line => line.Length == 0).Reverse().SkipWhile(line => line.Length == 0).Reverse()];

    private static bool IsFact(string line) => line.StartsWith(Fact, StringComparison.Ordinal);

    private static bool IsDashes(string cell) => cell.AsSpan().Trim(':') is { Length: > 0 } dashes && !dashes.ContainsAnyExcept('-');

    private static FormatException Bad(int line, string what) => new($"line {line + 1}: {what}");
}
