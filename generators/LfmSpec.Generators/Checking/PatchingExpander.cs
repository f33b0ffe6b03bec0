using System.Collections.Immutable;

namespace LfmSpec.Generators;

/// <summary>Checks a <see cref="PatchAttribute"/> and makes it the interventions of its sweep.</summary>
/// <param name="blocks">Which blocks and heads it names.</param>
/// <param name="positions">Which positions it names.</param>
/// <param name="findings">Where mistakes go.</param>
internal sealed class PatchingExpander(BlockSelection blocks, PositionSelection positions, Findings findings)
{
    /// <summary>The patchings, by blocks, then heads, then positions; none if something is wrong.</summary>
    public ImmutableArray<InterventionModel> Expand(PatchDeclaration patching)
    {
        var target = patching.Target?.Value ?? Component.Block;
        var known = EnumCheck.IsKnown(nameof(PatchAttribute.Target), patching.Target, findings)
            & EnumCheck.IsKnown(nameof(PatchAttribute.Into), patching.Into, findings);
        if (!known)
        {
            return [];
        }

        if (target is not (Component.Block or Component.Operator or Component.Mlp or Component.Head))
        {
            findings.Add(
                DiagnosticDescriptors.UnusablePatch,
                patching.Target!.Site,
                $"Target = {target} is not patched; use Block, Operator, Mlp or Head");
            return [];
        }

        var sets = positions.Sets(patching.Where, patching.At, Place.All);
        var heads = blocks.Parts(target, patching.Heads);
        if (target == Component.Block && sets.Contains(PositionSetModel.All))
        {
            findings.Add(DiagnosticDescriptors.WholeStreamPatched, patching.At?.Site ?? patching.Target?.Site ?? patching.Site);
        }

        return
        [
            .. from layer in blocks.Blocks(patching.Where, target, patching.Target?.Site ?? patching.Site)
               from head in heads
               from set in sets
               select new PatchingModel(layer, target, patching.Into?.Value ?? PatchInto.Corrupt, head, set),
        ];
    }
}
