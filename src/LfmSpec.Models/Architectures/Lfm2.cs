using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Architectures;

/// <summary>
/// LFM2: a hybrid of gated short convolutions and grouped-query attention with normalised queries and keys. Follows Hugging Face's
/// <c>modeling_lfm2.py</c> (eager attention, float32) and names the checkpoint's tensors.
/// </summary>
internal static class Lfm2
{
    internal static CausalModel Build(Lfm2Configuration configuration, IWeights weights)
    {
        int hidden = configuration.HiddenSize, vocabulary = configuration.VocabularySize;
        var rotary = new RotaryEmbedding(configuration.HeadDimension, configuration.Rope, weights.Device);
        var (tokens, head) = weights.EmbeddingNames(configuration.TiedEmbeddings);
        var embedding = weights.TakeMatrix(tokens, vocabulary, hidden);
        var parts = new DecoderParts
        {
            Embedding = embedding,
            Blocks = [.. configuration.Layers.Select((kind, layer) => Block(configuration, kind, weights, rotary, $"model.layers.{layer}."))],
            FinalNorm = weights.TakeNorm("model.embedding_norm", hidden, configuration.NormEpsilon),
            Head = head == tokens ? embedding : weights.TakeMatrix(head, vocabulary, hidden),
            Rotary = rotary,
        };
        return new CausalModel(configuration.Shape, parts, weights);
    }

    private static DecoderBlock Block(Lfm2Configuration configuration, OperatorKind kind, IWeights weights, RotaryEmbedding rotary, string prefix)
    {
        int hidden = configuration.HiddenSize, mlp = configuration.IntermediateSize;
        return new DecoderBlock
        {
            OperatorNorm = weights.TakeNorm(prefix + "operator_norm", hidden, configuration.NormEpsilon),
            Operator = kind == OperatorKind.Convolution
                ? Convolution(configuration, weights, prefix + "conv.")
                : Attention(configuration, weights, rotary, prefix + "self_attn."),
            MlpNorm = weights.TakeNorm(prefix + "ffn_norm", hidden, configuration.NormEpsilon),
            Mlp = new GatedMlp
            {
                // The order of Hugging Face's modules, in which adapters are drawn.
                Gate = weights.TakeLinear(prefix + "feed_forward.w1", mlp, hidden),
                Up = weights.TakeLinear(prefix + "feed_forward.w3", mlp, hidden),
                Down = weights.TakeLinear(prefix + "feed_forward.w2", hidden, mlp),
            },
        };
    }

    private static ShortConvolution Convolution(Lfm2Configuration configuration, IWeights weights, string prefix)
    {
        var hidden = configuration.HiddenSize;
        var bias = configuration.ConvolutionBias;
        return new ShortConvolution
        {
            In = weights.TakeLinear(prefix + "in_proj", 3L * hidden, hidden, bias),
            Kernel = weights.Take(prefix + "conv.weight", hidden, 1, configuration.ConvolutionTaps),
            Bias = bias ? weights.Take(prefix + "conv.bias", hidden) : null,
            Out = weights.TakeLinear(prefix + "out_proj", hidden, hidden, bias),
        };
    }

    private static Attention Attention(Lfm2Configuration configuration, IWeights weights, RotaryEmbedding rotary, string prefix)
    {
        int hidden = configuration.HiddenSize, width = configuration.HeadDimension;
        long query = (long)configuration.Heads * width, keyValue = (long)configuration.KeyValueHeads * width;
        return new Attention(configuration.Heads, configuration.KeyValueHeads, width)
        {
            Query = weights.TakeLinear(prefix + "q_proj", query, hidden),
            Key = weights.TakeLinear(prefix + "k_proj", keyValue, hidden),
            Value = weights.TakeLinear(prefix + "v_proj", keyValue, hidden),
            QueryNorm = weights.TakeNorm(prefix + "q_layernorm", width, configuration.NormEpsilon),
            KeyNorm = weights.TakeNorm(prefix + "k_layernorm", width, configuration.NormEpsilon),
            Out = weights.TakeLinear(prefix + "out_proj", hidden, query),
            Rotary = rotary,
        };
    }
}
