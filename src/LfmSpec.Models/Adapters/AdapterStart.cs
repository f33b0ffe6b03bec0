using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Adapters;

/// <summary>
/// How an adapter began, PEFT's <c>init_lora_weights</c>. When PEFT loads an adapter it initialises the layer with it once more and only then takes A and
/// B from the file, so that what it does to the base weight is part of the adapter (peft 0.20, LoraLayer.update_layer).
/// </summary>
internal enum AdapterStart
{
    /// <summary>The base weight stays: true, false, null, gaussian, orthogonal, eva, mica.</summary>
    Plain,

    /// <summary>PiSSA (Meng et al. 2024): the base loses its r leading singular components.</summary>
    Pissa,

    /// <summary>OLoRA (Büyükakyüz 2024): the base loses the first r columns of Q and rows of R times the scale.</summary>
    Olora,
}

/// <summary>Reads <c>init_lora_weights</c>.</summary>
internal static class AdapterStarts
{
    private const string Key = "init_lora_weights";
    private const string Convert = "Convert it in PEFT to plain LoRA where it was trained: save_pretrained(..., path_initial_model_for_weight_conversion=...)";

    // Accepted by PEFT, and not done here.
    private static readonly (string Start, string Why, string Remedy)[] Refused =
    [
        ("pissa_niter_", "PEFT takes a random approximation of the singular components from the base weight at every load, so that no two loads are equal", Convert),
        ("corda", "PEFT takes components from the base weight that it finds from data, which are not in the adapter", Convert),
        ("lora_ga", "components that were found from gradients were taken from the base weight in training, and PEFT does not take them when it loads the adapter", Convert),
        ("loftq", "PEFT replaces the base weight by a quantised one", "Save the base that PEFT made together with the adapter merged into it (merge_and_unload), and load that checkpoint"),
    ];

    /// <summary>What is done to the base weight.</summary>
    /// <exception cref="CheckpointException">It is of a kind that is not done, or that PEFT does not know.</exception>
    internal static AdapterStart Of(ConfigurationFile json)
    {
        if (!json.IsText(Key))
        {
            _ = json.Flag(Key, true);
            return AdapterStart.Plain;
        }

        var text = json.Text(Key);
        if (Refused.FirstOrDefault(entry => text.StartsWith(entry.Start, StringComparison.Ordinal)) is { Start: not null } refused)
        {
            throw json.Error($"{Key} is '{text}': {refused.Why}, which is not supported", refused.Remedy);
        }

        // PEFT compares these with the case of letters, but for gaussian, olora and mica.
        return text is "pissa" ? AdapterStart.Pissa
            : text.ToLowerInvariant() is "olora" ? AdapterStart.Olora
            : text is "eva" or "orthogonal" || text.ToLowerInvariant() is "gaussian" or "mica" ? AdapterStart.Plain
            : throw json.Error($"{Key} is '{text}', which PEFT does not know", "Write what the adapter was trained with, or true if it began as plain LoRA");
    }
}
