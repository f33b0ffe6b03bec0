namespace LfmSpec.Lab;

/// <summary>A row of a table.</summary>
/// <param name="Name">Its name, unique in the table.</param>
/// <param name="Cells">Its values, one a column after the first.</param>
public sealed record DataRow(string Name, IReadOnlyList<Cell> Cells)
{
    /// <summary>A row of numbers.</summary>
    /// <param name="name">Its name, unique in the table.</param>
    /// <param name="numbers">The numbers, one a column after the first.</param>
    /// <returns>The row.</returns>
    public static DataRow Of(string name, params IEnumerable<double> numbers) => new(name, [.. numbers.Select(Cell.Of)]);
}

/// <summary>A table beside an experiment's cases: a quantity of the clean runs, or a summary of the cases.</summary>
/// <param name="Name">Its name, unique in the experiment.</param>
/// <param name="Caption">One line: what is measured, over what, in which unit, after which paper.</param>
/// <param name="Columns">The names of the columns; the first heads the rows' names.</param>
/// <param name="Rows">The rows.</param>
public sealed record DataTable(string Name, string Caption, IReadOnlyList<string> Columns, IReadOnlyList<DataRow> Rows)
{
    /// <summary>The rows.</summary>
    /// <exception cref="ArgumentException">A row has another number of cells than there are columns for, or two rows have one name.</exception>
    public IReadOnlyList<DataRow> Rows { get; } = Checked(Name, Columns, Rows);

    private static IReadOnlyList<DataRow> Checked(string name, IReadOnlyList<string> columns, IReadOnlyList<DataRow> rows)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (row.Cells.Count != columns.Count - 1)
            {
                throw new ArgumentException($"{name}: row '{row.Name}' has {row.Cells.Count} cells, and there are {columns.Count - 1} columns for them.", nameof(rows));
            }

            if (!names.Add(row.Name))
            {
                throw new ArgumentException($"{name}: two rows are named '{row.Name}'.", nameof(rows));
            }
        }

        return rows;
    }
}
