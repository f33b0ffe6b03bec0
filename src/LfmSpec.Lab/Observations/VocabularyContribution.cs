using LfmSpec.Models;

namespace LfmSpec.Lab;

/// <summary>What each block adds to head(norm(h)) at the last position: the most raised and lowered tokens.</summary>
public sealed record VocabularyContribution : IObservation
{
    /// <summary>How many tokens a row names.</summary>
    [Takes("a row names 1 token or more", Least = 1)]
    public int Top { get; init; } = Usual.Top;

    /// <inheritdoc/>
    public string? Problem(ModelShape shape) => KnownSettings.TopProblem(Top, shape.Vocabulary);

    /// <inheritdoc/>
    public DataTable Read(CleanRuns runs)
    {
        return runs.Table(
            "What each block adds to head(norm(h)), the logit lens, at the last position: L2 norm of the change over the vocabulary, " +
            "and the tokens that are raised and lowered most with the change of their logits. " +
            runs.Listed(),
            ["block", "norm of the change", .. Pairs("raised"), .. Pairs("lowered")],
            [.. runs.Runs().Index().SelectMany(run => Rows(runs, runs.Prefix(run.Index), run.Item))]);
    }

    /// <summary>The logit lens after the last block is the model's own prediction, bit for bit.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="run">The run that is checked.</param>
    /// <returns>Whether it holds.</returns>
    [Law]
    public static LawVerdict LensAfterTheLastBlockIsTheModel(CleanRuns runs, CleanRun run) =>
        LogitLens.LensAfterTheLastBlockIsTheModel(place => LogitLens.Lens(runs.Model, run.Stream(place)), run, runs.Shape);

    private IEnumerable<string> Pairs(string what) => Enumerable.Range(1, Top).SelectMany(rank => new[] { $"{what} {rank}", $"{what} {rank} by" });

    private IEnumerable<DataRow> Rows(CleanRuns runs, string prefix, CleanRun clean)
    {
        var before = Logits(runs, clean, 0);
        for (var place = 1; place <= runs.Shape.Blocks.Count; place++)
        {
            var after = Logits(runs, clean, place);
            double[] change = [.. after.Zip(before, (now, then) => (double)now - then)];
            yield return new DataRow(prefix + ResidualStream.Name(place),
            [
                Cell.Of(Math.Sqrt(change.Aggregate(0.0, (sum, value) => sum + value * value))),
                .. Named(runs, change, Enumerable.Range(0, change.Length).OrderByDescending(token => change[token])),
                .. Named(runs, change, Enumerable.Range(0, change.Length).OrderBy(token => change[token])),
            ]);
            before = after;
        }
    }

    private static float[] Logits(CleanRuns runs, CleanRun clean, int place)
    {
        using var logits = LogitLens.Lens(runs.Model, clean.Stream(place));
        return HostArray.Of(logits);
    }

    private IEnumerable<Cell> Named(CleanRuns runs, double[] change, IEnumerable<int> tokens) => tokens.Take(Top)
        .SelectMany(token => new[] { Cell.Of(runs.Text(token)), Cell.Of(change[token]) });
}
