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
        CheckActivation(json);
        var blocks = CountBlocks(json);
        if (json.Has("layer_types") && json.Texts("layer_types").Count is var types && types != blocks)
        {
            throw json.Error($"layer_types has {types} entries and num_hidden_layers is {blocks}", "Download the checkpoint's config.json again");
        }

        Layers = [.. Enumerable.Repeat(OperatorKind.Attention, blocks)];
        IntermediateSize = json.Count("intermediate_size");
        AttentionBias = json.Flag("attention_bias", otherwise: false);
        AttentionDropout = json.Number("attention_dropout", 0);
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

    private protected override CausalModel BuildOf(IWeights weights) => Llama.Build(this, weights);
}
