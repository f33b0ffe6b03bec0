
namespace LfmSpec.Lab;

/// <summary>
/// For each block: how the effect as a sum over positions follows the prompt's length, beside the mean. A sum grows with the number of positions, so it ranks
/// prompts by their length.
/// </summary>
public sealed record PromptLength : ISummary
{
    private const int SmallestPrompts = 3;

    /// <inheritdoc/>
    public bool ReadsEveryPosition => true;

    /// <inheritdoc/>
    public DataTable Of(SummarizedCases cases)
    {
        double[] lengths = cases.Cases.Count == 0 ? [] : [.. cases.Cases[0].Divergences.Select(divergence => (double)divergence.Kl.Count)];
        if (lengths.Length < SmallestPrompts || lengths.All(length => length == lengths[0]))
        {
            throw new LabException("It correlates effects with the prompts' lengths, " +
                $"and there are {lengths.Length} prompts of {lengths.Distinct().Count()} length(s). " +
                $"Use {SmallestPrompts} prompts or more, of different lengths, or leave it out.");
        }

        return cases.Table(
            $"Pearson correlation, over {lengths.Length} prompts, of the KL (nats) with the prompt's number of positions: " +
            "of the KL summed over positions, and of its mean over positions. A component's row is of its mean over the cases that follow.",
            ["case", "sum over positions", "mean over positions", "cases"],
            [
                .. AblationSeries.Of(cases.Cases).Where(series => series.Cases.Count > 1).Select(series => Row(series.Name, [.. series.Cases.Select(row => row.Result)], lengths)),
                .. cases.Cases.Select(result => Row(result.Case.Name, [result], lengths)),
            ]);
    }

    private static DataRow Row(string name, IReadOnlyList<CaseResult> cases, double[] lengths)
    {
        double[] Effects(Reduction over) =>
            [.. Enumerable.Range(0, lengths.Length).Select(prompt => Descriptive.Mean(cases.Select(result => result.Divergences[prompt].Of(new MeasureSpec(new Kl(), over)))))];
        return new DataRow(name,
        [
            Cell.Finite(Correlation.Pearson(Effects(Reduction.Sum), lengths)), Cell.Finite(Correlation.Pearson(Effects(Reduction.Mean), lengths)), Cell.Of(cases.Count),
        ]);
    }
}
