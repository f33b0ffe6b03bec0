using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Architectures;

/// <summary>
/// A pre-norm decoder of rotary grouped-query attention, gated MLPs and, in some blocks, gated short convolutions, built of a checkpoint's tensors. What sets architectures apart is the
/// names and the biases of their <see cref="DecoderModules"/>.
/// </summary>
internal static class Decoder
{
    /// <summary>Takes the model's tensors, in the order of Hugging Face's modules, in which adapters are drawn.</summary>
    internal static CausalModel Build(ModelConfiguration configuration, IWeights weights)
    {
        int hidden = configuration.HiddenSize, vocabulary = configuration.VocabularySize;
        var rotary = new RotaryEmbedding(configuration.HeadDimension, configuration.Rope, weights.Device);
        var (tokens, head) = weights.EmbeddingNames(configuration.TiedEmbeddings);
        var embedding = weights.TakeMatrix(tokens, vocabulary, hidden);
        var parts = new DecoderParts
        {
            Embedding = embedding,
            Blocks = [.. configuration.Layers.Select((kind, layer) => Block(configuration, kind, weights, rotary, $"model.layers.{layer}."))],
            FinalNorm = weights.TakeNorm("model." + configuration.Modules.FinalNorm, hidden, configuration.NormEpsilon),
            Head = head == tokens ? embedding : weights.TakeMatrix(head, vocabulary, hidden),
            Rotary = rotary,
        };
        return new CausalModel(configuration.Shape, parts, weights);
    }

    private static DecoderBlock Block(ModelConfiguration configuration, OperatorKind kind, IWeights weights, RotaryEmbedding rotary, string prefix)
    {
        int hidden = configuration.HiddenSize, mlp = configuration.IntermediateSize;
        var modules = configuration.Modules;
        return new DecoderBlock
        {
            OperatorNorm = weights.TakeNorm(prefix + modules.OperatorNorm, hidden, configuration.NormEpsilon),
            Operator = kind == OperatorKind.Convolution
                ? Convolution((Lfm2Configuration)configuration, weights, prefix)
                : Attention(configuration, weights, rotary, prefix),
            MlpNorm = weights.TakeNorm(prefix + modules.MlpNorm, hidden, configuration.NormEpsilon),
            Mlp = new GatedMlp
            {
                Gate = weights.TakeLinear(prefix + modules.Gate, mlp, hidden, modules.MlpBias),
                Up = weights.TakeLinear(prefix + modules.Up, mlp, hidden, modules.MlpBias),
                Down = weights.TakeLinear(prefix + modules.Down, hidden, mlp, modules.MlpBias),
            },
        };
    }

    private static ShortConvolution Convolution(Lfm2Configuration configuration, IWeights weights, string prefix)
    {
        var hidden = configuration.HiddenSize;
        var bias = configuration.ConvolutionBias;
        return new ShortConvolution
        {
            In = weights.TakeLinear(prefix + DecoderModules.In, 3L * hidden, hidden, bias),
            Kernel = weights.Take(prefix + "conv.conv.weight", hidden, 1, configuration.ConvolutionTaps),
            Bias = bias ? weights.Take(prefix + "conv.conv.bias", hidden) : null,
            Out = weights.TakeLinear(prefix + DecoderModules.ConvolutionOut, hidden, hidden, bias),
        };
    }

    private static Attention Attention(ModelConfiguration configuration, IWeights weights, RotaryEmbedding rotary, string prefix)
    {
        int hidden = configuration.HiddenSize, width = configuration.HeadDimension;
        long query = (long)configuration.Heads * width, keyValue = (long)configuration.KeyValueHeads * width;
        var modules = configuration.Modules;
        return new Attention(configuration.Heads, configuration.KeyValueHeads, width)
        {
            Query = weights.TakeLinear(prefix + DecoderModules.Query, query, hidden, modules.QueryKeyValueBias),
            Key = weights.TakeLinear(prefix + DecoderModules.Key, keyValue, hidden, modules.QueryKeyValueBias),
            Value = weights.TakeLinear(prefix + DecoderModules.Value, keyValue, hidden, modules.QueryKeyValueBias),
            QueryNorm = Norm("self_attn.q_layernorm"),
            KeyNorm = Norm("self_attn.k_layernorm"),
            Out = weights.TakeLinear(prefix + modules.AttentionOut, hidden, query, modules.OutBias),
            Rotary = rotary,
        };

        RmsNorm? Norm(string name) => modules.NormalizesHeads ? weights.TakeNorm(prefix + name, width, configuration.NormEpsilon) : null;
    }
}
