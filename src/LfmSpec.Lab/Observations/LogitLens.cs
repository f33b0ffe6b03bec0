using LfmSpec.Models;
using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary><see cref="Quantity.LogitLens"/>: nostalgebraist 2020, "Interpreting GPT: the logit lens".</summary>
internal static class LogitLens
{
    internal static DataTable Table(Observed observed)
    {
        var (blocks, top) = (observed.Shape.Blocks.Count, observed.Spec.Top);
        var rows = observed.Runs().Index().SelectMany(run => Rows(observed, observed.Prefix(run.Index), run.Item)).ToArray();
        return observed.Table(
            "Logit lens (nostalgebraist 2020): the model's final norm and head on the residual stream at the last position; " +
            "entropy in nats, rank (from 1) and probability of the final answer, " +
            $"which is the model's own most probable token, and the {top} most probable tokens. " +
            (observed.RepeatsPublished ? $"The row published as Lk is the stream after k blocks, here L(k-1); its L{blocks} was normed twice, which the row of that name repeats. " : "") +
            observed.Listed(),
            ["after", .. observed.RepeatsPublished ? ["published row"] : Array.Empty<string>(), "entropy", "rank of the answer", "probability of the answer",
                .. Enumerable.Range(1, top).SelectMany(rank => new[] { $"top {rank}", $"p {rank}" })],
            rows);
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
        var normed = new Capturing([new Site(SiteKind.FinalNorm)]);
        model.Head(residual.narrow(1, residual.shape[1] - 1, 1), normed);
        using var value = normed.Values[new Site(SiteKind.FinalNorm)];
        return model.Head(value).MoveToOuterDisposeScope();
    }

    private static IEnumerable<DataRow> Rows(Observed observed, string prefix, CleanRun clean)
    {
        var blocks = observed.Shape.Blocks.Count;
        var answer = clean.Distribution.Top[clean.Ids.Count - 1];
        for (var place = 0; place <= blocks; place++)
        {
            using var logits = Lens(observed.Model, clean.Residual(place));
            var published = place == 0 ? "embed" : place < blocks ? $"L{place}" : "none";
            yield return Row(observed, prefix + ResidualStream.Name(place), published, logits, answer);
        }

        if (!observed.RepeatsPublished)
        {
            yield break;
        }

        using var twice = LensAfterNorm(observed.Model, clean.Residual(blocks));
        yield return Row(observed, $"{prefix}L{blocks} as published (normed twice)", $"L{blocks}", twice, answer);
    }

    private static DataRow Row(Observed observed, string name, string published, Tensor logits, int answer)
    {
        var lens = TokenProbabilities.At(logits, 0);
        return new DataRow(name,
        [
            .. observed.RepeatsPublished ? [Cell.Of(published)] : Array.Empty<Cell>(), Cell.Of(lens.Entropy()), Cell.Of(lens.Rank(answer)), Cell.Of(lens.Probability(answer)),
            .. lens.Top(observed.Spec.Top).SelectMany(token => new[] { Cell.Of(TokenText.Of(observed.Tokenizer, token)), Cell.Of(lens.Probability(token)) }),
        ]);
    }
}
