using System.Text.Json;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models;

/// <summary>What an LFM2 checkpoint's config.json says, in the names of Hugging Face's <c>Lfm2Config</c>.</summary>
public sealed record Lfm2Configuration
{
    /// <summary>The operator of each block: from <c>layer_types</c>, or in older files from <c>full_attn_idxs</c>.</summary>
    public required IReadOnlyList<OperatorKind> Layers { get; init; }

    /// <summary><c>hidden_size</c>.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>The MLP's width: <c>intermediate_size</c>, adjusted if <c>block_auto_adjust_ff_dim</c>.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary><c>num_attention_heads</c>.</summary>
    public required int Heads { get; init; }

    /// <summary><c>num_key_value_heads</c>.</summary>
    public required int KeyValueHeads { get; init; }

    /// <summary><c>conv_L_cache</c>: the number of taps of the short convolution.</summary>
    public required int ConvolutionTaps { get; init; }

    /// <summary><c>conv_bias</c>: biases on the short convolution and its projections.</summary>
    public required bool ConvolutionBias { get; init; }

    /// <summary><c>norm_eps</c>.</summary>
    public required double NormEpsilon { get; init; }

    /// <summary><c>rope_theta</c>.</summary>
    public required double RopeTheta { get; init; }

    /// <summary><c>max_position_embeddings</c>.</summary>
    public required int MaxPositions { get; init; }

    /// <summary><c>vocab_size</c>.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Whether the head is the embedding matrix: <c>tie_word_embeddings</c>, or <c>tie_embedding</c> in older files.</summary>
    public required bool TiedEmbeddings { get; init; }

    /// <summary>Reads a configuration.</summary>
    /// <param name="json">The config.json.</param>
    /// <returns>The configuration.</returns>
    /// <exception cref="CheckpointException">It is not an LFM2 configuration that this model can run.</exception>
    public static Lfm2Configuration Read(ConfigurationFile json)
    {
        if (json.Text("model_type") is var type && type != "lfm2")
        {
            throw json.Error($"model_type is '{type}', and this model is 'lfm2'", "Use a checkpoint of an LFM2 model");
        }

        var blocks = json.Count("num_hidden_layers");
        var heads = json.Count("num_attention_heads");
        var hidden = json.Count("hidden_size");
        var keyValueHeads = json.Count("num_key_value_heads");
        if (hidden % heads != 0 || heads % keyValueHeads != 0 || hidden / heads % 2 != 0)
        {
            throw json.Error(
                $"hidden_size {hidden}, num_attention_heads {heads} and num_key_value_heads {keyValueHeads} do not divide into heads of an even width",
                "Download the checkpoint's config.json again");
        }

        var rope = json.Has("rope_parameters") ? json.Section("rope_parameters") : json;
        if (rope.Has("rope_type") && rope.Text("rope_type") is var ropeType && ropeType != "default")
        {
            throw json.Error($"rope_type is '{ropeType}', and LFM2 runs with 'default'", "Use a checkpoint without rope scaling");
        }

        return new Lfm2Configuration
        {
            Layers = ReadLayers(json, blocks),
            HiddenSize = hidden,
            IntermediateSize = ReadIntermediateSize(json),
            Heads = heads,
            KeyValueHeads = keyValueHeads,
            ConvolutionTaps = json.Count("conv_L_cache"),
            ConvolutionBias = json.Flag("conv_bias", otherwise: false),
            NormEpsilon = json.Number("norm_eps"),
            RopeTheta = rope.Number("rope_theta"),
            MaxPositions = json.Count("max_position_embeddings"),
            VocabularySize = json.Count("vocab_size"),
            TiedEmbeddings = json.Flag("tie_word_embeddings", json.Flag("tie_embedding", otherwise: true)),
        };
    }

    private static OperatorKind[] ReadLayers(ConfigurationFile json, int blocks)
    {
        if (json.Has("layer_types"))
        {
            var layers = json.Texts("layer_types").Select(name => name switch
            {
                "conv" => OperatorKind.Convolution,
                "full_attention" => OperatorKind.Attention,
                _ => throw json.Error($"layer_types names '{name}'; LFM2 has 'conv' and 'full_attention'", "Download the checkpoint's config.json again"),
            }).ToArray();
            return layers.Length == blocks
                ? layers
                : throw json.Error($"layer_types has {layers.Length} entries and num_hidden_layers is {blocks}", "Download the checkpoint's config.json again");
        }

        var attention = json.Has("full_attn_idxs") ? json.Counts("full_attn_idxs") : [.. Enumerable.Range(0, blocks)];
        return [.. Enumerable.Range(0, blocks).Select(layer => attention.Contains(layer) ? OperatorKind.Attention : OperatorKind.Convolution)];
    }

    // Lfm2MLP: with block_auto_adjust_ff_dim two thirds of the width, times the multiplier, rounded up to block_multiple_of.
    private static int ReadIntermediateSize(ConfigurationFile json)
    {
        var size = json.Count(json.Has("intermediate_size") ? "intermediate_size" : "block_ff_dim");
        if (!json.Flag("block_auto_adjust_ff_dim", otherwise: true))
        {
            return size;
        }

        size = 2 * size / 3;
        if (json.Has("block_ffn_dim_multiplier"))
        {
            size = (int)(json.Number("block_ffn_dim_multiplier") * size);
        }

        var multiple = json.Has("block_multiple_of") ? json.Count("block_multiple_of") : 256;
        return (size + multiple - 1) / multiple * multiple;
    }
}
