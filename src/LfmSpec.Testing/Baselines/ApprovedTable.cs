using LfmSpec.Lab;
using LfmSpec.Models;
using VerifyTests;

namespace LfmSpec.Testing;

/// <summary>The approved table of an experiment, and how a new one compares with it.</summary>
public sealed class ApprovedTable
{
    /// <summary>The name of the baseline test, and so of the snapshot's file.</summary>
    public const string Method = "Baseline";

    // Another engine rounds otherwise: in the atlas of the embedded model libtorch's KL and recoveries differ by up to 5e-7, also where they are next to 0.
    private const double SmallestDifference = 1e-6;

    private const string DamageRemedy = "Delete it, run the test and approve the received one";

    private readonly string path;
    private readonly ResultTable table;

    private ApprovedTable(string path, ResultTable table)
    {
        this.path = path;
        this.table = table;
    }

    /// <summary>Reads the approved table of an experiment.</summary>
    /// <param name="settings">The checkpoint and the snapshots.</param>
    /// <param name="experiment">The experiment.</param>
    /// <returns>The table, or null if there is none.</returns>
    /// <exception cref="LabException">The file is there and is no table, or cannot be read.</exception>
    public static ApprovedTable? Read(ExperimentSettings settings, ExperimentSpec experiment)
    {
        var path = PathOf(settings, experiment);
        return File.Exists(path) ? new ApprovedTable(path, TableFile.Read(path, DamageRemedy)) : null;
    }

    /// <summary>Where the approved table of an experiment is, or would be.</summary>
    internal static string PathOf(ExperimentSettings settings, ExperimentSpec experiment) => Path.Combine(settings.SnapshotFolder, $"{experiment.Name}.{Method}.verified.md");

    /// <summary>How a new page compares with the approved one.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="received">The new page.</param>
    /// <param name="approved">The approved page; another text than the new one.</param>
    /// <returns>Equal, if nothing differs by more than the experiment allows on this engine; else what moved.</returns>
    public static CompareResult Compare(ExperimentSpec experiment, string received, string approved) =>
        Compare(experiment.Name, Tolerances(experiment), received, approved);

    /// <summary>The same for a page that is no experiment's.</summary>
    /// <param name="name">The page's name.</param>
    /// <param name="received">The new page.</param>
    /// <param name="approved">The approved page; another text than the new one.</param>
    /// <returns>Equal, if nothing differs by more than this engine's rounding; else what moved.</returns>
    public static CompareResult Compare(string name, string received, string approved) => Compare(name, [], received, approved);

    private static CompareResult Compare(string name, IReadOnlyList<Tolerance> tolerances, string received, string approved)
    {
        if (ResultTable.Parse(approved, out var problem) is not { } before)
        {
            return CompareResult.NotEqual($"The approved file is not a table of {name} ({problem}). {DamageRemedy}.");
        }

        if (ResultTable.Parse(received, out problem) is not { } after)
        {
            return CompareResult.NotEqual($"The new page of {name} is not a table ({problem}).");
        }

        if (before.Title != after.Title)
        {
            return CompareResult.NotEqual($"The approved file is a table of '{MarkdownText.Line(TableDifference.Clipped(before.Title))}', and the new page one of {after.Title}. {DamageRemedy}.");
        }

        var difference = TableDifference.Between(before, after, tolerances, OfSections);
        return !difference.IsEmpty ? CompareResult.NotEqual(difference.ToString())
            : TensorEngine.KeepsBits ? CompareResult.NotEqual($"{name}: no number moved, but the page's wording or layout is not the approved one.")
            : CompareResult.Equal;
    }

    /// <summary>How a case's new row differs from its approved one.</summary>
    /// <param name="row">The new row.</param>
    /// <param name="experiment">The experiment.</param>
    /// <param name="facts">What the new row's numbers depend on.</param>
    /// <returns>What moved, or null if nothing did or the row is not approved yet.</returns>
    public string? Difference(ResultRow row, ExperimentSpec experiment, IReadOnlyList<string> facts)
    {
        string[] columns = [.. experiment.Measures.Select(ResultTable.NameOf)];
        if (!table.Columns.SequenceEqual(columns) || table.Rows.FirstOrDefault(approved => approved.Case == row.Case) is not { } before)
        {
            return null;
        }

        var difference = TableDifference.Between(table with { Rows = [before], Sections = [] }, table with { Rows = [row], Facts = facts, Sections = [] }, Tolerances(experiment));
        return difference.Moved.Count == 0 ? null : difference.ToString();
    }

    /// <summary>How a new table of an observation differs from its approved one.</summary>
    /// <param name="section">The new table.</param>
    /// <returns>What moved, or null if nothing did or the table is not approved yet.</returns>
    public string? Difference(ResultSection section) => Difference(section, rows => rows);

    /// <summary>How some rows of a table below differ from their approved ones. Rows that are not approved yet are left out.</summary>
    /// <param name="section">The rows.</param>
    /// <returns>What moved, or null if nothing did.</returns>
    public string? DifferenceOfRows(ResultSection section)
    {
        var approved = table.Sections.FirstOrDefault(one => one.Name == section.Name)?.Rows.Select(row => row.Case).ToHashSet() ?? [];
        var known = section with { Rows = [.. section.Rows.Where(row => approved.Contains(row.Case))] };
        return known.Rows.Count == 0 ? null : Difference(known, rows => [.. rows.Where(row => known.Rows.Any(own => own.Case == row.Case))]);
    }

    private string? Difference(ResultSection section, Func<IReadOnlyList<ResultRow>, IReadOnlyList<ResultRow>> choose)
    {
        if (table.Sections.FirstOrDefault(approved => approved.Name == section.Name) is not { } whole)
        {
            return null;
        }

        var before = whole with { Rows = choose(whole.Rows) };

        var difference = TableDifference.Between(table with { Rows = [], Sections = [before] }, table with { Rows = [], Sections = [section] }, [], OfSections);
        return difference.IsEmpty ? null : difference.ToString();
    }

    /// <summary>What to do about a row that moved.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <returns>The remedy.</returns>
    public string Remedy(ExperimentSpec experiment) =>
        $"Approved in {path}. If the change is meant, run {experiment.Name}.{Method}, review its received file and move it over the approved one; if not, the model or the method is not what it was.";

    private static Tolerance OfSections => TensorEngine.KeepsBits ? Tolerance.Exact : new Tolerance(ResultTable.SectionTolerance, SmallestDifference);

    private static IReadOnlyList<Tolerance> Tolerances(ExperimentSpec experiment) =>
        [.. experiment.Measures.Select(measure => TensorEngine.KeepsBits ? Tolerance.Exact : new Tolerance(measure.Within, SmallestDifference))];
}
