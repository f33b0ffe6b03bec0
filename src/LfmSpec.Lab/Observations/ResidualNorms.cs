namespace LfmSpec.Lab;

/// <summary>The L2 norm of the residual stream, a row a block and the embedding first.</summary>
public sealed record ResidualNorms : IObservation
{
    /// <inheritdoc/>
    public DataTable Read(CleanRuns runs)
    {
        var tables = runs.Runs().Select(clean => Rows(runs, clean)).ToArray();
        return runs.Table(
            "L2 norm of the residual stream at a position, before the final norm: mean over positions, the first, mean without it, the last" +
            (runs.RepeatsPublished ? "; and, as published, the Frobenius norm over all positions, which grows with their number. " : ". ") + runs.Averaged(),
            ["after", "mean", "first position", "mean without the first", "last position", .. runs.RepeatsPublished ? ["Frobenius, all positions"] : Array.Empty<string>()],
            runs.Mean(tables));
    }

    private static IReadOnlyList<DataRow> Rows(CleanRuns runs, CleanRun clean) =>
        clean.Ids.Count < 2
            ? throw new LabException($"The prompt {TokenText.Quote(clean.Prompt.Text)} has one position, and a mean without the first needs another. Use a longer prompt.")
            : [.. Enumerable.Range(0, runs.Shape.Blocks.Count + 1).Select(place => Row(ResidualStream.Of(clean, place), ResidualStream.Name(place), runs.RepeatsPublished))];

    private static DataRow Row(ResidualStream stream, string name, bool repeatsPublished)
    {
        var norms = stream.Norms();
        return DataRow.Of(name,
        [
            Descriptive.Mean(norms), norms[0], Descriptive.Mean(norms.Skip(1)), norms[^1], .. repeatsPublished ? [Descriptive.Norm(stream.Values)] : Array.Empty<double>(),
        ]);
    }
}
