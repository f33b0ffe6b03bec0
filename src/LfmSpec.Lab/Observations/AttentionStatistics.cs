using LfmSpec.Models;
using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary>Statistics of the attention weights by head: entropy in nats, weight on the first, the own and the last position, maximum.</summary>
[Reads(Component.Head)]
public sealed record AttentionStatistics : IObservation
{
    // Sums of float32 weights over as many keys as a context has.
    private const double WeightTolerance = 1e-5;

    /// <inheritdoc/>
    public DataTable Read(CleanRuns runs)
    {
        var tables = runs.Runs().Select(clean => Rows(runs, clean)).ToArray();
        return runs.Table(
            "Attention weights of each head, means over the query positions of a prompt: entropy in nats, weight on the first, " +
            "on the query's own and on the last position (which only the last query sees), largest weight" +
            (runs.RepeatsPublished ? "; and, as published, the maximum over all queries, which is 1 always, since the first query sees itself alone. " : ". ") + runs.Averaged(),
            ["head", "entropy", "first", "own", "last", "largest", .. runs.RepeatsPublished ? ["maximum over all queries"] : Array.Empty<string>()],
            runs.Mean(tables));
    }

    /// <summary>The attention weights of a query sum to 1 over the keys that it sees, and are 0 on later ones.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="run">The run that is checked.</param>
    /// <returns>Whether it holds.</returns>
    [Law]
    public static LawVerdict AttentionIsADistribution(CleanRuns runs, CleanRun run) => AttentionIsADistribution(layer => Weights(runs.Model, run, layer), runs.Shape);

    /// <param name="attention">From an attention block to its weights, float32, [1, heads, query positions, key positions].</param>
    /// <param name="shape">The model's sizes.</param>
    internal static LawVerdict AttentionIsADistribution(Func<int, Tensor> attention, ModelShape shape)
    {
        var layers = Layers(shape).ToArray();
        var longest = 0;
        foreach (var layer in layers)
        {
            using var scope = NewDisposeScope();
            using var weights = attention(layer);
            int positions = (int)weights.shape[^1], wrongSums = 0, ahead = 0, negative = 0;
            double furthest = 0;
            longest = Math.Max(longest, positions);
            foreach (var (row, query) in HostArray.Of(weights).Chunk(positions).Index())
            {
                var off = Math.Abs(query.Aggregate(0.0, (sum, weight) => sum + weight) - 1);
                wrongSums += off <= WeightTolerance ? 0 : 1;
                furthest = Math.Max(furthest, off);
                negative += query.Count(weight => !(weight >= 0));
                ahead += query.Skip(row % positions + 1).Count(weight => weight != 0);
            }

            if (wrongSums + ahead + negative > 0)
            {
                return LawVerdict.Broken($"attention weights of L{layer:00}: {wrongSums} queries do not sum to 1 (off by up to {furthest:G3}), " +
                    $"{ahead} weights on later positions are not 0, {negative} are negative or no number");
            }
        }

        return layers.Length == 0 ? LawVerdict.NothingToCheck("the model has no attention block")
            : longest < 2 ? LawVerdict.NothingToCheck("the prompt has one position, which a query gives its whole weight whatever it computes")
            : LawVerdict.Holds;
    }

    /// <summary>The attention weights of a block in a clean run.</summary>
    /// <returns>float32, [1, heads, query positions, key positions]; the caller's to dispose.</returns>
    internal static Tensor Weights(CausalModel model, CleanRun clean, int layer)
    {
        using var scope = NewDisposeScope();
        var site = new Site(SiteKind.AttentionWeights, layer);
        var weights = new CaptureVisitor([site]);
        model.Block(layer, clean.Stream(layer), weights);
        return weights.Values[site];
    }

    /// <summary>The attention blocks.</summary>
    internal static IEnumerable<int> Layers(ModelShape shape) => shape.Blocks.Index().Where(block => block.Item == OperatorKind.Attention).Select(block => block.Index);

    private static IReadOnlyList<DataRow> Rows(CleanRuns runs, CleanRun clean)
    {
        var model = runs.Model;
        var rows = new List<DataRow>();
        foreach (var layer in Layers(model.Shape))
        {
            using var weights = Weights(model, clean, layer);
            var positions = clean.Ids.Count;
            rows.AddRange(HostArray.Of(weights).Chunk(positions * positions).Select((head, index) => Row($"L{layer:00} head {index}", head, positions, runs.RepeatsPublished)));
        }

        return rows;
    }

    private static DataRow Row(string name, float[] weights, int positions, bool repeatsPublished)
    {
        float[][] queries = [.. weights.Chunk(positions)];
        double Mean(Func<float[], int, double> of) => Descriptive.Mean(queries.Select(of));
        return DataRow.Of(
            name,
            [
                Mean((query, _) => query.Aggregate(0.0, (sum, weight) => weight > 0 ? sum - weight * Math.Log(weight) : sum)),
                Mean((query, _) => query[0]),
                Mean((query, position) => query[position]),
                Mean((query, _) => query[^1]),
                Mean((query, _) => query.Max()),
                .. repeatsPublished ? [weights.Max()] : Array.Empty<double>(),
            ]);
    }
}
