using System.Globalization;
using LfmSpec.Lab;
using LfmSpec.Models.Hub;

namespace LfmSpec.Testing;

/// <summary>
/// A table as somebody published it of a model: a Markdown page of the form of the approved ones, in <c>published/MODEL/EXPERIMENT.md</c>, with
/// the rows and columns that were published. Its facts say how far numbers may be from it (<c>within: relative 0.1 or absolute 0.05</c>) or that
/// only their order can be compared (<c>held to: order</c>), and on what texts it was measured (<c>prompts: task files</c> for the publication's own).
/// </summary>
public sealed class PublishedTable
{
    private readonly ResultTable page;

    private PublishedTable(ResultTable page, Tolerance? tolerance)
    {
        this.page = page;
        Tolerance = tolerance;
    }

    /// <summary>How far a number may be from the published one; null where only the order is compared.</summary>
    public Tolerance? Tolerance { get; }

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

        var page = ResultTable.Parse(File.ReadAllText(path)) ?? throw new LabException($"{path}: this is not a table as LfmSpec writes them. Give it the form of the approved tables.");
        return new PublishedTable(page, ToleranceOf(page, path));
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
        return new PublishedComparison(page, OfTaskFiles && !onTaskFiles ? null : Tolerance, [.. cells]);
    }

    private static IEnumerable<ComparedCell> Cells(IReadOnlyList<ResultRow> published, IReadOnlyList<string> columns, IReadOnlyList<ResultRow> measured, IReadOnlyList<string> measuredColumns, string section) =>
        from row in published
        join own in measured on row.Case equals own.Case
        from column in columns.Index()
        let at = measuredColumns.Index().Where(candidate => candidate.Item == column.Item).Select(candidate => candidate.Index).DefaultIfEmpty(-1).First()
        where at >= 0
        select new ComparedCell(section, row.Case, column.Item, row.Values[column.Index], own.Values[at]);

    private static bool IsOf(string published, string model) =>
        model.Equals(published, StringComparison.OrdinalIgnoreCase)
        || HubModel.NameOf(published).Equals(model, StringComparison.OrdinalIgnoreCase);

    private static Tolerance? ToleranceOf(ResultTable page, string path)
    {
        if (page.Facts.Any(fact => fact.StartsWith("held to: order", StringComparison.Ordinal)))
        {
            return null;
        }

        if (page.Facts.FirstOrDefault(fact => fact.StartsWith("within: ", StringComparison.Ordinal)) is not { } within)
        {
            throw new LabException($"{path}: neither 'within: relative R or absolute A' nor 'held to: order' is among its facts. Say how far a number may be from the published one.");
        }

        string[] words = within.Split(' ');
        double After(string name) => Array.IndexOf(words, name) is var at and >= 0 && at + 1 < words.Length
            ? double.TryParse(words[at + 1], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                ? value
                : throw new LabException($"{path}: '{words[at + 1]}' in '{within}' is not a number.")
            : 0;
        return new Tolerance(After("relative"), After("absolute"));
    }
}
