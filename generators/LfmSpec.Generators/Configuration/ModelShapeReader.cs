using System.Collections.Immutable;

namespace LfmSpec.Generators.Configuration;

/// <summary>Reads a checkpoint's <c>config.json</c>, in the older and the newer form that transformers writes.</summary>
internal static class ModelShapeReader
{
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
        if (value is not Dictionary<string, object?> members)
        {
            problem = "it is not a JSON object";
            return null;
        }

        var keys = new ModelKeys(members);
        var architecture = keys.Text("model_type");
        if (architecture is not ("lfm2" or "qwen2" or "llama"))
        {
            problem = $"its model_type is {(architecture is null ? "missing" : $"'{PageText.Quote(architecture)}'")}; LfmSpec knows lfm2, qwen2 and llama";
            return null;
        }

        var shape = Read(name, architecture, keys);
        problem = keys.Problem;
        return problem is null ? shape : null;
    }

    private static ModelShape Read(string name, string architecture, ModelKeys keys)
    {
        var blocks = keys.Count("num_hidden_layers");
        var heads = keys.Count("num_attention_heads");
        var hidden = keys.Count("hidden_size", MaximumWidth);
        var keyValueHeads = KeyValueHeads(keys, architecture, heads);
        var headWidth = keys.CountOr(hidden / heads, "head_dim", MaximumWidth);
        if (keys.Problem is null && (heads % keyValueHeads != 0 || headWidth < 1 || headWidth % 2 != 0 || (!keys.Has("head_dim") && hidden % heads != 0)))
        {
            keys.Report($"{heads} query heads, {keyValueHeads} key/value heads and a {(keys.Has("head_dim") ? $"head_dim of {headWidth}" : $"hidden size of {hidden}")} "
                + "do not fit one another: a head has an even width, and each key/value head as many query heads");
        }

        var operators = keys.Problem is null ? Operators(keys, architecture, blocks) : [];
        var mlp = MlpWidth(keys, architecture);
        var vocabulary = keys.Count("vocab_size", int.MaxValue);
        if (architecture != "lfm2" && keys.Has("hidden_act") && keys.Text("hidden_act") is not ("silu" or "swish"))
        {
            keys.Report("hidden_act is not silu, by which the MLP is gated");
        }

        AttentionWindow.Check(keys, architecture, blocks);

        var widths = new ModelWidths(hidden, mlp, Width(keys, heads, headWidth), Width(keys, keyValueHeads, headWidth));
        return new(
            name,
            operators,
            heads,
            vocabulary,
            LinearModules.OfAttention(architecture, widths),
            architecture == "lfm2" ? LinearModules.OfConvolution(widths) : []);
    }

    private static int Width(ModelKeys keys, int heads, int headWidth)
    {
        if ((long)heads * headWidth > MaximumWidth)
        {
            keys.Report($"{heads} heads of the width {headWidth} are wider than {MaximumWidth}");
            return 1;
        }

        return heads * headWidth;
    }

    // null is a key-value head for each query head; without the key, transformers takes the default of the class.
    private static int KeyValueHeads(ModelKeys keys, string architecture, int heads) =>
        keys.IsNull("num_key_value_heads") ? heads
        : keys.Has("num_key_value_heads") ? keys.Count("num_key_value_heads")
        : architecture switch { "lfm2" => 8, "qwen2" => 32, _ => heads };

    // Lfm2MLP: two thirds of the width, times the multiplier, rounded up to block_multiple_of; a multiplier of null rounds nothing.
    private static int MlpWidth(ModelKeys keys, string architecture)
    {
        var given = keys.Count(architecture == "lfm2" && keys.Has("block_ff_dim") ? "block_ff_dim" : "intermediate_size", MaximumWidth);
        if (architecture != "lfm2" || !keys.FlagOr(true, "block_auto_adjust_ff_dim"))
        {
            return given;
        }

        var adjusted = 2L * given / 3;
        if (!keys.IsNull("block_ffn_dim_multiplier"))
        {
            var multiple = keys.CountOr(256, "block_multiple_of", MaximumWidth);
            adjusted = (long)Math.Min(keys.PositiveOr(1, "block_ffn_dim_multiplier") * adjusted, MaximumWidth);
            adjusted = (adjusted + multiple - 1) / multiple * multiple;
        }

        if (adjusted is < 1 or > MaximumWidth)
        {
            keys.Report($"block_auto_adjust_ff_dim makes an MLP of the width {adjusted}");
        }

        return (int)adjusted;
    }

    // Lfm2Config: what a block is, or else which are attention, or else all of them.
    private static ImmutableArray<BlockKind> Operators(ModelKeys keys, string architecture, int blocks)
    {
        if (keys.Has("layer_types"))
        {
            return OfTypes(keys, architecture, blocks);
        }

        if (architecture != "lfm2" || !keys.Has("full_attn_idxs"))
        {
            return [.. Enumerable.Repeat(BlockKind.Attention, blocks)];
        }

        var attention = keys.List("full_attn_idxs");
        if (attention.FirstOrDefault(index => index is not long number || number < 0 || number >= blocks) is { } wrong)
        {
            keys.Report($"full_attn_idxs has {PageText.Quote($"{wrong}")}, which is not one of its {blocks} blocks");
        }
        else if (attention.Contains(null))
        {
            keys.Report("full_attn_idxs has a null");
        }

        var named = new HashSet<object?>(attention);
        return [.. Enumerable.Range(0, blocks).Select(block => named.Contains((long)block) ? BlockKind.Attention : BlockKind.Convolution)];
    }

    private static ImmutableArray<BlockKind> OfTypes(ModelKeys keys, string architecture, int blocks)
    {
        var names = keys.List("layer_types");
        if (keys.Problem is null && names.Length != blocks)
        {
            keys.Report($"layer_types names {names.Length} blocks, num_hidden_layers {blocks}");
        }
        else if (names.FirstOrDefault(name => !AttentionWindow.SeesAll(keys, architecture, name) && !(architecture == "lfm2" && name is "conv")) is { } unknown)
        {
            keys.Report($"layer_types has '{PageText.Quote($"{unknown}")}'; LfmSpec knows {(architecture == "lfm2" ? "conv and " : "")}full_attention");
        }
        else if (names.Contains(null))
        {
            keys.Report("layer_types has a null");
        }

        return [.. names.Select(static name => name is "conv" ? BlockKind.Convolution : BlockKind.Attention)];
    }
}
