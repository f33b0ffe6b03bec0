using LfmSpec.Models;
using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary>
/// The final norm and the head on the residual stream after each block, at the last position: nostalgebraist 2020, "Interpreting GPT: the logit lens".
/// </summary>
public sealed record LogitLens : IObservation
{
    /// <summary>How many tokens a row names.</summary>
    [Takes("a row names 1 token or more", Least = 1)]
    public int Top { get; init; } = Usual.Top;

    /// <inheritdoc/>
    public string? Problem(ModelShape shape) => KnownSettings.TopProblem(Top, shape.Vocabulary);

    /// <inheritdoc/>
    public DataTable Read(CleanRuns runs)
    {
        var blocks = runs.Shape.Blocks.Count;
        var rows = runs.Runs().Index().SelectMany(run => Rows(runs, runs.Prefix(run.Index), run.Item)).ToArray();
        return runs.Table(
            "Logit lens (nostalgebraist 2020): the model's final norm and head on the residual stream at the last position; " +
            "entropy in nats, rank (from 1) and probability of the final answer, " +
            $"which is the model's own most probable token, and the {Top} most probable tokens. " +
            (runs.RepeatsPublished ? $"The row published as Lk is the stream after k blocks, here L(k-1); its L{blocks} was normed twice, which the row of that name repeats. " : "") +
            runs.Listed(),
            ["after", .. runs.RepeatsPublished ? ["published row"] : Array.Empty<string>(), "entropy", "rank of the answer", "probability of the answer",
                .. Enumerable.Range(1, Top).SelectMany(rank => new[] { $"top {rank}", $"p {rank}" })],
            rows);
    }

    /// <summary>The logit lens after the last block is the model's own prediction, bit for bit.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="run">The run that is checked.</param>
    /// <returns>Whether it holds.</returns>
    [Law]
    public static LawVerdict LensAfterTheLastBlockIsTheModel(CleanRuns runs, CleanRun run) =>
        LensAfterTheLastBlockIsTheModel(place => Lens(runs.Model, run.Stream(place)), run, runs.Shape);

    /// <param name="lens">From a place to the lens there at the last position, [1, 1, vocabulary].</param>
    /// <param name="clean">The clean run.</param>
    /// <param name="shape">The model's sizes.</param>
    internal static LawVerdict LensAfterTheLastBlockIsTheModel(Func<int, Tensor> lens, CleanRun clean, ModelShape shape)
    {
        using var scope = NewDisposeScope();
        return LawVerdict.Of(SameLogits.Difference(clean.Distribution.Logits.narrow(1, clean.Ids.Count - 1, 1), lens(shape.Blocks.Count)) is { } difference
            ? $"the lens after the last block differs from the model's own prediction in {difference}"
            : null);
    }

    /// <summary>The final norm and the head on the last position.</summary>
    /// <param name="model">The model.</param>
    /// <param name="residual">The residual stream at some place, [1, positions, hidden].</param>
    /// <returns>Logits, float32, [1, 1, vocabulary].</returns>
    internal static Tensor Lens(CausalModel model, Tensor residual)
    {
        using var scope = NewDisposeScope();
        return model.Head(residual.narrow(1, residual.shape[1] - 1, 1)).MoveToOuterDisposeScope();
    }

    // The last hidden state that transformers returns is normed already.
    private static Tensor LensAfterNorm(CausalModel model, Tensor residual)
    {
        using var scope = NewDisposeScope();
        var normed = new CaptureVisitor([new Site(SiteKind.FinalNorm)]);
        model.Head(residual.narrow(1, residual.shape[1] - 1, 1), normed);
        using var value = normed.Values[new Site(SiteKind.FinalNorm)];
        return model.Head(value).MoveToOuterDisposeScope();
    }

    private IEnumerable<DataRow> Rows(CleanRuns runs, string prefix, CleanRun clean)
    {
        var blocks = runs.Shape.Blocks.Count;
        var answer = clean.Distribution.Top[clean.Ids.Count - 1];
        for (var place = 0; place <= blocks; place++)
        {
            using var logits = Lens(runs.Model, clean.Stream(place));
            var published = place == 0 ? "embed" : place < blocks ? $"L{place}" : "none";
            yield return Row(runs, prefix + ResidualStream.Name(place), published, logits, answer);
        }

        if (!runs.RepeatsPublished)
        {
            yield break;
        }

        using var twice = LensAfterNorm(runs.Model, clean.Stream(blocks));
        yield return Row(runs, $"{prefix}L{blocks} as published (normed twice)", $"L{blocks}", twice, answer);
    }

    private DataRow Row(CleanRuns runs, string name, string published, Tensor logits, int answer)
    {
        var lens = TokenProbabilities.At(logits, 0);
        return new DataRow(name,
        [
            .. runs.RepeatsPublished ? [Cell.Of(published)] : Array.Empty<Cell>(), Cell.Of(lens.Entropy()), Cell.Of(lens.Rank(answer)), Cell.Of(lens.Probability(answer)),
            .. lens.Top(Top).SelectMany(token => new[] { Cell.Of(runs.Text(token)), Cell.Of(lens.Probability(token)) }),
        ]);
    }
}
