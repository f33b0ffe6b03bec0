namespace OwnKinds;

/// <summary>Where in depth an intervention matters: of each kind of case, the effect's centre of mass over the blocks, and the share of it in the first half.</summary>
public sealed record DepthProfile : ISummary
{
    /// <inheritdoc/>
    public DataTable Of(SummarizedCases cases)
    {
        var measure = cases.Measures[0];
        var blocks = cases.Shape.Blocks.Count;
        var kinds = cases.Cases
            .Where(result => result.Case.Interventions.Count == 1)
            .GroupBy(result => KindOf(result.Case.Interventions[0]))
            .Where(kind => kind.Select(result => result.Case.FirstLayer).Distinct().Count() > 1)
            .ToArray();
        if (kinds.Length == 0)
        {
            throw new LabException("It compares blocks, and no kind of case is at two blocks or more. Sweep over more (Layers = \"all\").");
        }

        return cases.Table(
            $"The centre of mass over blocks, from 0 to {blocks - 1}, of the effect ({measure.Measure.Column(measure.Over)}), and the share of it in the first half of the blocks.",
            ["kind", "centre of mass", "share in the first half"],
            [.. kinds.Select(kind =>
            {
                var effects = kind.Select(result => (result.Case.FirstLayer, Effect: measure.Measure.Effect(result.Mean(measure)))).ToArray();
                var sum = effects.Sum(effect => effect.Effect);
                return new DataRow(kind.Key,
                [
                    Cell.Of(effects.Sum(effect => effect.FirstLayer * effect.Effect) / sum),
                    Cell.Of(effects.Where(effect => effect.FirstLayer < blocks / 2).Sum(effect => effect.Effect) / sum),
                ]);
            })]);
    }

    // The words of a case without its block: "L05 mlp → zero" is "mlp → zero".
    private static string KindOf(Intervention intervention) => intervention.ToString()[4..];
}
