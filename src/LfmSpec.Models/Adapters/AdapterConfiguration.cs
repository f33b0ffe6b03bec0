using System.Text.Json;
using System.Text.RegularExpressions;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Adapters;

/// <summary>PEFT's adapter_config.json, as far as it says what a plain LoRA adapter is; whatever else changes a result is refused.</summary>
internal sealed class AdapterConfiguration
{
    internal const string FileName = "adapter_config.json";

    private static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n" };
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // What PEFT can do besides, each with the reason why leaving it out would give other numbers.
    private static readonly (string Key, string Why)[] Unsupported =
    [
        ("use_dora", "DoRA scales every row by a trained magnitude"),
        ("modules_to_save", "it trains whole modules"),
        ("trainable_token_indices", "it trains embeddings"),
        ("target_parameters", "it adapts parameters that are no linear module"),
        ("layer_replication", "it repeats blocks"),
        ("fan_in_fan_out", "its weights are transposed"),
        ("lora_bias", "its matrices have biases"),
        ("alora_invocation_tokens", "it acts from a token on"),
        ("exclude_modules", "it leaves modules out"),
    ];

    private readonly ConfigurationFile json;
    private readonly IReadOnlyList<string> targets;
    private readonly Regex? pattern;
    private readonly IReadOnlyList<int>? layers;
    private readonly IReadOnlyList<KeyValuePair<string, double>> ranks;
    private readonly IReadOnlyList<KeyValuePair<string, double>> alphas;

    private AdapterConfiguration(ConfigurationFile json)
    {
        this.json = json;
        if (json.Text("peft_type") is var type && type != "LORA")
        {
            throw json.Error($"peft_type is '{type}', and only LORA is supported", "Use a LoRA adapter");
        }

        if (json.Text("bias", "none") is var bias && bias != "none")
        {
            throw json.Error($"bias is '{bias}': it trains biases of the base model, which is frozen here", "Use an adapter that was trained with bias = none");
        }

        foreach (var (key, why) in Unsupported)
        {
            if (json.HoldsSomething(key))
            {
                throw json.Error($"{key} is set: {why}, which is not supported", "Use a plain LoRA adapter");
            }
        }

        Rank = json.Count("r");
        Alpha = json.Number("lora_alpha");
        Dropout = json.Number("lora_dropout", 0);
        RankStabilized = json.Flag("use_rslora", false);
        pattern = json.IsText("target_modules") && json.Text("target_modules") != AdapterTargets.AllLinear ? Pattern("target_modules", json.Text("target_modules")) : null;
        targets = pattern is not null ? [] : json.IsText("target_modules") ? [AdapterTargets.AllLinear] : json.Texts("target_modules");
        layers = json.Has("layers_to_transform") ? json.Counts("layers_to_transform") : null;
        ranks = json.Has("rank_pattern") ? json.Section("rank_pattern").AllNumbers() : [];
        alphas = json.Has("alpha_pattern") ? json.Section("alpha_pattern").AllNumbers() : [];
    }

    internal int Rank { get; }

    internal double Alpha { get; }

    private double Dropout { get; }

    private bool RankStabilized { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="CheckpointException">It is missing, broken, or not of a plain LoRA adapter.</exception>
    internal static AdapterConfiguration Read(string path) => new(ConfigurationFile.Read(path));

    /// <summary>Whether a module has an adapter, by PEFT's rules: a text is a regular expression of the whole path, a list holds paths or their ends.</summary>
    internal bool Selects(LinearModule module) =>
        (layers is null || layers.Contains(module.Layer))
        && (pattern is not null ? Matches(pattern, module.Path) : targets.Any(target => AdapterTargets.Names(target, module.Path)));

    /// <summary>The rank of a module's adapter.</summary>
    internal int RankOf(LinearModule module) => (int)Own(ranks, "rank_pattern", module, Rank);

    /// <summary>What a module's adapter is scaled by.</summary>
    internal double ScaleOf(LinearModule module)
    {
        var rank = RankOf(module);
        return Own(alphas, "alpha_pattern", module, Alpha) / (RankStabilized ? Math.Sqrt(rank) : rank);
    }

    /// <summary>The adapter as a specification; ranks and alphas of single modules are in its <see cref="Adapter"/>s alone.</summary>
    internal AdapterSpec ToSpec(IReadOnlyList<string> paths, IReadOnlyList<int> blocks) =>
        new([.. paths.Order(StringComparer.Ordinal)], layers ?? blocks, Rank, Alpha) { Dropout = Dropout };

    /// <summary>Writes a file, in PEFT's terms.</summary>
    internal static void Write(string path, AdapterSpec spec, IReadOnlyList<Adapter> adapters, string baseModel)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var file = File.Create(temporary))
            {
                Write(file, spec, adapters, baseModel);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

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

    // PEFT takes the first key that matches the path, or its end after a point.
    private double Own(IReadOnlyList<KeyValuePair<string, double>> own, string key, LinearModule module, double otherwise)
    {
        foreach (var (expression, value) in own)
        {
            if (Matches(Pattern(key, $@"(?:.*\.)?(?:{expression})"), module.Path))
            {
                return value;
            }
        }

        return otherwise;
    }

    private Regex Pattern(string key, string expression)
    {
        try
        {
            return new Regex($@"\A(?:{expression})\z", RegexOptions.CultureInvariant, Patience);
        }
        catch (ArgumentException error)
        {
            throw json.Error($"{key} holds '{expression}', which is no regular expression here ({error.Message})", "Write the modules as a list of names");
        }
    }

    private bool Matches(Regex regex, string path)
    {
        try
        {
            return regex.IsMatch(path);
        }
        catch (RegexMatchTimeoutException)
        {
            throw json.Error($"a regular expression of it takes more than a second on '{path}'", "Write the modules as a list of names");
        }
    }
}
