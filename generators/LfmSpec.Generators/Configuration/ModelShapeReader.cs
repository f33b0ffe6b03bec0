using System.Collections.Immutable;

namespace LfmSpec.Generators;

/// <summary>Reads a checkpoint's <c>config.json</c>, in the older and the newer form that transformers writes.</summary>
internal static class ModelShapeReader
{
    // The ceiling keeps a wrong file from filling memory; the largest known model of these families has 80 blocks.
    private const int MaximumCount = 4096;
    private const int MaximumWidth = 1 << 20;

    /// <summary>Reads a configuration.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="json">The text of its <c>config.json</c>.</param>
    /// <param name="problem">What is wrong, or null.</param>
    /// <param name="position">The character where it is wrong, or 0.</param>
    /// <returns>The shape, or null.</returns>
    public static ModelShape? Read(string name, string json, out string? problem, out int position)
    {
        if (!JsonReader.TryRead(json, out var value, out problem, out position))
        {
            problem = $"it is not JSON: {problem}";
            return null;
        }

        position = 0;
        if (value is not Dictionary<string, object?> config)
        {
            problem = "it is not a JSON object";
            return null;
        }

        var architecture = config.TryGetValue("model_type", out var type) ? type as string : null;
        if (architecture is not ("lfm2" or "qwen2" or "llama"))
        {
            problem = $"its model_type is {(architecture is null ? "missing" : $"'{architecture}'")}; LfmSpec knows lfm2, qwen2 and llama";
            return null;
        }

        problem = null;
        var blocks = Count(config, "num_hidden_layers", ref problem);
        var heads = Count(config, "num_attention_heads", ref problem);
        var hidden = Count(config, "hidden_size", ref problem, MaximumWidth);
        var keyValueHeads = KeyValueHeads(config, architecture, heads, ref problem);
        if (problem is null && (heads % keyValueHeads != 0 || hidden < heads))
        {
            problem = $"{heads} query heads, {keyValueHeads} key/value heads and a hidden size of {hidden} do not fit one another";
        }

        var operators = problem is null ? Operators(config, architecture, blocks, ref problem) : [];
        var headWidth = Has(config, "head_dim") ? Count(config, "head_dim", ref problem) : hidden / heads;
        var widths = new ModelWidths(hidden, MlpWidth(config, architecture, ref problem), heads * headWidth, keyValueHeads * headWidth);
        return problem is not null ? null : new(
            name,
            operators,
            heads,
            LinearModules.OfAttention(architecture, widths),
            architecture == "lfm2" ? LinearModules.OfConvolution(widths) : []);
    }

    // null is a key-value head for each query head; without the key, transformers takes the default of the class.
    private static int KeyValueHeads(Dictionary<string, object?> config, string architecture, int heads, ref string? problem) =>
        !config.TryGetValue("num_key_value_heads", out var given)
            ? architecture switch { "lfm2" => 8, "qwen2" => 32, _ => heads }
            : given is null ? heads : Count(config, "num_key_value_heads", ref problem);

    // Lfm2MLP: two thirds of the width, times the multiplier, rounded up to block_multiple_of; a multiplier of null rounds nothing.
    private static int MlpWidth(Dictionary<string, object?> config, string architecture, ref string? problem)
    {
        var given = Count(config, architecture == "lfm2" && Has(config, "block_ff_dim") ? "block_ff_dim" : "intermediate_size", ref problem, MaximumWidth);
        if (architecture != "lfm2" || (config.TryGetValue("block_auto_adjust_ff_dim", out var adjusts) && adjusts is false))
        {
            return given;
        }

        var adjusted = 2 * given / 3;
        var multiplier = config.TryGetValue("block_ffn_dim_multiplier", out var factor) ? factor : 1.0;
        if (multiplier is double by)
        {
            var multiple = Has(config, "block_multiple_of") ? Count(config, "block_multiple_of", ref problem, MaximumWidth) : 256;
            adjusted = ((int)Math.Min(by * adjusted, MaximumWidth) + multiple - 1) / multiple * multiple;
        }

        if (adjusted < 1)
        {
            problem ??= $"block_auto_adjust_ff_dim makes an MLP of the width {adjusted}";
        }

        return adjusted;
    }

    private static ImmutableArray<BlockKind> Operators(
        Dictionary<string, object?> config, string architecture, int blocks, ref string? problem)
    {
        if (architecture != "lfm2")
        {
            return [.. Enumerable.Repeat(BlockKind.Attention, blocks)];
        }

        if (config.TryGetValue("layer_types", out var types) && types is List<object?> names)
        {
            if (names.Count != blocks)
            {
                problem = $"layer_types names {names.Count} blocks, num_hidden_layers {blocks}";
            }
            else if (names.FirstOrDefault(static name => name is not ("conv" or "full_attention")) is { } unknown)
            {
                problem = $"layer_types has '{unknown}'; LfmSpec knows conv and full_attention";
            }
            else if (names.Contains(null))
            {
                problem = "layer_types has a null";
            }

            return [.. names.Select(static name => name is "conv" ? BlockKind.Convolution : BlockKind.Attention)];
        }

        if (config.TryGetValue("full_attn_idxs", out var indices) && indices is List<object?> attention)
        {
            if (attention.FirstOrDefault(
                index => index is not double number || number < 0 || number >= blocks || number % 1 != 0) is { } wrong)
            {
                problem = $"full_attn_idxs has {wrong}, which is not one of its {blocks} blocks";
            }

            return [.. Enumerable.Range(0, blocks).Select(block =>
                attention.Contains((double)block) ? BlockKind.Attention : BlockKind.Convolution)];
        }

        problem = "it has neither layer_types nor full_attn_idxs, so the convolutions are unknown";
        return [];
    }

    private static bool Has(Dictionary<string, object?> config, string name) => config.TryGetValue(name, out var value) && value is not null;

    private static int Count(Dictionary<string, object?> config, string name, ref string? problem, int maximum = MaximumCount)
    {
        if (config.TryGetValue(name, out var value) && value is double number && number >= 1 && number <= maximum && number % 1 == 0)
        {
            return (int)number;
        }

        problem ??= $"{name} is not a whole number from 1 to {maximum}";
        return 1;
    }
}
