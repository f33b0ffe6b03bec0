using System.Collections.Immutable;

namespace LfmSpec.Generators;

/// <summary>Reads a checkpoint's <c>config.json</c>, in the older and the newer form that transformers writes.</summary>
internal static class ModelShapeReader
{
    // The ceiling keeps a wrong file from filling memory; the largest known model of these families has 80 blocks.
    private const int MaximumCount = 4096;

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
        var hidden = Count(config, "hidden_size", ref problem, 1 << 20);
        var keyValueHeads = config.TryGetValue("num_key_value_heads", out var given) && given is not null
            ? Count(config, "num_key_value_heads", ref problem)
            : heads;
        if (problem is null && (heads % keyValueHeads != 0 || hidden < heads))
        {
            problem = $"{heads} query heads, {keyValueHeads} key/value heads and a hidden size of {hidden} do not fit one another";
        }

        var operators = problem is null ? Operators(config, architecture, blocks, ref problem) : [];
        return problem is null ? new(name, operators, heads) : null;
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
