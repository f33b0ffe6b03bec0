using LfmSpec.Models;

namespace LfmSpec.Lab.Summaries;

/// <summary>Computes a table from an experiment's cases: each kind of the lab's has a file of its own beside this one.</summary>
internal static class SummaryTable
{
    /// <summary>The table of a summary.</summary>
    /// <param name="summary">What is computed.</param>
    /// <param name="experiment">The experiment's name, for messages.</param>
    /// <param name="measures">Its columns.</param>
    /// <param name="shape">The model's sizes.</param>
    /// <param name="cases">The results of its cases, in order, all over the same prompts.</param>
    /// <returns>The table, named as the summary.</returns>
    /// <exception cref="LabException">The cases or the prompts do not give what it needs.</exception>
    internal static DataTable Of(SummarySpec summary, string experiment, IReadOnlyList<MeasureSpec> measures, ModelShape shape, IReadOnlyList<CaseResult> cases)
    {
        try
        {
            KindSettings.Check(summary.Summary);
            return OwnCode.Run(summary.Summary, () => summary.Summary.Of(new SummarizedCases(summary.Name, measures, shape, cases))) with { Name = summary.Name };
        }
        catch (LabException error)
        {
            throw new LabException($"{experiment}.{summary.Name}: {error.Message}");
        }
    }
}
