using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models;

/// <summary>A Llama's configuration, in the names of Hugging Face's <c>LlamaConfig</c>.</summary>
public sealed record LlamaConfiguration : ModelConfiguration
{
    private static readonly ConfigurationDefaults Defaults = new("rms_norm_eps", 1e-6, null, 2048, 10_000, false);

    internal LlamaConfiguration(ConfigurationFile json)
        : base(json, Defaults)
    {
        Layers = [.. Enumerable.Repeat(OperatorKind.Attention, json.Count("num_hidden_layers"))];
        IntermediateSize = json.Count("intermediate_size");
        AttentionBias = json.Flag("attention_bias", otherwise: false);
        MlpBias = json.Flag("mlp_bias", otherwise: false);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<OperatorKind> Layers { get; }

    /// <inheritdoc/>
    public override int IntermediateSize { get; }

    /// <summary><c>attention_bias</c>: biases on the queries, keys, values and the output of attention.</summary>
    public bool AttentionBias { get; }

    /// <summary><c>mlp_bias</c>: biases on the three layers of the MLP.</summary>
    public bool MlpBias { get; }

    internal override CausalModel Build(IWeights weights) => Llama.Build(this, weights);
}
