using System.Text.RegularExpressions;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Adapters;

/// <summary>Which modules an adapter_config.json gives an adapter, by the rules of PEFT's check_target_module_exists.</summary>
internal sealed class AdapterSelection
{
    private readonly AdapterPatterns patterns;
    private readonly HashSet<string> targets;
    private readonly bool all;
    private readonly Regex? pattern;
    private readonly HashSet<string> excluded;
    private readonly Regex? excludedPattern;
    private readonly IReadOnlyList<Regex> layersPatterns;

    internal AdapterSelection(ConfigurationFile json, AdapterPatterns patterns)
    {
        this.patterns = patterns;
        if (!json.Has("target_modules"))
        {
            throw json.Error("target_modules is missing: PEFT then chooses modules by the model's type", "Write the names of the modules that the adapter has");
        }

        var text = json.IsText("target_modules") ? json.Text("target_modules") : null;
        if (text is not null && (json.Has("layers_to_transform") || json.Has("layers_pattern")))
        {
            throw json.Error("target_modules is a text, and layers_to_transform or layers_pattern is set; PEFT refuses the two together", "Name the blocks in the regular expression, or write target_modules as a list");
        }

        all = string.Equals(text, AdapterTargets.AllLinear, StringComparison.OrdinalIgnoreCase);
        pattern = text is null || all ? null : patterns.Whole("target_modules", text);
        targets = text is null ? [.. patterns.Bounded("target_modules", json.Texts("target_modules"))] : [];
        excludedPattern = json.IsText("exclude_modules") && json.Text("exclude_modules") is { Length: > 0 } exclude ? patterns.Whole("exclude_modules", exclude) : null;
        excluded = json.IsText("exclude_modules") || !json.Has("exclude_modules") ? [] : [.. patterns.Bounded("exclude_modules", json.Texts("exclude_modules"))];
        Layers = !json.Has("layers_to_transform") ? [] : json.IsNumber("layers_to_transform") ? [json.Index("layers_to_transform")] : patterns.Bounded("layers_to_transform", json.Counts("layers_to_transform"));
        layersPatterns =
        [
            .. (!json.HoldsSomething("layers_pattern") ? [] : json.IsText("layers_pattern") ? [json.Text("layers_pattern")] : patterns.Bounded("layers_pattern", json.Texts("layers_pattern")))
                .Select(name => patterns.Begin("layers_pattern", $@".*?\.{name}\.(\d+)\.")),
        ];
        if (layersPatterns.Count > 0 && !json.Has("layers_to_transform"))
        {
            throw json.Error("layers_pattern is set without layers_to_transform, which PEFT refuses", "Write the blocks into layers_to_transform");
        }
    }

    /// <summary>The blocks of <c>layers_to_transform</c>; empty for all of them, as PEFT has it for null and an empty list.</summary>
    internal IReadOnlyList<int> Layers { get; }

    /// <summary>Whether a module has an adapter.</summary>
    internal bool Has(LinearModule module)
    {
        var path = module.Path;
        if (HasEnd(excluded, path) || (excludedPattern is not null && patterns.Matches(excludedPattern, path)))
        {
            return false;
        }

        // A whole path has an adapter whatever the blocks are.
        return all || (pattern is not null ? patterns.Matches(pattern, path) : targets.Contains(path) || (HasEnd(targets, path) && IsChosen(module)));
    }

    // The path itself, or what is behind one of its points.
    private static bool HasEnd(HashSet<string> names, string path)
    {
        for (var start = 0; start >= 0; start = path.IndexOf('.', start) is var point and >= 0 ? point + 1 : -1)
        {
            if (names.Contains(path[start..]))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsChosen(LinearModule module)
    {
        if (Layers.Count == 0)
        {
            return true;
        }

        var layer = layersPatterns.Count == 0 ? module.Layer : layersPatterns.Select(regex => patterns.Number(regex, module.Path)).FirstOrDefault(number => number is not null);
        return layer is { } index && Layers.Contains(index);
    }
}
