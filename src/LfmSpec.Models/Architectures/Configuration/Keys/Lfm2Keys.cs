using static LfmSpec.Models.Architectures.ConfigurationKey;

namespace LfmSpec.Models.Architectures;

/// <summary>The keys of <c>Lfm2Config</c> (configuration_lfm2.py, modeling_lfm2.py), and those of Liquid AI's first files.</summary>
internal static class Lfm2Keys
{
    internal static ConfigurationKeys Keys { get; } = new("Lfm2ForCausalLM",
    [
        Read("norm_eps", "the norms' epsilon"),
        Read("layer_types", "conv or full_attention for each block"),
        Read("full_attn_idxs", "the attention blocks, in older files"),
        Read("conv_L_cache", "the taps of the convolution"),
        Read("conv_bias", "biases on the convolution and its projections"),
        Read("block_ff_dim", "the MLP's width, in older files; comes first"),
        Read("block_auto_adjust_ff_dim", "the MLP's width is two thirds of it"),
        Read("block_ffn_dim_multiplier", "and then multiplied"),
        Read("block_multiple_of", "and rounded up to a multiple"),
        Read("tie_embedding", "tie_word_embeddings, in older files; comes first"),
        Nothing("hidden_act", "the MLP is always gated by silu"),
        Nothing("attention_dropout", "not read: attention has no dropout"),
        Nothing("sliding_window", "not read: every block has a layer type"),
        Nothing("attention_chunk_size", "not read: every block has a layer type"),
        Nothing("rms_norm_eps", "not read: norm_eps is"),
        Nothing("attention_bias", "not read: attention has no biases"),
        Nothing("mlp_bias", "not read: the MLP has no biases"),
        Nothing("block_dim", "Liquid's own; not read"),
        Nothing("block_out_dim", "Liquid's own; not read"),
        Nothing("block_norm_eps", "Liquid's own; not read"),
        Nothing("block_use_swiglu", "Liquid's own; not read"),
        Nothing("block_use_xavier_init", "Liquid's own; not read"),
        Nothing("block_mlp_init_scale", "Liquid's own; not read"),
        Nothing("conv_dim", "Liquid's own; not read"),
        Nothing("conv_dim_out", "Liquid's own; not read"),
        Nothing("conv_use_xavier_init", "Liquid's own; not read"),
        Nothing("num_heads", "Liquid's own; not read"),
        Nothing("use_pos_enc", "Liquid's own; not read"),
    ]);
}
