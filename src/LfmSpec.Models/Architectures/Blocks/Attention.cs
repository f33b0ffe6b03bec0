using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace LfmSpec.Models.Architectures;

/// <summary>
/// Causal self-attention with rotary positions, where every key-value head serves a group of query heads (Ainslie et al. 2023, "GQA").
/// </summary>
/// <param name="heads">The number of query heads.</param>
/// <param name="keyValueHeads">The number of key-value heads; it divides that of the query heads.</param>
/// <param name="headDimension">The width of a head.</param>
internal sealed class Attention(int heads, int keyValueHeads, int headDimension) : IOperator
{
    /// <summary>The queries' layer, [heads x head_dim, hidden].</summary>
    internal required LinearLayer Query { get; init; }

    /// <summary>The keys' layer, [key-value heads x head_dim, hidden].</summary>
    internal required LinearLayer Key { get; init; }

    /// <summary>The values' layer, [key-value heads x head_dim, hidden].</summary>
    internal required LinearLayer Value { get; init; }

    /// <summary>The norm of each query head, or null.</summary>
    internal RmsNorm? QueryNorm { get; init; }

    /// <summary>The norm of each key head, or null.</summary>
    internal RmsNorm? KeyNorm { get; init; }

    /// <summary>The layer back to the residual stream, [hidden, heads x head_dim].</summary>
    internal required LinearLayer Out { get; init; }

    /// <summary>The rotary embedding: the model's own, which all its blocks share.</summary>
    internal required RotaryEmbedding Rotary { get; init; }

    /// <inheritdoc/>
    public Tensor Apply(int layer, Tensor input, ISiteVisitor? visitor, DecodingCache? cache, long last)
    {
        long batch = input.size(0), positions = input.size(1), asking = Math.Min(positions, last);
        var query = Normalize(Query.Apply(LastPositions.Of(input, asking)).Viewed(batch, asking, heads, headDimension), QueryNorm);
        var key = Normalize(Key.Apply(input).Viewed(batch, positions, keyValueHeads, headDimension), KeyNorm);
        var value = Value.Apply(input).Viewed(batch, positions, keyValueHeads, headDimension);
        query = visitor.At(SiteKind.Query, layer, query);
        key = visitor.At(SiteKind.Key, layer, key);
        value = visitor.At(SiteKind.Value, layer, value);
        var mixed = cache?.Texts is { } texts ? TextByText(layer, query, key, value, visitor, texts) : Mixed(layer, query, key, value, visitor, cache);
        return Out.Apply(visitor.At(SiteKind.Heads, layer, mixed));
    }

    public void Dispose()
    {
        Query.Dispose();
        Key.Dispose();
        Value.Dispose();
        QueryNorm?.Dispose();
        KeyNorm?.Dispose();
        Out.Dispose();
    }

    private Tensor TextByText(int layer, Tensor query, Tensor key, Tensor value, ISiteVisitor? visitor, IReadOnlyList<DecodingCache> texts) =>
        cat([.. texts.Select((text, row) => Mixed(layer, query.narrow(0, row, 1), key.narrow(0, row, 1), value.narrow(0, row, 1), visitor, text))], 0);

    // Queries [batch, asking, heads, head_dim] of the last positions, keys and values of all that are new -> [batch, asking, heads x head_dim]
    private Tensor Mixed(int layer, Tensor query, Tensor key, Tensor value, ISiteVisitor? visitor, DecodingCache? cache)
    {
        var start = cache?.Positions ?? 0;
        query = Rotary.Apply(query, start + key.size(1) - query.size(1)).transpose(1, 2);
        key = Rotary.Apply(key, start).transpose(1, 2);
        value = value.transpose(1, 2);
        if (cache is not null)
        {
            (key, value) = cache.Append(layer, key, value);
        }

        var mixed = visitor?.Wants(new Site(SiteKind.AttentionWeights, layer)) == true
            ? matmul(visitor.Visit(new Site(SiteKind.AttentionWeights, layer), Weights(query, Repeat(key))), Repeat(value))
            : Grouped(query, key, value);
        return mixed.transpose(1, 2).flatten(2);
    }

    private static Tensor Normalize(Tensor x, RmsNorm? norm) => norm is null ? x : norm.Apply(x);

    // A group of query heads shares its key-value head as an expanded dimension, which takes no memory. New positions come last.
    private Tensor Grouped(Tensor query, Tensor key, Tensor value)
    {
        long batch = query.size(0), positions = query.size(2), seen = key.size(2);
        long groups = batch * keyValueHeads, size = heads / keyValueHeads;
        var mixed = scaled_dot_product_attention(
            query.Reshaped(groups, size, positions, headDimension),
            key.Reshaped(groups, 1, seen, headDimension).expand([groups, size, seen, headDimension]),
            value.Reshaped(groups, 1, seen, headDimension).expand([groups, size, seen, headDimension]),
            positions is 1 || positions == seen ? null : Causal(positions, seen, query.device), 0.0, positions > 1 && positions == seen);
        return mixed.Reshaped(batch, heads, positions, headDimension);
    }

    private Tensor Repeat(Tensor shared) => shared.repeat_interleave(heads / keyValueHeads, dim: 1);

    private static Tensor Weights(Tensor query, Tensor key)
    {
        var scores = matmul(query, key.transpose(2, 3)) * (1.0 / Math.Sqrt(query.size(3)));
        return softmax(scores.masked_fill(Causal(query.size(2), key.size(2), query.device).logical_not(), double.NegativeInfinity), -1);
    }

    // True where a query, of the last positions, sees a key.
    private static Tensor Causal(long positions, long seen, Device device) => ones(positions, seen, dtype: ScalarType.Bool, device: device).tril(seen - positions);
}
