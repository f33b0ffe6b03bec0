using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models;

/// <summary>A Qwen2's configuration, in the names of Hugging Face's <c>Qwen2Config</c>.</summary>
public sealed record Qwen2Configuration : ModelConfiguration
{
    internal const int DefaultPositions = 32_768;
    private static readonly ConfigurationDefaults Defaults = new("rms_norm_eps", 1e-6, 32, DefaultPositions, 10_000, false);

    internal Qwen2Configuration(ConfigurationFile json)
        : base(json, Defaults, Qwen2Keys.Keys) => ReadAttentionBlocks(json);

    /// <inheritdoc/>
    internal override DecoderModules Modules => DecoderModules.Qwen2;
}
