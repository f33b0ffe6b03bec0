using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Adapters;

/// <summary>
/// Every key of PEFT's LoraConfig (peft 0.20, tuners/lora/config.py and config.py) and what becomes of it here: it is read, it changes nothing that
/// is computed, or it is refused as soon as it holds something. A key that is none of them is refused too.
/// </summary>
internal static class AdapterKeys
{
    /// <summary>These are read.</summary>
    internal static readonly string[] Read =
    [
        "peft_type", "task_type", "r", "lora_alpha", "lora_dropout", "bias", "use_rslora", "target_modules", "exclude_modules",
        "layers_to_transform", "layers_pattern", "rank_pattern", "alpha_pattern", "init_lora_weights",
    ];

    /// <summary>These change nothing of a saved adapter, each with the reason.</summary>
    internal static readonly (string Key, string Why)[] WithoutEffect =
    [
        ("auto_mapping", "names the Python class of the base model"),
        ("base_model_name_or_path", "names the base model"),
        ("revision", "names the base model's revision"),
        ("peft_version", "says who wrote the file"),
        ("inference_mode", "says what is trainable"),
        ("runtime_config", "PEFT deletes it when it reads the file"),
        ("fan_in_fan_out", "PEFT sets it to false for a torch.nn.Linear"),
        ("megatron_core", "is a module's name, used with megatron_config alone"),
        ("qalora_group_size", "is used with use_qalora alone"),
        ("ensure_weight_tying", "is of adapters of the embedding and the head, which are refused"),
        ("loftq_config", "is used with init_lora_weights loftq alone"),
        ("eva_config", "is of how A was found, and A is in the file"),
        ("corda_config", "is used with init_lora_weights corda alone"),
        ("lora_ga_config", "is used with init_lora_weights lora_ga alone"),
    ];

    /// <summary>What PEFT can do besides, each with the reason why leaving it out would give other numbers.</summary>
    internal static readonly (string Key, string Why)[] Refused =
    [
        ("use_dora", "DoRA scales every row by a trained magnitude"),
        ("use_qalora", "QALoRA pools the inputs of a group"),
        ("use_bdlora", "its matrices are block-diagonal"),
        ("lora_bias", "its matrices have biases"),
        ("modules_to_save", "it trains whole modules"),
        ("trainable_token_indices", "it trains embeddings"),
        ("target_parameters", "it adapts parameters that are no linear module"),
        ("layer_replication", "it repeats blocks"),
        ("alora_invocation_tokens", "it acts from a token on"),
        ("arrow_config", "it chooses among several adapters"),
        ("kasa_config", "KaSA cuts the base weights and scales between A and B"),
        ("monteclora_config", "it samples its matrices"),
        ("velora_config", "its adapters hold a projection besides"),
        ("megatron_config", "its layers are Megatron's"),
    ];

    /// <summary>Checks that a file asks for nothing that is not done.</summary>
    /// <exception cref="CheckpointException">It does; the message names the key.</exception>
    internal static void Check(ConfigurationFile json)
    {
        Check(json, "peft_type", json.Text("peft_type"), "LORA", "only LORA is supported", "Use a LoRA adapter");
        foreach (var (key, why) in Refused)
        {
            if (json.HoldsSomething(key))
            {
                throw json.Error($"{key} is set: {why}, which is not supported", "Use a plain LoRA adapter");
            }
        }

        var known = Read.Concat(WithoutEffect.Concat(Refused).Select(entry => entry.Key)).ToHashSet(StringComparer.Ordinal);
        if (json.Unknown(known) is { } unknown)
        {
            throw json.Error($"'{SafeText.Quote(unknown)}' is no key of PEFT's LoraConfig that is known here, and it may change what the adapter computes", "Delete it if it does not, or use a plain LoRA adapter");
        }

        Check(json, "task_type", json.Text("task_type", "CAUSAL_LM"), "CAUSAL_LM", "the models here are CAUSAL_LM; another task has a head of its own", "Use an adapter of a causal language model");
        Check(json, "bias", json.Text("bias", "none"), "none", "it trains biases of the base model, which is frozen here", "Use an adapter that was trained with bias = none");
    }

    private static void Check(ConfigurationFile json, string key, string value, string only, string why, string remedy)
    {
        if (value != only)
        {
            throw json.Error($"{key} is '{value}': {why}", remedy);
        }
    }
}
