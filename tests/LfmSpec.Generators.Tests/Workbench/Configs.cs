namespace LfmSpec.Generators.Tests;

/// <summary>Configurations of checkpoints, short of what no check reads.</summary>
internal static class Configs
{
    /// <summary>Fourteen blocks, attention at 2, 4, 6, 8, 10 and 12; eight heads.</summary>
    public const string Lfm2 = """
        { "model_type": "lfm2", "num_hidden_layers": 14, "num_attention_heads": 8, "num_key_value_heads": 4, "hidden_size": 128, "vocab_size": 1024,
          "intermediate_size": 320, "block_auto_adjust_ff_dim": false, "full_attn_idxs": null,
          "layer_types": ["conv", "conv", "full_attention", "conv", "full_attention", "conv", "full_attention", "conv",
                          "full_attention", "conv", "full_attention", "conv", "full_attention", "conv"] }
        """;

    /// <summary>Eight blocks, all attention; eight heads.</summary>
    public const string Qwen2 = """
        { "model_type": "qwen2", "num_hidden_layers": 8, "num_attention_heads": 8, "num_key_value_heads": 2, "hidden_size": 128, "vocab_size": 1024, "intermediate_size": 320 }
        """;

    /// <summary>Two blocks, both convolutions.</summary>
    public const string Convolutions = """
        { "model_type": "lfm2", "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2, "hidden_size": 64, "vocab_size": 1024, "intermediate_size": 96, "layer_types": ["conv", "conv"] }
        """;
}
