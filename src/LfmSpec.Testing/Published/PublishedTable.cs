using LfmSpec.Lab;
using LfmSpec.Models.Hub;

namespace LfmSpec.Testing;

/// <summary>
/// A table as somebody published it of a model: a Markdown page of the form of the approved ones, in <c>published/MODEL/EXPERIMENT.md</c>, with
/// the rows and columns that were published; a cell that was not is empty. Its facts say how far numbers may be from it (<c>within: relative 0.1 or absolute 0.05</c>)
/// or that only their order can be compared (<c>held to: order</c>), of all columns or of one (<c>trainable, within: relative 1e-6</c>), and on what texts it
/// was measured (<c>prompts: task files</c> for the publication's own).
/// </summary>
public sealed class PublishedTable
{
    private readonly ResultTable page;

    private readonly IReadOnlyDictionary<string, Tolerance?> tolerances;

    private PublishedTable(ResultTable page, IReadOnlyDictionary<string, Tolerance?> tolerances)
    {
        this.page = page;
        this.tolerances = tolerances;
    }

    /// <summary>Whether it was measured on the publication's own task files.</summary>
    public bool OfTaskFiles => page.Facts.Contains("prompts: task files");

    /// <summary>Reads what was published of a model under an experiment's name.</summary>
    /// <param name="folder">The folder of published tables, with a folder for each model.</param>
    /// <param name="model">The name of the model's folder of snapshots; a local copy may leave out the organisation.</param>
    /// <param name="experiment">The experiment's name.</param>
    /// <returns>The table, or null if nothing was published.</returns>
    /// <exception cref="LabException">The file is not a table, or does not say what it is held to.</exception>
    public static PublishedTable? Read(string folder, string model, string experiment)
    {
        var path = Directory.Exists(folder)
            ? Directory.EnumerateDirectories(folder)
                .Where(candidate => IsOf(Path.GetFileName(candidate), model))
                .Select(candidate => Path.Combine(candidate, experiment + ".md"))
                .FirstOrDefault(File.Exists)
            : null;
        if (path is null)
        {
            return null;
        }

        var page = TableFile.Read(path, "Give it the form of the approved tables");
        return new PublishedTable(page, TolerancesOf(page, path));
    }

    /// <summary>Holds a page against the published one.</summary>
    /// <param name="measured">The page.</param>
    /// <param name="onTaskFiles">Whether it was measured on the publication's own task files.</param>
    /// <returns>The comparison, of the rows and columns that both have.</returns>
    public PublishedComparison Against(ResultTable measured, bool onTaskFiles)
    {
        var cells = Cells(page.Rows, page.Columns, measured.Rows, measured.Columns, "").Concat(
            from published in page.Sections
            join section in measured.Sections on published.Name equals section.Name
            from cell in Cells(published.Rows, [.. published.Columns.Skip(1)], section.Rows, [.. section.Columns.Skip(1)], section.Name)
            select cell);
        var comparable = !OfTaskFiles || onTaskFiles;
        return new PublishedComparison(page, [.. cells.Select(cell => cell with { Tolerance = comparable ? tolerances[cell.Column] : null })]);
    }

    private static IEnumerable<ComparedCell> Cells(IReadOnlyList<ResultRow> published, IReadOnlyList<string> columns, IReadOnlyList<ResultRow> measured, IReadOnlyList<string> measuredColumns, string section) =>
        from row in published
        join own in measured on row.Case equals own.Case
        from column in columns.Index()
        let at = measuredColumns.Index().Where(candidate => candidate.Item == column.Item).Select(candidate => candidate.Index).DefaultIfEmpty(-1).First()
        where at >= 0 && row.Values[column.Index].Length > 0
        select new ComparedCell(section, row.Case, column.Item, row.Values[column.Index], own.Values[at]);

    private static bool IsOf(string published, string model) =>
        model.Equals(published, StringComparison.OrdinalIgnoreCase)
        || HubModel.NameOf(published).Equals(model, StringComparison.OrdinalIgnoreCase);

    // A column's own fact comes before that of all.
    private static Dictionary<string, Tolerance?> TolerancesOf(ResultTable page, string path)
    {
        string[] columns = [.. page.Columns.Concat(page.Sections.SelectMany(section => section.Columns.Skip(1))).Distinct()];
        var facts = page.Facts.Select(fact => Held(fact, columns, path)).OfType<(string? Column, Tolerance? Tolerance)>().ToLookup(fact => fact.Column ?? "", fact => fact.Tolerance);
        return columns.ToDictionary(column => column, column => facts[column].Concat(facts[""]) is var own && own.Any() ? own.First() : throw new LabException(
            $"{path}: neither 'within: relative R or absolute A' nor 'held to: order' is among its facts, of all columns or of '{TableDifference.Clipped(column)}'. Say how far a number may be from the published one."));
    }

    // Null for a fact that says something else.
    private static (string? Column, Tolerance? Tolerance)? Held(string fact, string[] columns, string path)
    {
        const string Within = "within: ", Order = "held to: order";
        foreach (var (name, isOrder) in new[] { (Within, false), (Order, true) })
        {
            var column = Array.Find(columns, column => fact.StartsWith($"{column}, {name}", StringComparison.Ordinal));
            if (column is not null || fact.StartsWith(name, StringComparison.Ordinal))
            {
                return (column, isOrder ? null : Read(fact, path));
            }

            if (fact.Contains($", {name}", StringComparison.Ordinal))
            {
                throw new LabException($"{path}: '{TableDifference.Clipped(fact)}' is of no column of the page. Its columns are {TableDifference.Clipped(string.Join("; ", columns))}.");
            }
        }

        return null;
    }

    private static Tolerance Read(string fact, string path)
    {
        string[] words = fact.Split(' ');
        double After(string name) => Array.IndexOf(words, name) is var at and >= 0 && at + 1 < words.Length
            ? Tolerance.Number(words[at + 1]) is { } value and >= 0
                ? value
                : throw new LabException($"{path}: '{words[at + 1]}' in '{TableDifference.Clipped(fact)}' is no number of 0 or more.")
            : 0;
        return new Tolerance(After("relative"), After("absolute"));
    }
}
