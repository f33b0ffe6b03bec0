using System.Globalization;
using System.Text;
using LfmSpec.Lab;

namespace LfmSpec.Testing;

/// <summary>A published cell and its measured one.</summary>
/// <param name="Section">The table on the page; empty for that of the cases.</param>
/// <param name="Row">The row's name.</param>
/// <param name="Column">The column's name.</param>
/// <param name="Published">The published text.</param>
/// <param name="Measured">The measured text.</param>
public sealed record ComparedCell(string Section, string Row, string Column, string Published, string Measured)
{
    /// <summary>How far the measured number may be from the published one; null where only the order in the column is compared.</summary>
    public Tolerance? Tolerance { get; init; }

    /// <summary>Whether it is no further.</summary>
    public bool IsWithin => Tolerance is { } accepted && accepted.Accepts(Published, Measured);

    internal (double Published, double Measured)? Numbers =>
        Testing.Tolerance.Number(Published) is { } published && Testing.Tolerance.Number(Measured) is { } measured ? (published, measured) : null;
}

/// <summary>Measured numbers beside the published ones.</summary>
public sealed class PublishedComparison
{
    private readonly ResultTable page;

    internal PublishedComparison(ResultTable page, IReadOnlyList<ComparedCell> cells)
    {
        this.page = page;
        Cells = cells;
    }

    /// <summary>What both have, in the published order.</summary>
    public IReadOnlyList<ComparedCell> Cells { get; }

    /// <summary>How many cells are compared as values, and not only in their order.</summary>
    public int OfValues => Cells.Count(cell => cell.Tolerance is not null);

    /// <summary>How many of those are within their tolerance.</summary>
    public int Within => Cells.Count(cell => cell.IsWithin);

    /// <summary>How the numbers stand, in one line.</summary>
    /// <returns>The line.</returns>
    public string Summary()
    {
        var order = string.Join(", ", Groups().Select(group => group.Spearman is var rho && double.IsNaN(rho) ? "" : $"{group.Name} {rho.ToString("F2", CultureInfo.InvariantCulture)}").Where(text => text.Length > 0));
        var (values, others) = (OfValues, Cells.Count - OfValues);
        var held = values == 0 ? $"{others} numbers, of which only the order can be compared" : $"{Within} of {values} within the tolerance{(others > 0 ? $", of {others} only the order can be compared" : "")}";
        return Cells.Count == 0 ? "published: no row in common" : $"published: {held}{(order.Length > 0 ? $"; rank correlation: {order}" : "")}";
    }

    /// <summary>Both, side by side.</summary>
    /// <returns>A Markdown page.</returns>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {MarkdownText.Line(page.Title)}, beside the published table\n\n{MarkdownText.Block(page.Question)}\n\n");
        text.AppendJoin("", page.Facts.Select(fact => $"- {MarkdownText.Item(fact)}\n")).Append('\n').Append(MarkdownText.Line(Summary())).Append('\n');
        foreach (var section in Cells.GroupBy(cell => cell.Section))
        {
            text.Append(section.Key.Length > 0 ? $"\n## {MarkdownText.Line(section.Key)}\n" : "").Append("\n| row | column | published | here | difference | relative | within |\n|:--|:--|--:|--:|--:|--:|:--|\n");
            text.AppendJoin("", section.Select(Row));
        }

        return text.ToString();
    }

    private IEnumerable<(string Name, double Spearman)> Groups() =>
        from cell in Cells
        group cell.Numbers by cell.Column into column
        let numbers = column.OfType<(double Published, double Measured)>().ToArray()
        where numbers.Length > 2
        select (column.Key, Correlation.Spearman([.. numbers.Select(pair => pair.Published)], [.. numbers.Select(pair => pair.Measured)]));

    private static string Row(ComparedCell cell)
    {
        var (difference, relative) = cell.Numbers is { } numbers
            ? (Signed(numbers.Measured - numbers.Published), numbers.Published == 0 ? "" : Signed(100 * (numbers.Measured - numbers.Published) / Math.Abs(numbers.Published)) + " %")
            : ("", "");
        return MarkdownText.Row(cell.Row, cell.Column, cell.Published, cell.Measured, difference, relative, cell.Tolerance is null ? "" : cell.IsWithin ? "yes" : "NO") + "\n";
    }

    private static string Signed(double value) => value.ToString("+0.###;-0.###;0", CultureInfo.InvariantCulture);
}
