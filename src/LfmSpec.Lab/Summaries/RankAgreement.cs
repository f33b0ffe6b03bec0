namespace LfmSpec.Lab;

/// <summary>Spearman's rank correlation over blocks (and heads) between the replacements of the same component: Spearman 1904.</summary>
public sealed record RankAgreement : ISummary
{
    /// <inheritdoc/>
    public DataTable Of(SummarizedCases cases)
    {
        var series = AblationSeries.Of(cases.Cases);
        var rows = series
            .SelectMany((one, index) => series.Skip(index + 1).Where(other => Comparable(one, other)).Select(other => Row(one, other, cases.Measures[0])))
            .OfType<DataRow>()
            .ToArray();
        return rows.Length > 0
            ? cases.Table(
                "Spearman's rank correlation between the effects of two replacements over the blocks (and heads) that both have, ties by mid-ranks: " +
                $"1 if both order them alike, 0 if the one says nothing of the other. Effect: {EffectSize.Words(cases.Measures[0])}.",
                ["replacements", "Spearman's correlation", "blocks or heads"],
                rows)
            : throw new LabException("It compares two replacements of one component over two blocks or more, and there are none. " +
                "Ablate the same blocks with another replacement too (With = Mean), or leave it out.");
    }

    // A head and its slice of the output are the same number of columns at the two ends of out_proj: what was published for the one is the other.
    private static bool Comparable(AblationSeries one, AblationSeries other) => one.At == other.At && (
        one.Component == other.Component
        || (one.With == other.With && one.Seed == other.Seed && one.Component is Component.Head or Component.OutputSlice && other.Component is Component.Head or Component.OutputSlice));

    private static DataRow? Row(AblationSeries one, AblationSeries other, MeasureSpec measure)
    {
        var (effects, others) = (ByUnit(one, measure), ByUnit(other, measure));
        AblatedUnit[] both = [.. effects.Keys.Where(others.ContainsKey)];
        return both.Length < 2 ? null : new DataRow(
            one.Component == other.Component ? $"{one.Part}: {one.Replaced} and {other.Replaced}" : $"{one.Name} and {other.Name}",
            [Cell.Finite(Correlation.Spearman([.. both.Select(unit => effects[unit])], [.. both.Select(unit => others[unit])])), Cell.Of(both.Length)]);
    }

    private static Dictionary<AblatedUnit, double> ByUnit(AblationSeries series, MeasureSpec measure) =>
        series.Cases.Zip(series.Effects(measure)).DistinctBy(pair => pair.First.Unit).ToDictionary(pair => pair.First.Unit, pair => pair.Second);
}
