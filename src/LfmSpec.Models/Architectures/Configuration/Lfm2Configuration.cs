using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models;

/// <summary>An LFM2's configuration, in the names of Hugging Face's <c>Lfm2Config</c>, and in those of Liquid AI's first files.</summary>
public sealed record Lfm2Configuration : ModelConfiguration
{
    private const string Again = "Download the checkpoint's config.json again";
    private static readonly ConfigurationDefaults Defaults = new("norm_eps", 1e-5, 8, 128_000, 1_000_000, true);

    internal Lfm2Configuration(ConfigurationFile json)
        : base(json, Defaults, Lfm2Keys.Keys)
    {
        Layers = ReadLayers(json, CountBlocks(json));
        IntermediateSize = ReadIntermediateSize(json);
        ConvolutionTaps = json.Count("conv_L_cache", 3);
        ConvolutionBias = json.Flag("conv_bias", otherwise: false);
        TiedEmbeddings = json.Flag("tie_embedding", TiedEmbeddings);
    }

    /// <summary><c>conv_L_cache</c>: the number of taps of the short convolution.</summary>
    public int ConvolutionTaps { get; }

    /// <summary><c>conv_bias</c>: biases on the short convolution and its projections.</summary>
    public bool ConvolutionBias { get; }

    /// <inheritdoc/>
    internal override DecoderModules Modules => DecoderModules.Lfm2;

    private static OperatorKind[] ReadLayers(ConfigurationFile json, int blocks)
    {
        if (json.Has("layer_types"))
        {
            var layers = json.Texts("layer_types").Select(name => name switch
            {
                "conv" => OperatorKind.Convolution,
                "full_attention" => OperatorKind.Attention,
                _ => throw json.Error($"layer_types names '{name}'; LFM2 has 'conv' and 'full_attention'", Again),
            }).ToArray();
            return layers.Length == blocks
                ? layers
                : throw json.Error($"layer_types has {layers.Length} entries and num_hidden_layers is {blocks}", Again);
        }

        HashSet<int> attention = [.. json.Has("full_attn_idxs") ? json.Counts("full_attn_idxs") : Enumerable.Range(0, blocks)];
        return attention.FirstOrDefault(layer => layer >= blocks, -1) is var beyond and >= 0
            ? throw json.Error($"full_attn_idxs names block {beyond} and num_hidden_layers is {blocks}", Again)
            : [.. Enumerable.Range(0, blocks).Select(layer => attention.Contains(layer) ? OperatorKind.Attention : OperatorKind.Convolution)];
    }

    // Lfm2MLP: two thirds of the width, times the multiplier, rounded up to block_multiple_of; a multiplier of null rounds nothing.
    private static int ReadIntermediateSize(ConfigurationFile json)
    {
        var given = json.Count(json.Has("block_ff_dim") ? "block_ff_dim" : "intermediate_size");
        if (!json.Flag("block_auto_adjust_ff_dim", otherwise: true))
        {
            return given;
        }

        var adjusted = 2L * given / 3;
        if (!json.IsNull("block_ffn_dim_multiplier"))
        {
            var multiple = json.Count("block_multiple_of", 256);
            adjusted = (long)Math.Min(json.Positive("block_ffn_dim_multiplier", 1.0) * adjusted, int.MaxValue);
            adjusted = (adjusted + multiple - 1) / multiple * multiple;
        }

        return adjusted is > 0 and <= int.MaxValue
            ? (int)adjusted
            : throw json.Error($"block_auto_adjust_ff_dim makes an MLP of the width {adjusted:N0} of intermediate_size {given:N0}", Again);
    }
}
