namespace LfmSpec;

/// <summary>What Hugging Face's modeling file of an architecture calls the modules of a block, and which have biases.</summary>
internal sealed record DecoderModules
{
    /// <summary>A convolution's projections, and attention's three that every architecture calls alike.</summary>
    internal const string In = "conv.in_proj", ConvolutionOut = "conv.out_proj", Query = "self_attn.q_proj", Key = "self_attn.k_proj", Value = "self_attn.v_proj";

    /// <summary>LFM2's (modeling_lfm2.py): queries and keys are normalised, and nothing but a convolution may have biases.</summary>
    internal static DecoderModules Lfm2 { get; } = new()
    {
        FinalNorm = "embedding_norm",
        OperatorNorm = "operator_norm",
        MlpNorm = "ffn_norm",
        Gate = "feed_forward.w1",
        Up = "feed_forward.w3",
        Down = "feed_forward.w2",
        AttentionOut = "self_attn.out_proj",
        NormalizesHeads = true,
    };

    /// <summary>Llama's (modeling_llama.py), and those that follow it; biases where a configuration asks for them.</summary>
    internal static DecoderModules Llama { get; } = new();

    /// <summary>Qwen2's (modeling_qwen2.py): Llama's with biases on queries, keys and values.</summary>
    internal static DecoderModules Qwen2 { get; } = Llama with { QueryKeyValueBias = true };

    /// <summary>An architecture's, by its model_type.</summary>
    internal static DecoderModules Of(string architecture) => architecture switch { "lfm2" => Lfm2, "qwen2" => Qwen2, _ => Llama };

    internal string FinalNorm { get; init; } = "norm";

    internal string OperatorNorm { get; init; } = "input_layernorm";

    internal string MlpNorm { get; init; } = "post_attention_layernorm";

    internal string Gate { get; init; } = "mlp.gate_proj";

    internal string Up { get; init; } = "mlp.up_proj";

    internal string Down { get; init; } = "mlp.down_proj";

    internal string AttentionOut { get; init; } = "self_attn.o_proj";

    /// <summary>Whether queries and keys go through norms of a head's width.</summary>
    internal bool NormalizesHeads { get; init; }

    internal bool QueryKeyValueBias { get; init; }

    internal bool OutBias { get; init; }

    internal bool MlpBias { get; init; }
}
