using LfmSpec.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace LfmSpec.Models;

/// <summary>
/// LFM2: a hybrid of gated short convolutions and grouped-query attention. The forward pass follows Hugging Face's
/// <c>modeling_lfm2.py</c> (eager attention, float32), in the order in which data flows; every site is visited.
/// </summary>
public sealed class Lfm2 : CausalModel
{
    private readonly Lfm2Configuration configuration;
    private readonly WeightMatrix embedding;     // model.embed_tokens.weight [vocabulary, hidden]
    private readonly Tensor finalNorm;           // model.embedding_norm.weight [hidden]
    private readonly WeightMatrix head;          // lm_head.weight, or the embedding if tied [vocabulary, hidden]
    private readonly Layer[] layers;
    private readonly RotaryEmbedding rotary;

    /// <summary>Takes the weights of a checkpoint.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="weights">The weights; each is taken once.</param>
    /// <exception cref="CheckpointException">A tensor is missing or has another shape.</exception>
    internal Lfm2(Lfm2Configuration configuration, IWeights weights)
    {
        this.configuration = configuration;
        int hidden = configuration.HiddenSize, vocabulary = configuration.VocabularySize;
        Shape = new ModelShape
        {
            Blocks = configuration.Layers,
            Hidden = hidden,
            MlpHidden = configuration.IntermediateSize,
            Heads = configuration.Heads,
            KeyValueHeads = configuration.KeyValueHeads,
            HeadDimension = hidden / configuration.Heads,
            Vocabulary = vocabulary,
            Context = configuration.MaxPositions,
        };
        embedding = weights.TakeMatrix("model.embed_tokens.weight", vocabulary, hidden);
        layers = [.. configuration.Layers.Select((kind, index) => new Layer(kind, configuration, Shape, weights, $"model.layers.{index}."))];
        finalNorm = weights.Take("model.embedding_norm.weight", hidden);
        head = configuration.TiedEmbeddings ? embedding : weights.TakeMatrix("lm_head.weight", vocabulary, hidden);
        rotary = new RotaryEmbedding(Shape.HeadDimension, configuration.RopeTheta);
        Parameters = weights.TakenParameters;
    }

    /// <inheritdoc/>
    public override ModelShape Shape { get; }

    /// <inheritdoc/>
    public override long Parameters { get; }

