using LfmSpec.Models.Checkpoints;
using static LfmSpec.Models.Architectures.ConfigurationKey;

namespace LfmSpec.Models.Architectures;

/// <summary>The keys of <c>Qwen2Config</c> (configuration_qwen2.py, modeling_qwen2.py).</summary>
internal static class Qwen2Keys
{
    private const string Sliding = "sliding_attention";

    internal static ConfigurationKeys Keys { get; } = new("Qwen2ForCausalLM",
    [
        Read("rms_norm_eps", "the norms' epsilon"),
        Read("hidden_act", "silu, or its other name swish"),
        Read("attention_dropout", "above 0 no adapter can be trained: there is none here"),
        Read("sliding_window", "the window of the blocks that slide [4096]; none unless use_sliding_window"),
        Read("max_window_layers", "the first block that slides [28], where there are no layer_types"),
        Refused("layer_types", "a block is neither full_attention nor slides over the whole context", "all blocks see all earlier positions here", json =>
            json.Has("layer_types") && json.Texts("layer_types").FirstOrDefault(type => type != "full_attention" && !(type == Sliding && Window(json) >= Positions(json))) is { } other ? $"names '{other}'" : null),
        Refused("use_sliding_window", "true, and a block slides over less than the context", "attention here sees all earlier positions; for texts shorter than sliding_window false gives the same numbers", json =>
            !json.Has("layer_types") && Window(json) < Positions(json) && json.Count("num_hidden_layers") > json.Number("max_window_layers", 28) ? "is true" : null),
        Nothing("attention_bias", "not read: queries, keys and values always have biases"),
        Nothing("mlp_bias", "not read: the MLP has no biases"),
        Nothing("attention_chunk_size", "not read: every block has a layer type"),
        Nothing("norm_eps", "not read: rms_norm_eps is"),
        Nothing("pretraining_tp", "not read"),
    ]);

    // Null where nothing slides: comparisons with it are false.
    private static int? Window(ConfigurationFile json) =>
        json.Flag("use_sliding_window", otherwise: false) && !json.IsNull("sliding_window") ? json.Count("sliding_window", 4096) : null;

    private static int Positions(ConfigurationFile json) => json.Count("max_position_embeddings", Qwen2Configuration.DefaultPositions);
}
