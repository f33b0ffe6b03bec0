namespace LfmSpec.Lab;

/// <summary><see cref="Quantity.VocabularyContribution"/>.</summary>
internal static class VocabularyContribution
{
    internal static DataTable Table(Observed observed)
    {
        var top = observed.Spec.Top;
        return observed.Table(
            "What each block adds to head(norm(h)), the logit lens, at the last position: L2 norm of the change over the vocabulary, " +
            "and the tokens that are raised and lowered most with the change of their logits. " +
            observed.Listed(),
            ["block", "norm of the change", .. Pairs("raised", top), .. Pairs("lowered", top)],
            [.. observed.Runs().Index().SelectMany(run => Rows(observed, observed.Prefix(run.Index), run.Item))]);
    }

    private static IEnumerable<string> Pairs(string what, int top) => Enumerable.Range(1, top).SelectMany(rank => new[] { $"{what} {rank}", $"{what} {rank} by" });

    private static IEnumerable<DataRow> Rows(Observed observed, string prefix, CleanRun clean)
    {
        var before = Logits(observed, clean, 0);
        for (var place = 1; place <= observed.Shape.Blocks.Count; place++)
        {
            var after = Logits(observed, clean, place);
            double[] change = [.. after.Zip(before, (now, then) => (double)now - then)];
            yield return new DataRow(prefix + ResidualStream.Name(place),
            [
                Cell.Of(Math.Sqrt(change.Aggregate(0.0, (sum, value) => sum + value * value))),
                .. Named(observed, change, Enumerable.Range(0, change.Length).OrderByDescending(token => change[token])),
                .. Named(observed, change, Enumerable.Range(0, change.Length).OrderBy(token => change[token])),
            ]);
            before = after;
        }
    }

    private static float[] Logits(Observed observed, CleanRun clean, int place)
    {
        using var logits = LogitLens.Lens(observed.Model, clean.Residual(place));
        return HostArray.Of(logits);
    }

    private static IEnumerable<Cell> Named(Observed observed, double[] change, IEnumerable<int> tokens) => tokens.Take(observed.Spec.Top)
        .SelectMany(token => new[] { Cell.Of(TokenText.Of(observed.Tokenizer, token)), Cell.Of(change[token]) });
}
