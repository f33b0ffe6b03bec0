using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Architectures;

/// <summary>
/// Qwen2: grouped-query attention with biases on queries, keys and values, and a gated MLP, in every block. Follows Hugging Face's
/// <c>modeling_qwen2.py</c> (eager attention, float32) and names the checkpoint's tensors.
/// </summary>
internal static class Qwen2
{
    internal static CausalModel Build(Qwen2Configuration configuration, IWeights weights)
    {
        int hidden = configuration.HiddenSize, vocabulary = configuration.VocabularySize;
        var rotary = new RotaryEmbedding(configuration.HeadDimension, configuration.Rope, weights.Device);
        var (tokens, head) = weights.EmbeddingNames(configuration.TiedEmbeddings);
        var embedding = weights.TakeMatrix(tokens, vocabulary, hidden);
        var parts = new DecoderParts
        {
            Embedding = embedding,
            Blocks = [.. configuration.Layers.Select((_, layer) => Block(configuration, weights, rotary, $"model.layers.{layer}."))],
            FinalNorm = weights.TakeNorm("model.norm", hidden, configuration.NormEpsilon),
            Head = head == tokens ? embedding : weights.TakeMatrix(head, vocabulary, hidden),
            Rotary = rotary,
        };
        return new CausalModel(configuration.Shape, parts, weights);
    }

    private static DecoderBlock Block(Qwen2Configuration configuration, IWeights weights, RotaryEmbedding rotary, string prefix)
    {
        int hidden = configuration.HiddenSize, mlp = configuration.IntermediateSize;
        return new DecoderBlock
        {
            OperatorNorm = weights.TakeNorm(prefix + "input_layernorm", hidden, configuration.NormEpsilon),
            Operator = Attention(configuration, weights, rotary, prefix + "self_attn."),
            MlpNorm = weights.TakeNorm(prefix + "post_attention_layernorm", hidden, configuration.NormEpsilon),
            Mlp = new GatedMlp
            {
                Gate = weights.TakeLinear(prefix + "mlp.gate_proj", mlp, hidden),
                Up = weights.TakeLinear(prefix + "mlp.up_proj", mlp, hidden),
                Down = weights.TakeLinear(prefix + "mlp.down_proj", hidden, mlp),
            },
        };
    }

    private static Attention Attention(Qwen2Configuration configuration, IWeights weights, RotaryEmbedding rotary, string prefix)
    {
        int hidden = configuration.HiddenSize, width = configuration.HeadDimension;
        long query = (long)configuration.Heads * width, keyValue = (long)configuration.KeyValueHeads * width;
        return new Attention(configuration.Heads, configuration.KeyValueHeads, width)
        {
            Query = weights.TakeLinear(prefix + "q_proj", query, hidden, bias: true),
            Key = weights.TakeLinear(prefix + "k_proj", keyValue, hidden, bias: true),
            Value = weights.TakeLinear(prefix + "v_proj", keyValue, hidden, bias: true),
            Out = weights.TakeLinear(prefix + "o_proj", hidden, query),
            Rotary = rotary,
        };
    }
}
