using LfmSpec.Models;
using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary><see cref="Quantity.AttentionStatistics"/>.</summary>
internal static class AttentionStatistics
{
    internal static DataTable Table(Observed observed)
    {
        if (!observed.Shape.Blocks.Contains(OperatorKind.Attention))
        {
            throw new LabException($"{observed.Lab.Checkpoint.Name} has no attention block. Leave AttentionStatistics out for this model.");
        }

        var tables = observed.Runs().Select(clean => Rows(observed, clean)).ToArray();
        return observed.Table(
            "Attention weights of each head, means over the query positions of a prompt: entropy in nats, weight on the first, " +
            "on the query's own and on the last position (which only the last query sees), largest weight" +
            (observed.RepeatsPublished ? "; and, as published, the maximum over all queries, which is 1 always, since the first query sees itself alone. " : ". ") + observed.Averaged(),
            ["head", "entropy", "first", "own", "last", "largest", .. observed.RepeatsPublished ? ["maximum over all queries"] : Array.Empty<string>()],
            FamilyMean.Of(observed.Prompts, tables));
    }

    /// <summary>The attention weights of a block in a clean run.</summary>
    /// <returns>float32, [1, heads, query positions, key positions]; the caller's to dispose.</returns>
    internal static Tensor Weights(CausalModel model, CleanRun clean, int layer)
    {
        using var scope = NewDisposeScope();
        var site = new Site(SiteKind.AttentionWeights, layer);
        var weights = new Capturing([site]);
        model.Block(layer, clean.Residual(layer), weights);
        return weights.Values[site];
    }

    /// <summary>The attention blocks.</summary>
    internal static IEnumerable<int> Layers(ModelShape shape) => shape.Blocks.Index().Where(block => block.Item == OperatorKind.Attention).Select(block => block.Index);

    private static IReadOnlyList<DataRow> Rows(Observed observed, CleanRun clean)
    {
        var model = observed.Model;
        var rows = new List<DataRow>();
        foreach (var layer in Layers(model.Shape))
        {
            using var weights = Weights(model, clean, layer);
            var positions = clean.Ids.Count;
            rows.AddRange(HostArray.Of(weights).Chunk(positions * positions).Select((head, index) => Row($"L{layer:00} head {index}", head, positions, observed.RepeatsPublished)));
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
