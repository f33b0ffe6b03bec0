using System.Text.Json;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Adapters;

/// <summary>PEFT's adapter_config.json, as far as it says what a LoRA adapter computes; whatever else changes a result is refused.</summary>
internal sealed class AdapterConfiguration
{
    internal const string FileName = "adapter_config.json";

    private static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n" };

    private readonly AdapterSelection selection;
    private readonly AdapterPatterns patterns;
    private readonly IReadOnlyList<(Predicate<string> Modules, double Value)> ranks;
    private readonly IReadOnlyList<(Predicate<string> Modules, double Value)> alphas;

    private AdapterConfiguration(ConfigurationFile json)
    {
        AdapterKeys.Check(json);
        Start = AdapterStarts.Of(json);
        Rank = json.Count("r");
        Alpha = json.Number("lora_alpha");
        Dropout = json.Number("lora_dropout", 0);
        if (Dropout is not (>= 0 and < 1))
        {
            throw json.Error($"lora_dropout is {Dropout}, not a share from 0 and below 1", "Write the share that the adapter was trained with");
        }

        RankStabilized = json.Flag("use_rslora", false);
        patterns = new AdapterPatterns(json);
        selection = new AdapterSelection(json, patterns);
        ranks = Own(json, "rank_pattern");
        alphas = Own(json, "alpha_pattern");
        if (ranks.FirstOrDefault(rank => rank.Value is not (>= 1 and <= int.MaxValue) || rank.Value != Math.Floor(rank.Value)) is { Modules: not null } broken)
        {
            throw json.Error($"rank_pattern holds {broken.Value}, not a whole number from 1", "Write the ranks that the adapter was trained with");
        }
    }

    /// <summary>What is done to the base weight before the adapter is added.</summary>
    internal AdapterStart Start { get; }

    private int Rank { get; }

    private double Alpha { get; }

    private double Dropout { get; }

    private bool RankStabilized { get; }

    // With what the base loses beside it, an adapter has twice its rank, and twice its alpha keeps the scale.
    private int Copies => Start == AdapterStart.Plain ? 1 : 2;

    /// <summary>Reads a file.</summary>
    /// <exception cref="CheckpointException">It is missing, broken, or not of an adapter that is supported.</exception>
    internal static AdapterConfiguration Read(string path) => new(ConfigurationFile.Read(path));

    /// <summary>Whether a module has an adapter.</summary>
    internal bool Selects(LinearModule module) => selection.Has(module);

    /// <summary>The rank of a module's adapter.</summary>
    internal int RankOf(LinearModule module) => (int)Own(ranks, module, Rank);

    /// <summary>What a module's adapter is scaled by.</summary>
    internal double ScaleOf(LinearModule module)
    {
        var rank = RankOf(module);
        return Own(alphas, module, Alpha) / (RankStabilized ? Math.Sqrt(rank) : rank);
    }

    /// <summary>The adapter as a specification; ranks and alphas of single modules are in its <see cref="Adapter"/>s alone.</summary>
    internal AdapterSpec ToSpec(IReadOnlyList<string> paths, IReadOnlyList<int> blocks) =>
        new([.. paths.Order(StringComparer.Ordinal)], selection.Layers is { Count: > 0 } layers ? layers : blocks, Rank * Copies, Alpha * Copies) { Dropout = Dropout };

    /// <summary>Writes a file, in PEFT's terms.</summary>
    internal static void Write(string path, AdapterSpec spec, IReadOnlyList<Adapter> adapters, string baseModel) =>
        WholeFile.Write(path, temporary =>
        {
            using var file = File.Create(temporary);
            Write(file, spec, adapters, baseModel);
        });

    private static void Write(Stream file, AdapterSpec spec, IReadOnlyList<Adapter> adapters, string baseModel)
    {
        using var writer = new Utf8JsonWriter(file, Indented);
        writer.WriteStartObject();
        writer.WriteString("peft_type", "LORA");
        writer.WriteString("task_type", "CAUSAL_LM");
        writer.WriteNumber("r", spec.Rank);
        writer.WriteNumber("lora_alpha", spec.Alpha);
        writer.WriteNumber("lora_dropout", spec.Dropout);
        writer.WriteString("bias", "none");
        writer.WriteStartArray("target_modules");
        foreach (var module in adapters.Select(adapter => adapter.Module.Path).Order(StringComparer.Ordinal))
        {
            writer.WriteStringValue(module);
        }

        writer.WriteEndArray();
        WriteOthers(writer, "rank_pattern", adapters.Where(adapter => adapter.Rank != spec.Rank), adapter => adapter.Rank);
        // With use_rslora the scale is no alpha / rank: what is written is the alpha that gives it.
        WriteOthers(writer, "alpha_pattern", adapters.Where(adapter => adapter.Scale * adapter.Rank != spec.Alpha), adapter => adapter.Scale * adapter.Rank);
        writer.WriteString("base_model_name_or_path", baseModel);
        writer.WriteBoolean("inference_mode", true);
        writer.WriteBoolean("fan_in_fan_out", false);
        writer.WriteBoolean("use_rslora", false);
        writer.WriteBoolean("use_dora", false);
        writer.WriteEndObject();
    }

    private static void WriteOthers(Utf8JsonWriter writer, string key, IEnumerable<Adapter> adapters, Func<Adapter, double> value)
    {
        writer.WriteStartObject(key);
        foreach (var adapter in adapters)
        {
            writer.WriteNumber(adapter.Module.Path, value(adapter));
        }

        writer.WriteEndObject();
    }

    private IReadOnlyList<(Predicate<string> Modules, double Value)> Own(ConfigurationFile json, string key) =>
        !json.Has(key) ? [] : [.. patterns.Bounded(key, json.Section(key).AllNumbers()).Select(entry => (patterns.End(key, entry.Key), entry.Value))];

    // PEFT takes the first key that matches the path, or its end after a point.
    private static double Own(IReadOnlyList<(Predicate<string> Modules, double Value)> own, LinearModule module, double otherwise)
    {
        foreach (var (modules, value) in own)
        {
            if (modules(module.Path))
            {
                return value;
            }
        }

        return otherwise;
    }
}
