using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models;

/// <summary>A Qwen2's configuration, in the names of Hugging Face's <c>Qwen2Config</c>.</summary>
public sealed record Qwen2Configuration : ModelConfiguration
{
    internal const int DefaultPositions = 32_768;
    private static readonly ConfigurationDefaults Defaults = new("rms_norm_eps", 1e-6, 32, DefaultPositions, 10_000, false);

    internal Qwen2Configuration(ConfigurationFile json)
        : base(json, Defaults, Qwen2Keys.Keys)
    {
        CheckActivation(json);
        var blocks = CountBlocks(json);
        if (json.Has("layer_types") && json.Texts("layer_types").Count is var types && types != blocks)
        {
            throw json.Error($"layer_types has {types} entries and num_hidden_layers is {blocks}", "Download the checkpoint's config.json again");
        }

        AttentionDropout = json.Number("attention_dropout", 0);
        Layers = [.. Enumerable.Repeat(OperatorKind.Attention, blocks)];
        IntermediateSize = json.Count("intermediate_size");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<OperatorKind> Layers { get; }

    /// <inheritdoc/>
    public override int IntermediateSize { get; }

    private protected override CausalModel BuildOf(IWeights weights) => Qwen2.Build(this, weights);
}
