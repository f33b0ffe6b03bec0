using LfmSpec.Models;

namespace LfmSpec.Lab;

/// <summary>What a summary is computed from: an experiment's cases, run.</summary>
public sealed class SummarizedCases
{
    private readonly string name;

    internal SummarizedCases(string name, IReadOnlyList<MeasureSpec> measures, ModelShape shape, IReadOnlyList<CaseResult> cases) =>
        (this.name, Measures, Shape, Cases) = (name, measures, shape, cases);

    /// <summary>The experiment's columns; the first is the one that summaries are of.</summary>
    public IReadOnlyList<MeasureSpec> Measures { get; }

    /// <summary>The model's sizes, and the kind of each block.</summary>
    public ModelShape Shape { get; }

    /// <summary>The results of the cases, in the experiment's order, all over the same prompts; empty if it has none.</summary>
    public IReadOnlyList<CaseResult> Cases { get; }

    /// <summary>The table of the summary.</summary>
    /// <param name="caption">One line: what is computed, over what, in which unit, after which paper.</param>
    /// <param name="columns">The names of the columns; the first heads the rows' names.</param>
    /// <param name="rows">The rows, each of a name of its own and as many cells as there are columns after the first.</param>
    /// <returns>The table, named as the summary's type.</returns>
    public DataTable Table(string caption, IReadOnlyList<string> columns, IReadOnlyList<DataRow> rows) => new(name, caption, columns, rows);
}
