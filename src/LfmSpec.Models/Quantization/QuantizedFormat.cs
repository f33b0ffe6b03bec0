using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Quantization;

/// <summary>Which kind of quantised weights a checkpoint has: none can be run, and a message says which was found.</summary>
internal static class QuantizedFormat
{
    // The values of quant_method in transformers' quantization_config.py, as their makers write them.
    private static readonly (string Method, string Name)[] Methods =
    [
        ("gptq", "GPTQ"), ("awq", "AWQ"), ("fp8", "FP8 with a scale for each block"), ("fbgemm_fp8", "FBGEMM FP8"), ("compressed-tensors", "compressed-tensors"),
        ("torchao", "torchao"), ("mxfp4", "MXFP4"), ("hqq", "HQQ"), ("eetq", "EETQ"), ("aqlm", "AQLM"), ("quanto", "Quanto"), ("quark", "Quark"), ("vptq", "VPTQ"),
        ("spqr", "SpQR"), ("higgs", "HIGGS"), ("bitnet", "BitNet"), ("fp_quant", "FP-Quant"), ("auto-round", "AutoRound"), ("modelopt", "NVIDIA ModelOpt"),
    ];

    // What only one format calls a tensor, the most telling first.
    private static readonly (Func<SafetensorsEntry, bool> Is, string Name)[] Tensors =
    [
        (tensor => Ends(tensor, ".quant_state.bitsandbytes__nf4"), "bitsandbytes NF4"),
        (tensor => Ends(tensor, ".quant_state.bitsandbytes__fp4"), "bitsandbytes FP4"),
        (tensor => Ends(tensor, ".weight.absmax"), "bitsandbytes, 4 bits"),
        (tensor => Ends(tensor, ".SCB"), "bitsandbytes int8"),
        (tensor => Ends(tensor, ".g_idx"), "GPTQ"),
        (tensor => Ends(tensor, ".qweight"), "GPTQ or AWQ"),
        (tensor => Ends(tensor, ".weight_packed"), "compressed-tensors"),
        (tensor => Ends(tensor, ".weight_scale_inv"), "FP8 with a scale for each block"),
        (tensor => Ends(tensor, "_blocks") && tensor.Dtype == SafetensorsDtype.U8, "MXFP4"),
        (tensor => Ends(tensor, ".W_q"), "HQQ"),
        (tensor => Ends(tensor, ".weight_scales") || Ends(tensor, ".weight.scales"), "EETQ"),
        (tensor => Ends(tensor, ".codebooks"), "AQLM"),
        (tensor => Ends(tensor, ".weight_qdata") || Ends(tensor, ".weight._data"), "torchao or Quanto"),
        (tensor => Ends(tensor, ".weight") && tensor.Dtype is SafetensorsDtype.F8_E4M3 or SafetensorsDtype.F8_E5M2, "FP8"),
        (tensor => Ends(tensor, ".weight") && tensor.Dtype is SafetensorsDtype.I8 or SafetensorsDtype.U8, "integers of 8 bits"),
    ];

    /// <summary>The format that a config.json names.</summary>
    /// <param name="configuration">Its section <c>quantization_config</c>.</param>
    /// <returns>Its name, with what is known of it.</returns>
    /// <exception cref="CheckpointException">A key is of the wrong kind.</exception>
    internal static string Of(ConfigurationFile configuration)
    {
        var method = configuration.Text("quant_method", "");
        if (method == "bitsandbytes" || configuration.Flag("load_in_4bit", otherwise: false) || configuration.Flag("load_in_8bit", otherwise: false))
        {
            return configuration.Flag("load_in_4bit", otherwise: false) ? $"bitsandbytes {configuration.Text("bnb_4bit_quant_type", "fp4").ToUpperInvariant()}"
                : configuration.Flag("load_in_8bit", otherwise: false) ? "bitsandbytes int8"
                : "bitsandbytes";
        }

        var name = Methods.FirstOrDefault(known => known.Method == method).Name ?? (method.Length > 0 ? $"quant_method '{method}'" : "quantization_config is set");
        return configuration.Has("bits") ? $"{name}, {configuration.Count("bits")} bits"
            : configuration.Has("format") ? $"{name}, {configuration.Text("format")}"
            : name;
    }

    /// <summary>The format that tensors' names and types show.</summary>
    /// <param name="files">The weights; only their headers are looked at.</param>
    /// <returns>Its name and the tensor that shows it, or null if nothing does.</returns>
    internal static string? Of(WeightFiles files)
    {
        SafetensorsEntry[] entries = [.. files.Names.Order(StringComparer.Ordinal).Select(name => files.FileOf(name)!.Entries[name])];
        foreach (var (isOf, name) in Tensors)
        {
            if (entries.FirstOrDefault(isOf) is { } shown)
            {
                return $"{name}, as the tensor '{shown.Name}' of type {shown.Dtype} shows";
            }
        }

        return null;
    }

    private static bool Ends(SafetensorsEntry tensor, string suffix) => tensor.Name.EndsWith(suffix, StringComparison.Ordinal);
}
