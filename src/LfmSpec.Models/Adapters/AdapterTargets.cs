using System.Text.RegularExpressions;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Adapters;

/// <summary>Which linear modules get an adapter, by PEFT's rules for <c>target_modules</c>.</summary>
public static class AdapterTargets
{
    private static readonly Regex LayerPattern = new(@"(?:^|\.)layers\.(\d+)\.", RegexOptions.CultureInvariant);

    /// <summary>The target that stands for every linear module but the head.</summary>
    public const string AllLinear = "all-linear";

    private const int NamedAtMost = 12;

    /// <summary>Whether a target names a module: it is the path, or the path ends with a point and it.</summary>
    /// <param name="target">The target.</param>
    /// <param name="path">The module's path.</param>
    /// <returns>True if it does.</returns>
    public static bool Names(string target, string path) =>
        target == AllLinear || path == target || path.EndsWith('.' + target, StringComparison.Ordinal);

    /// <summary>The block of a module, from 0; null for one of no block.</summary>
    internal static int? LayerOf(string path) => LayerPattern.Match(path) is { Success: true } match ? int.Parse(match.Groups[1].Value) : null;

    /// <summary>Whether a module gets an adapter.</summary>
    internal static bool Selects(AdapterSpec spec, LinearModule module) =>
        spec.Layers.Contains(module.Layer) && spec.Targets.Any(target => Names(target, module.Path));

    /// <summary>Checks the numbers of an adapter.</summary>
    /// <exception cref="CheckpointException">One makes no sense.</exception>
    internal static void CheckNumbers(AdapterSpec spec) => Throw(
        spec.Rank < 1 ? $"the rank is {spec.Rank}, give 1 or more"
        : !double.IsFinite(spec.Alpha) || spec.Alpha == 0 ? $"alpha is {spec.Alpha}, and the adapter is scaled by alpha / rank; give a number that is not 0"
        : !(spec.Dropout >= 0 && spec.Dropout < 1) ? $"the dropout is {spec.Dropout}, give 0 or more and below 1"
        : null);

    /// <summary>Checks an adapter against the linear modules of a model.</summary>
    /// <param name="spec">The adapter.</param>
    /// <param name="modules">The modules, in the model's order.</param>
    /// <param name="model">The model's name.</param>
    /// <exception cref="CheckpointException">A block does not exist, or a target names no module of the chosen blocks. PEFT is silent about such a target as long as another one matches.</exception>
    internal static void Check(AdapterSpec spec, IReadOnlyList<LinearModule> modules, string model)
    {
        var blocks = modules.Count == 0 ? 0 : modules.Max(module => module.Layer) + 1;
        Throw(
            spec.Targets.Count == 0 ? "it has no targets; name linear modules, or all-linear"
            : spec.Layers.Count == 0 ? "it has no layers; name blocks, or all of them"
            : spec.Layers.Any(layer => layer < 0 || layer >= blocks) ? $"layer {spec.Layers.First(layer => layer < 0 || layer >= blocks)} does not exist, {model} has {blocks} blocks, 0 to {blocks - 1}"
            : spec.Targets.FirstOrDefault(target => !modules.Any(module => spec.Layers.Contains(module.Layer) && Names(target, module.Path))) is { } missing ? Unmatched(missing, spec, modules, model)
            : null);
    }

    private static void Throw(string? problem)
    {
        if (problem is not null)
        {
            throw new CheckpointException($"LoRA: {problem}.");
        }
    }

    private static string Unmatched(string target, AdapterSpec spec, IReadOnlyList<LinearModule> modules, string model)
    {
        if (modules.FirstOrDefault(module => Names(target, module.Path)) is not null)
        {
            var blocks = modules.Where(module => Names(target, module.Path)).Select(module => module.Layer).Distinct();
            return $"'{target}' names no module of the blocks {string.Join(", ", spec.Layers)}; {model} has it in {string.Join(", ", blocks)}. Choose other blocks, or leave the target out";
        }

        string[] names = [.. modules.Select(module => LocalName(module.Path)).Distinct()];
        var meant = Spelling.Nearest(target, names.Concat(names.Select(name => name[(name.LastIndexOf('.') + 1)..])));
        var hint = meant is null ? "" : $" Did you mean '{meant}'?";
        return $"'{target}' names no linear module of {model}, so nothing would be trained there.{hint} Its linear modules are {string.Join(", ", names.Take(NamedAtMost))}{(names.Length > NamedAtMost ? ", ..." : "")}, or all-linear";
    }

    // The path within its block, such as conv.in_proj.
    private static string LocalName(string path)
    {
        var match = LayerPattern.Match(path);
        return path[(match.Index + match.Length)..];
    }
}
