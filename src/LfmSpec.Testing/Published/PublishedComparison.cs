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
    internal (double Published, double Measured)? Numbers =>
        Testing.Tolerance.Number(Published) is { } published && Testing.Tolerance.Number(Measured) is { } measured ? (published, measured) : null;
}

/// <summary>Measured numbers beside the published ones.</summary>
public sealed class PublishedComparison
{
    private readonly ResultTable page;
    private readonly Tolerance? tolerance;

    internal PublishedComparison(ResultTable page, Tolerance? tolerance, IReadOnlyList<ComparedCell> cells)
    {
        this.page = page;
        this.tolerance = tolerance;
        Cells = cells;
    }

    /// <summary>What both have, in the published order.</summary>
    public IReadOnlyList<ComparedCell> Cells { get; }

    /// <summary>Whether values are compared, and not only their order.</summary>
    public bool OfValues => tolerance is not null;

    /// <summary>How many cells are within the tolerance; 0 if only the order is compared.</summary>
    public int Within => Cells.Count(IsWithin);

    /// <summary>How the numbers stand, in one line.</summary>
    /// <returns>The line.</returns>
    public string Summary()
    {
        var order = string.Join(", ", Groups().Select(group => group.Spearman is var rho && double.IsNaN(rho) ? "" : $"{group.Name} {rho.ToString("F2", CultureInfo.InvariantCulture)}").Where(text => text.Length > 0));
        return Cells.Count == 0 ? "published: no row in common"
            : $"published: {(OfValues ? $"{Within} of {Cells.Count} within the tolerance" : $"{Cells.Count} numbers, of which only the order can be compared")}{(order.Length > 0 ? $"; rank correlation: {order}" : "")}";
    }

    /// <summary>Both, side by side.</summary>
    /// <returns>A Markdown page.</returns>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {page.Title}, beside the published table\n\n{page.Question}\n\n");
        text.AppendJoin("", page.Facts.Select(fact => $"- {fact}\n")).Append('\n').Append(Summary()).Append('\n');
        foreach (var section in Cells.GroupBy(cell => cell.Section))
        {
            text.Append(section.Key.Length > 0 ? $"\n## {section.Key}\n" : "").Append("\n| row | column | published | here | difference | relative | within |\n|:--|:--|--:|--:|--:|--:|:--|\n");
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

    private string Row(ComparedCell cell)
    {
        var (difference, relative) = cell.Numbers is { } numbers
            ? (Signed(numbers.Measured - numbers.Published), numbers.Published == 0 ? "" : Signed(100 * (numbers.Measured - numbers.Published) / Math.Abs(numbers.Published)) + " %")
            : ("", "");
        return $"| {cell.Row} | {cell.Column} | {cell.Published} | {cell.Measured} | {difference} | {relative} | {(!OfValues ? "" : IsWithin(cell) ? "yes" : "NO")} |\n";
    }

    private bool IsWithin(ComparedCell cell) => tolerance is { } accepted && accepted.Accepts(cell.Published, cell.Measured);

    private static string Signed(double value) => value.ToString("+0.###;-0.###;0", CultureInfo.InvariantCulture);
}
