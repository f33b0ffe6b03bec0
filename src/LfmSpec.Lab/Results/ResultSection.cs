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
    /// <summary>What is written after the table, as Markdown; empty for one that was just computed.</summary>
    public string Remarks { get; init; } = "";

    /// <summary>The section of a table, its numbers printed.</summary>
    /// <param name="table">The table.</param>
    /// <returns>The section.</returns>
    /// <exception cref="LabException">A number is none: not a number, or infinite.</exception>
    public static ResultSection Of(DataTable table) => new(
        table.Name,
        table.Caption,
        table.Columns,
        [.. table.Rows.Select(row => new ResultRow(row.Name, "", [.. row.Cells.Select((cell, column) => Print(table, row, cell, column))]))]);

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
        page.Append(CultureInfo.InvariantCulture, $"{ResultPage.Heading}{MarkdownText.Line(Name)}");
        page.Append(Caption.Length > 0 ? $"\n\n{MarkdownText.Block(Caption)}" : "");
        if (Columns.Count > 0)
        {
            page.Append("\n\n").Append(MarkdownText.Row(Columns)).Append("\n|:--|");
            for (var column = 1; column < Columns.Count; column++)
            {
                page.Append(Rows.All(row => IsNumber(row.Values[column - 1])) ? "--:|" : ":--|");
            }

            page.Append('\n').AppendJoin('\n', Rows.Select(row => MarkdownText.Row([row.Case, .. row.Values])));
        }

        page.Append(Remarks.Length > 0 ? $"\n\n{Remarks}" : "");
    }

    private static string Print(DataTable table, DataRow row, Cell cell, int column) =>
        !cell.IsNumber ? cell.Text
        : double.IsFinite(cell.Number) ? ResultTable.Print(cell.Number)
        : throw new LabException($"{table.Name}: '{table.Columns[column + 1]}' of '{row.Name}' is no number ({cell.Number.ToString(CultureInfo.InvariantCulture)}). The run overflowed or was divided by zero; look at the weights, and at what is changed.");

    private static bool IsNumber(string cell) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
