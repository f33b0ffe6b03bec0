using System.Globalization;
using System.Text;

namespace LfmSpec.Lab;

/// <summary>A further table of an experiment's page, as printed: an observation or a summary.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="Caption">What is measured, over what, in which unit.</param>
/// <param name="Columns">The heads of the columns; the first heads the rows' names.</param>
/// <param name="Rows">The rows; the values are the cells after the name.</param>
public sealed record ResultSection(string Name, string Caption, IReadOnlyList<string> Columns, IReadOnlyList<ResultRow> Rows)
{
    private const string Heading = "## ";

    /// <summary>The section of a table, its numbers printed.</summary>
    /// <param name="table">The table.</param>
    /// <returns>The section.</returns>
    public static ResultSection Of(DataTable table) => new(
        table.Name,
        table.Caption,
        table.Columns,
        [.. table.Rows.Select(row => new ResultRow(row.Name, "", [.. row.Cells.Select(cell => cell.IsNumber ? ResultTable.Print(cell.Number) : cell.Text)]))]);

    /// <summary>The section as a page of its own, to be compared with another.</summary>
    /// <param name="page">The page that it is on.</param>
    /// <returns>The table.</returns>
    public ResultTable On(ResultTable page) => new()
    {
        Title = $"{page.Title}, {Name}",
        Question = "",
        Facts = [Caption],
        Columns = [.. Columns.Skip(1)],
        Rows = Rows,
    };

    /// <summary>The section as Markdown, after an empty line.</summary>
    internal void AppendTo(StringBuilder page)
    {
        page.Append(CultureInfo.InvariantCulture, $"{Heading}{Name}\n\n{Caption}\n\n| ").AppendJoin(" | ", Columns).Append(" |\n|:--|");
        for (var column = 1; column < Columns.Count; column++)
        {
            page.Append(Rows.All(row => IsNumber(row.Values[column - 1])) ? "--:|" : ":--|");
        }

        page.Append('\n').AppendJoin('\n', Rows.Select(row => $"| {row.Case} | {string.Join(" | ", row.Values)} |"));
    }

    /// <summary>Reads the sections of a page.</summary>
    /// <param name="lines">The page's lines.</param>
    /// <returns>The sections, or null if one is not as <see cref="AppendTo"/> writes them.</returns>
    internal static IReadOnlyList<ResultSection>? Parse(IReadOnlyList<string> lines)
    {
        var sections = new List<ResultSection>();
        for (var line = 0; line < lines.Count; line++)
        {
            if (!lines[line].StartsWith(Heading, StringComparison.Ordinal))
            {
                continue;
            }

            if (line + 5 >= lines.Count)
            {
                return null;
            }

            string[] columns = Cells(lines[line + 4]);
            string[][] rows = [.. lines.Skip(line + 6).TakeWhile(text => text.StartsWith("| ", StringComparison.Ordinal)).Select(Cells)];
            if (rows.Any(row => row.Length != columns.Length))
            {
                return null;
            }

            sections.Add(new ResultSection(lines[line][Heading.Length..], lines[line + 2], columns, [.. rows.Select(row => new ResultRow(row[0], "", row[1..]))]));
        }

        return sections;
    }

    /// <summary>The cells of a Markdown row; an escaped bar is no border.</summary>
    internal static string[] Cells(string line)
    {
        var inner = line.Trim()[1..^1];
        int[] borders = [.. inner.Index().Where(at => at.Item == '|' && (at.Index == 0 || inner[at.Index - 1] != '\\')).Select(at => at.Index), inner.Length];
        return [.. borders.Select((end, cell) => inner[(cell == 0 ? 0 : borders[cell - 1] + 1)..end].Trim())];
    }

    private static bool IsNumber(string cell) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
