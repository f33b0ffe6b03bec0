namespace LfmSpec.Generators.Configuration;

/// <summary>
/// Whether a configuration asks for attention over less than all earlier positions, which the loader refuses (its <c>Qwen2Keys</c> and <c>LlamaKeys</c>).
/// </summary>
internal static class AttentionWindow
{
    /// <summary>Whether a block of this layer type sees all earlier positions.</summary>
    public static bool SeesAll(ModelKeys keys, string architecture, object? layerType) =>
        layerType is "full_attention" || (architecture == "qwen2" && layerType is "sliding_attention" && OfQwen2(keys) >= Positions(keys, architecture));

    /// <summary>Reports a window where no layer types say what each block has.</summary>
    public static void Check(ModelKeys keys, string architecture, int blocks)
    {
        if (keys.Has("layer_types"))
        {
            return;
        }

        if (architecture == "qwen2" && OfQwen2(keys) < Positions(keys, architecture) && blocks > keys.NumberOr(28, "max_window_layers"))
        {
            keys.Report("use_sliding_window is true, and attention here sees all earlier positions");
        }

        foreach (var window in new[] { "sliding_window", "attention_chunk_size" })
        {
            if (architecture == "llama" && keys.Has(window) && keys.NumberOr(double.MaxValue, window) < Positions(keys, architecture))
            {
                keys.Report($"{window} is less than the context, and attention here sees all earlier positions");
            }
        }
    }

    // Null where nothing slides: comparisons with it are false.
    private static int? OfQwen2(ModelKeys keys) =>
        keys.FlagOr(false, "use_sliding_window") && !keys.IsNull("sliding_window") ? keys.CountOr(4096, "sliding_window", int.MaxValue) : null;

    private static int Positions(ModelKeys keys, string architecture) =>
        keys.CountOr(architecture == "qwen2" ? 32_768 : 2048, "max_position_embeddings", int.MaxValue);
}
