using LfmSpec.Models.Checkpoints;
using static LfmSpec.Models.Architectures.ConfigurationKey;

namespace LfmSpec.Models.Architectures;

/// <summary>The keys of <c>LlamaConfig</c> (configuration_llama.py, modeling_llama.py), and those that <c>DynamicCache</c> (cache_utils.py) reads of it.</summary>
internal static class LlamaKeys
{
    private const string Forgets = "transformers' cache forgets earlier positions with it when a text is generated, and here none is forgotten";

    internal static ConfigurationKeys Keys { get; } = new("LlamaForCausalLM",
    [
        Read("rms_norm_eps", "the norms' epsilon"),
        Read("hidden_act", "silu, or its other name swish"),
        Read("attention_bias", "biases on queries, keys, values and output"),
        Read("mlp_bias", "biases on the MLP's three layers"),
        Read("attention_dropout", "above 0 no adapter can be trained: there is none here"),
        Refused("layer_types", "a block is not full_attention", "all blocks see all earlier positions here", json =>
            json.Has("layer_types") && json.Texts("layer_types").FirstOrDefault(type => type != "full_attention") is { } other ? $"names '{other}'" : null),
        Refused("sliding_window", "below max_position_embeddings, without layer_types", Forgets, json => Shorter(json, "sliding_window")),
        Refused("attention_chunk_size", "below max_position_embeddings, without layer_types", Forgets, json => Shorter(json, "attention_chunk_size")),
        Nothing("pretraining_tp", "not read since transformers 5; the same numbers to rounding"),
        Nothing("norm_eps", "not read: rms_norm_eps is"),
        Nothing("use_sliding_window", "not read"),
        Nothing("max_window_layers", "not read"),
    ]);

    private static string? Shorter(ConfigurationFile json, string key) =>
        !json.Has("layer_types") && json.Has(key) && json.Number(key) is var size && size < json.Count("max_position_embeddings", LlamaConfiguration.DefaultPositions) ? $"is {size}" : null;
}
