using LfmSpec.Models.Quantization;
using static LfmSpec.Models.Architectures.ConfigurationKey;

namespace LfmSpec.Models.Architectures;

/// <summary>
/// The keys that all architectures have: of <c>PreTrainedConfig</c> (configuration_utils.py), <c>create_causal_mask</c> (masking_utils.py),
/// <c>RotaryEmbeddingConfigMixin</c> (modeling_rope_utils.py) and <c>GenerationConfig</c>, whose settings transformers 5 drops from a config.json.
/// </summary>
internal static class CommonKeys
{
    internal static IReadOnlyList<ConfigurationKey> All { get; } =
    [
        Read("model_type", "the architecture"),
        Read("architectures", "the class; another one than the architecture's causal language model is refused"),
        Read("hidden_size", "the width of the residual stream"),
        Read("num_hidden_layers", "the number of blocks, 10,000 at most"),
        Read("num_attention_heads", "the query heads"),
        Read("num_key_value_heads", "the key-value heads"),
        Read("head_dim", "the width of a head"),
        Read("intermediate_size", "the MLP's width"),
        Read("vocab_size", "the rows of the embedding"),
        Read("max_position_embeddings", "the longest text"),
        Read("tie_word_embeddings", "the head is the embedding matrix, unless another is stored"),
        Read("rope_parameters", "the rotary embedding"),
        Read("rope_scaling", "the rotary embedding, in older files"),
        Read("rope_theta", "its base, in older files"),
        Read("theta", "its base, in the first files of LFM2"),
        Read("original_max_position_embeddings", "the context of the first training, for llama3 and yarn"),
        Read("eos_token_id", "what ends a generated text, where generation_config.json does not say"),
        Refused("partial_rotary_factor", "other than 1", "all of a head turns here", json =>
            json.Number("partial_rotary_factor", 1) is var factor and not 1 ? $"is {factor}" : null),
        Refused("is_causal", "not true", "attention would see later positions, and here it sees earlier ones only", json =>
            json.IsNull("is_causal") ? "is null" : json.Flag("is_causal", otherwise: true) ? null : "is false"),
        Refused("is_encoder_decoder", "true", "the model here is a decoder alone", json =>
            json.Flag("is_encoder_decoder", otherwise: false) ? "is true" : null),
        Refused("per_layer_config", "it holds something", "blocks would have settings of their own, and here all have the same", json =>
            json.HoldsSomething("per_layer_config") ? "is set" : null),
        Refused("auto_map", "it holds something", "the checkpoint has code of its own, and what that computes cannot be known here", json =>
            json.HoldsSomething("auto_map") ? "is set" : null),
        Refused("quantization_config", "it holds something", "weights are bf16, fp16, fp32 or fp64 here", json =>
            json.HoldsSomething("quantization_config") ? $"says that the weights are quantised ({QuantizedFormat.Of(json.Section("quantization_config"))})" : null),
        Nothing("transformers_version", "who wrote the file"),
        Nothing("name_or_path", "where it came from"),
        Nothing("_name_or_path", "where it came from"),
        Nothing("_commit_hash", "where it came from"),
        Nothing("dtype", "each tensor says its own type, and all arithmetic is in float32"),
        Nothing("torch_dtype", "each tensor says its own type, and all arithmetic is in float32"),
        Nothing("initializer_range", "how weights are drawn before training"),
        Nothing("use_cache", "the same numbers with and without"),
        Nothing("attn_implementation", "the same numbers to rounding"),
        Nothing("_attn_implementation", "the same numbers to rounding"),
        Nothing("output_attentions", "what is returned"),
        Nothing("output_hidden_states", "what is returned"),
        Nothing("return_dict", "what is returned"),
        Nothing("chunk_size_feed_forward", "not read by these classes"),
        Nothing("is_decoder", "not read by these classes"),
        Nothing("add_cross_attention", "not read by these classes"),
        Nothing("tie_encoder_decoder", "not read by these classes"),
        Nothing("pruned_heads", "not read since transformers 5"),
        Nothing("torchscript", "not read since transformers 5"),
        Nothing("bos_token_id", "the tokenizer puts its own token in front"),
        Nothing("pad_token_id", "no position sees the padding that follows it"),
        Nothing("id2label", "of classifiers"),
        Nothing("label2id", "of classifiers"),
        Nothing("num_labels", "of classifiers"),
        Nothing("problem_type", "of classifiers"),
        Nothing("temperature", "settings of generation are given to generate"),
        Nothing("top_k", "settings of generation are given to generate"),
        Nothing("top_p", "settings of generation are given to generate"),
        Nothing("do_sample", "settings of generation are given to generate"),
        Nothing("num_beams", "settings of generation are given to generate"),
        Nothing("repetition_penalty", "settings of generation are given to generate"),
        Nothing("max_length", "settings of generation are given to generate"),
        // Other architectures' keys: the classes followed here do not read them, so they change nothing there either.
        Nothing("attn_logit_softcapping", "of Gemma; not read by these classes"),
        Nothing("final_logit_softcapping", "of Gemma; not read by these classes"),
        Nothing("query_pre_attn_scalar", "of Gemma; not read by these classes"),
        Nothing("embedding_multiplier", "of Granite; not read by these classes"),
        Nothing("residual_multiplier", "of Granite; not read by these classes"),
        Nothing("attention_multiplier", "of Granite; not read by these classes"),
        Nothing("logits_scaling", "of Granite; not read by these classes"),
        Nothing("logit_scale", "of Cohere; not read by these classes"),
        Nothing("num_experts", "of mixtures of experts; their tensors would have no place"),
        Nothing("num_local_experts", "of mixtures of experts; their tensors would have no place"),
        Nothing("num_experts_per_tok", "of mixtures of experts; their tensors would have no place"),
        Nothing("use_qk_norm", "of other classes; the norms' tensors would have no place"),
    ];
}
