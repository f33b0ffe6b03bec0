using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models;

/// <summary>A Qwen2's configuration, in the names of Hugging Face's <c>Qwen2Config</c>.</summary>
public sealed record Qwen2Configuration : ModelConfiguration
{
    private static readonly ConfigurationDefaults Defaults = new("rms_norm_eps", 1e-6, 32, 32_768, 10_000, false);

    internal Qwen2Configuration(ConfigurationFile json)
        : base(json, Defaults)
    {
        if (json.Flag("use_sliding_window", otherwise: false))
        {
            throw json.Error(
                "use_sliding_window is true, and attention here sees all earlier positions",
                "Use a checkpoint without it; for texts shorter than sliding_window, set it to false: the numbers are the same");
        }

        var blocks = json.Count("num_hidden_layers");
        var types = json.Has("layer_types") ? json.Texts("layer_types") : [.. Enumerable.Repeat("full_attention", blocks)];
        if (types.FirstOrDefault(type => type != "full_attention") is { } other)
        {
            throw json.Error($"layer_types names '{other}', and Qwen2 runs with 'full_attention' here", "Use a checkpoint whose blocks all have it");
        }

        if (types.Count != blocks)
        {
            throw json.Error($"layer_types has {types.Count} entries and num_hidden_layers is {blocks}", "Download the checkpoint's config.json again");
        }

        Layers = [.. Enumerable.Repeat(OperatorKind.Attention, blocks)];
        IntermediateSize = json.Count("intermediate_size");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<OperatorKind> Layers { get; }

    /// <inheritdoc/>
    public override int IntermediateSize { get; }

    internal override CausalModel Build(IWeights weights) => Qwen2.Build(this, weights);
}
