using LfmSpec.Models;

namespace LfmSpec.Lab;

/// <summary>Computes a table from an experiment's cases: each summary has a file of its own beside this one.</summary>
internal static class Summarizing
{
    /// <summary>The table of a summary.</summary>
    /// <param name="summary">Which, and its bootstrap.</param>
    /// <param name="experiment">The experiment.</param>
    /// <param name="shape">The model's sizes.</param>
    /// <param name="cases">The results of its cases, in order, all over the same prompts.</param>
    /// <returns>The table, named as the summary.</returns>
    /// <exception cref="LabException">The cases or the prompts do not give what it needs.</exception>
    internal static DataTable Of(SummarySpec summary, ExperimentSpec experiment, ModelShape shape, IReadOnlyList<CaseResult> cases)
    {
        SettingsCheck.Check(summary);
        return summary.Summary switch
        {
            Summary.RankAgreement => RankAgreement.Table(summary, experiment, cases),
            Summary.Hub => Hub.Table(summary, experiment, cases),
            Summary.ConvAgainstAttention => ConvAgainstAttention.Table(summary, experiment, shape, cases),
            Summary.PromptLength => PromptLength.Table(summary, experiment, cases),
            _ => throw new ArgumentOutOfRangeException(nameof(summary), summary.Summary, "There is no such summary."),
        };
    }
}