    /// <inheritdoc/>
    public override Tensor Embed(Tensor ids, ISiteVisitor? visitor = null)
    {
        using var scope = NewDisposeScope();
        var tokens = embedding.Take(ids.reshape(-1)).view(ids.shape[0], ids.shape[1], Shape.Hidden);
        return visitor.At(SiteKind.Embedding, -1, tokens).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor Block(int layer, Tensor residual, ISiteVisitor? visitor = null, DecodingCache? cache = null)
    {
        using var scope = NewDisposeScope();
        var weights = layers[layer];
        residual = visitor.At(SiteKind.BlockInput, layer, residual);

        var input = visitor.At(SiteKind.OperatorInput, layer, RmsNorm(residual, weights.OperatorNorm));
        var output = weights.Kind == OperatorKind.Convolution
            ? ShortConvolution(layer, weights, input, visitor, cache)
            : Attention(layer, weights, input, visitor, cache);
        residual = residual + visitor.At(SiteKind.OperatorOutput, layer, output);

        var mlp = Mlp(weights, RmsNorm(residual, weights.MlpNorm));
        residual = residual + visitor.At(SiteKind.MlpOutput, layer, mlp);

        return visitor.At(SiteKind.BlockOutput, layer, residual).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor? ConvolutionKernel(int layer)
    {
        using var scope = NewDisposeScope();
        return layers[layer].Conv?.detach().squeeze(1).clone().MoveToOuterDisposeScope();
    }

    private protected override WeightMatrix HeadWeight => head;

    private protected override Tensor FinalNorm(Tensor residual, ISiteVisitor? visitor) =>
        visitor.At(SiteKind.FinalNorm, -1, RmsNorm(residual, finalNorm));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var layer in layers)
            {
                layer.Dispose();
            }

            embedding.Dispose();
            finalNorm.Dispose();
            head.Dispose();
            rotary.Dispose();
        }
    }

    // out_proj(C * conv(B * x))
    private static Tensor ShortConvolution(int layer, Layer weights, Tensor input, ISiteVisitor? visitor, DecodingCache? cache)
    {
        var parts = weights.ConvIn!.Apply(input, weights.ConvInBias).chunk(3, dim: -1);              // 3 x [batch, positions, hidden]
        var gate = visitor.At(SiteKind.ConvGate, layer, parts[0]);
        var carrier = visitor.At(SiteKind.ConvCarrier, layer, parts[1]);
        var signal = visitor.At(SiteKind.ConvSignal, layer, parts[2]);

        var mixed = cache is null
            ? FusedLayers.GatedConvolution(gate, signal, carrier, weights.Conv!, weights.ConvBias)
            : carrier * Convolve(cache.Extend(layer, gate * signal, weights.Conv!.shape[2]), weights);
        var output = visitor.At(SiteKind.ConvOutput, layer, mixed);
        return weights.OperatorOut.Apply(output, weights.ConvOutBias);
    }

    private Tensor Attention(int layer, Layer weights, Tensor input, ISiteVisitor? visitor, DecodingCache? cache)
    {
        long batch = input.shape[0], positions = input.shape[1];
        var query = RmsNorm(weights.Query!.Apply(input).view(batch, positions, Shape.Heads, Shape.HeadDimension), weights.QueryNorm!);
        var key = RmsNorm(weights.Key!.Apply(input).view(batch, positions, Shape.KeyValueHeads, Shape.HeadDimension), weights.KeyNorm!);
        var value = weights.Value!.Apply(input).view(batch, positions, Shape.KeyValueHeads, Shape.HeadDimension);
        var start = cache?.Positions ?? 0;
        query = rotary.Apply(visitor.At(SiteKind.Query, layer, query), start).transpose(1, 2);         // [batch, heads, positions, head_dim]
        key = rotary.Apply(visitor.At(SiteKind.Key, layer, key), start).transpose(1, 2);
        value = visitor.At(SiteKind.Value, layer, value).transpose(1, 2);
        if (cache is not null)
        {
            (key, value) = cache.Append(layer, key, value);
        }

        var mixed = visitor?.Wants(new Site(SiteKind.AttentionWeights, layer)) == true
            ? matmul(visitor.Visit(new Site(SiteKind.AttentionWeights, layer), AttentionWeights(query, Repeat(key))), Repeat(value))
            : GroupedAttention(query, key, value);
        var heads = mixed.transpose(1, 2).reshape(batch, positions, Shape.Heads * Shape.HeadDimension);
        return weights.OperatorOut.Apply(visitor.At(SiteKind.Heads, layer, heads));
    }

    // Every key-value head serves a group of query heads: an expanded dimension, which takes no memory. New positions come last.
    private Tensor GroupedAttention(Tensor query, Tensor key, Tensor value)
    {
        long batch = query.shape[0], positions = query.shape[2], seen = key.shape[2];
        long groups = batch * Shape.KeyValueHeads, size = Shape.Heads / Shape.KeyValueHeads;
        var mixed = scaled_dot_product_attention(
            query.reshape(groups, size, positions, Shape.HeadDimension),
            key.reshape(groups, 1, seen, Shape.HeadDimension).expand(groups, size, seen, Shape.HeadDimension),
            value.reshape(groups, 1, seen, Shape.HeadDimension).expand(groups, size, seen, Shape.HeadDimension),
            positions is 1 || positions == seen ? null : Causal(positions, seen), 0.0, positions > 1 && positions == seen);
        return mixed.reshape(batch, Shape.Heads, positions, Shape.HeadDimension);
    }

    // True where a query, of the last positions, sees a key.
    private static Tensor Causal(long positions, long seen) => ones(positions, seen, dtype: ScalarType.Bool).tril(seen - positions);

    // [batch, taps - 1 + positions, channels] -> [batch, positions, channels]
    private static Tensor Convolve(Tensor signal, Layer weights) =>
        conv1d(signal.transpose(1, 2), weights.Conv!, weights.ConvBias, groups: weights.Conv!.shape[0]).transpose(1, 2);

    private Tensor Repeat(Tensor heads) => heads.repeat_interleave(Shape.Heads / Shape.KeyValueHeads, dim: 1);

    private static Tensor AttentionWeights(Tensor query, Tensor key)
    {
        var scores = matmul(query, key.transpose(2, 3)) * (1.0 / Math.Sqrt(query.shape[3]));
        return softmax(scores.masked_fill(Causal(query.shape[2], key.shape[2]).logical_not(), double.NegativeInfinity), -1);
    }

    // w2(silu(w1(x)) * w3(x))
    private static Tensor Mlp(Layer weights, Tensor input) =>
        weights.W2.Apply(weights.W1.Gated(input, weights.W3));

    private Tensor RmsNorm(Tensor x, Tensor weight) => FusedLayers.RmsNorm(x, weight, configuration.NormEpsilon);

    /// <summary>One block's weights: matrices [out, in], the rest float32.</summary>
    private sealed class Layer : IDisposable
    {
        internal Layer(OperatorKind kind, Lfm2Configuration configuration, ModelShape shape, IWeights weights, string prefix)
        {
            int hidden = shape.Hidden, mlp = shape.MlpHidden, keyValue = shape.KeyValueHeads * shape.HeadDimension;
            Kind = kind;
            OperatorNorm = weights.Take(prefix + "operator_norm.weight", hidden);
            if (kind == OperatorKind.Convolution)
            {
                ConvIn = weights.TakeMatrix(prefix + "conv.in_proj.weight", 3 * hidden, hidden);
                Conv = weights.Take(prefix + "conv.conv.weight", hidden, 1, configuration.ConvolutionTaps);
                OperatorOut = weights.TakeMatrix(prefix + "conv.out_proj.weight", hidden, hidden);
                if (configuration.ConvolutionBias)
                {
                    ConvInBias = weights.Take(prefix + "conv.in_proj.bias", 3 * hidden);
                    ConvBias = weights.Take(prefix + "conv.conv.bias", hidden);
                    ConvOutBias = weights.Take(prefix + "conv.out_proj.bias", hidden);
                }
            }
            else
            {
                Query = weights.TakeMatrix(prefix + "self_attn.q_proj.weight", hidden, hidden);
                Key = weights.TakeMatrix(prefix + "self_attn.k_proj.weight", keyValue, hidden);
                Value = weights.TakeMatrix(prefix + "self_attn.v_proj.weight", keyValue, hidden);
                QueryNorm = weights.Take(prefix + "self_attn.q_layernorm.weight", shape.HeadDimension);
                KeyNorm = weights.Take(prefix + "self_attn.k_layernorm.weight", shape.HeadDimension);
                OperatorOut = weights.TakeMatrix(prefix + "self_attn.out_proj.weight", hidden, hidden);
            }

            MlpNorm = weights.Take(prefix + "ffn_norm.weight", hidden);
            W1 = weights.TakeMatrix(prefix + "feed_forward.w1.weight", mlp, hidden);
            W2 = weights.TakeMatrix(prefix + "feed_forward.w2.weight", hidden, mlp);
            W3 = weights.TakeMatrix(prefix + "feed_forward.w3.weight", mlp, hidden);
        }

        internal OperatorKind Kind { get; }

        internal Tensor OperatorNorm { get; }

        internal WeightMatrix? ConvIn { get; }

        internal Tensor? ConvInBias { get; }

        internal Tensor? Conv { get; }

        internal Tensor? ConvBias { get; }

        internal Tensor? ConvOutBias { get; }

        internal WeightMatrix? Query { get; }

        internal WeightMatrix? Key { get; }

        internal WeightMatrix? Value { get; }

        internal Tensor? QueryNorm { get; }

        internal Tensor? KeyNorm { get; }

        internal WeightMatrix OperatorOut { get; }

        internal Tensor MlpNorm { get; }

        internal WeightMatrix W1 { get; }

        internal WeightMatrix W2 { get; }

        internal WeightMatrix W3 { get; }

        public void Dispose()
        {
            IDisposable?[] all = [OperatorNorm, ConvIn, ConvInBias, Conv, ConvBias, ConvOutBias, Query, Key, Value, QueryNorm, KeyNorm, OperatorOut, MlpNorm, W1, W2, W3];
            foreach (var weight in all)
            {
                weight?.Dispose();
            }
        }
    }
}
