using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models;

/// <summary>A Llama's configuration, in the names of Hugging Face's <c>LlamaConfig</c>.</summary>
public sealed record LlamaConfiguration : ModelConfiguration
{
    internal const int DefaultPositions = 2048;
    private static readonly ConfigurationDefaults Defaults = new("rms_norm_eps", 1e-6, null, DefaultPositions, 10_000, false);

    internal LlamaConfiguration(ConfigurationFile json)
        : base(json, Defaults, LlamaKeys.Keys)
    {
        ReadAttentionBlocks(json);
        AttentionBias = json.Flag("attention_bias", otherwise: false);
        MlpBias = json.Flag("mlp_bias", otherwise: false);
    }

    /// <summary><c>attention_bias</c>: biases on the queries, keys, values and the output of attention.</summary>
    public bool AttentionBias { get; }

    /// <summary><c>mlp_bias</c>: biases on the three layers of the MLP.</summary>
    public bool MlpBias { get; }

    /// <inheritdoc/>
    internal override DecoderModules Modules => DecoderModules.Llama with { QueryKeyValueBias = AttentionBias, OutBias = AttentionBias, MlpBias = MlpBias };
}
