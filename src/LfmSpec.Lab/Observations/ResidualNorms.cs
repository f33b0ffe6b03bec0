namespace LfmSpec.Lab;

/// <summary><see cref="Quantity.ResidualNorms"/>.</summary>
internal static class ResidualNorms
{
    internal static DataTable Table(Observed observed)
    {
        var tables = observed.Runs().Select(clean => Rows(observed, clean)).ToArray();
        return observed.Table(
            "L2 norm of the residual stream at a position, before the final norm: mean over positions, the first, mean without it, the last" +
            (observed.RepeatsPublished ? "; and, as published, the Frobenius norm over all positions, which grows with their number. " : ". ") + observed.Averaged(),
            ["after", "mean", "first position", "mean without the first", "last position", .. observed.RepeatsPublished ? ["Frobenius, all positions"] : Array.Empty<string>()],
            FamilyMean.Of(observed.Prompts, tables));
    }

    private static IReadOnlyList<DataRow> Rows(Observed observed, CleanRun clean) =>
        clean.Ids.Count < 2
            ? throw new LabException($"The prompt {TokenText.Quote(clean.Prompt.Text)} has one position, and a mean without the first needs another. Use a longer prompt.")
            : [.. Enumerable.Range(0, observed.Shape.Blocks.Count + 1).Select(place => Row(ResidualStream.Of(clean, place), ResidualStream.Name(place), observed.RepeatsPublished))];

    private static DataRow Row(ResidualStream stream, string name, bool repeatsPublished)
    {
        var norms = stream.Norms();
        return DataRow.Of(name,
        [
            Descriptive.Mean(norms), norms[0], Descriptive.Mean(norms.Skip(1)), norms[^1], .. repeatsPublished ? [Descriptive.Norm(stream.Values)] : Array.Empty<double>(),
        ]);
    }
}
