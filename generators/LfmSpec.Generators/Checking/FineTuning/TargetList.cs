using System.Collections.Immutable;

namespace LfmSpec.Generators.Checking.FineTuning;

/// <summary>A linear module of one block of a model.</summary>
internal sealed record PlacedModule(int Block, LinearModule Module)
{
    /// <summary>Its path in the checkpoint, such as <c>model.layers.2.self_attn.q_proj</c>.</summary>
    public string Path => $"model.layers.{Block}.{Module.Name}";

    /// <summary>Whether a target names it, as PEFT has it: the path is the target or ends with a point and the target.</summary>
    public bool IsNamed(string target) =>
        target == TargetList.AllLinear || Path == target || Path.EndsWith($".{target}", StringComparison.Ordinal);
}

/// <summary>Which modules the targets of an adapter name.</summary>
/// <param name="shape">The model.</param>
/// <param name="blocks">The blocks that get an adapter.</param>
internal sealed class TargetList(ModelShape shape, ImmutableArray<int> blocks)
{
    /// <summary>The target that stands for every linear module of the blocks.</summary>
    public const string AllLinear = "all-linear";

    /// <summary>Every module of the blocks.</summary>
    public ImmutableArray<PlacedModule> InBlocks { get; } = Place(shape, blocks);

    /// <summary>Every module of the model.</summary>
    public ImmutableArray<PlacedModule> InModel { get; } = Place(shape, Enumerable.Range(0, shape.Blocks.Count));

    /// <summary>The modules that a target names in the blocks.</summary>
    public ImmutableArray<PlacedModule> Of(string target) => [.. InBlocks.Where(module => module.IsNamed(target))];

    /// <summary>The names that a target can be in these blocks, without their parents.</summary>
    public IEnumerable<string> ShortNames => InBlocks.Select(static module => module.Module.ShortName).Distinct();

    /// <summary>
    /// What a name that no module has was meant to be: the module that does here what that name does in another architecture, or the one that
    /// is spelt nearly so. A path stays a path, with the parent that it has or the only one that there is.
    /// </summary>
    public string? Suggest(string target)
    {
        var last = target.Substring(target.LastIndexOf('.') + 1);
        var modules = (last == target ? InBlocks : InModel).Select(static placed => placed.Module).Distinct().ToImmutableArray();
        var meant = LinearModules.RoleOf(last) is { } role
            ? modules.FirstOrDefault(module => module.Role == role)?.ShortName
            : Spelling.Nearest(last, modules.Select(static module => module.ShortName));
        if (meant is null || last == target)
        {
            return meant ?? Spelling.Nearest(target, modules.Select(static module => module.Name));
        }

        var parent = target.Substring(0, target.Length - last.Length);
        var paths = modules.Where(module => module.ShortName == meant).Select(static module => module.Name).ToArray();
        return paths.FirstOrDefault(path => path == parent + meant) ?? (paths.Length == 1 ? paths[0] : meant);
    }

    private static ImmutableArray<PlacedModule> Place(ModelShape shape, IEnumerable<int> blocks) =>
        [.. blocks.SelectMany(block => shape.ModulesOf(block).Select<LinearModule, PlacedModule>(module => new(block, module)))];
}
