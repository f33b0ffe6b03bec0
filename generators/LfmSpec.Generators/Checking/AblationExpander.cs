using System.Collections.Immutable;

namespace LfmSpec.Generators;

/// <summary>Checks an <see cref="AblateAttribute"/> and makes it the runs of its sweep.</summary>
/// <param name="blocks">Which blocks and heads it names.</param>
/// <param name="positions">Which positions it names.</param>
/// <param name="hasOnePrompt">Whether the experiment has a single prompt.</param>
/// <param name="findings">Where mistakes go.</param>
internal sealed class AblationExpander(BlockSelection blocks, PositionSelection positions, bool hasOnePrompt, Findings findings)
{
    /// <summary>The runs, by blocks, then heads, then positions; none if something is wrong.</summary>
    public ImmutableArray<EquatableArray<InterventionModel>> Expand(AblateDeclaration ablation)
    {
        if (ablation.Target is not { } target || target.Value == Component.Unspecified)
        {
            findings.AddFixable(
                DiagnosticDescriptors.NoTarget,
                ablation.Target?.Site ?? ablation.Site,
                ablation.Heads.Named is null ? "Operator Mlp" : "Head");
            return [];
        }

        var known = EnumCheck.IsKnown(nameof(AblateAttribute.Target), target, findings)
            & EnumCheck.IsKnown(nameof(AblateAttribute.With), ablation.With, findings);
        if (!known)
        {
            return [];
        }

        CheckReplacement(ablation, target.Value);
        var sets = positions.Sets(ablation.Where, at: null, Place.All);
        var heads = blocks.Parts(target.Value, ablation.Heads);
        WarnOfTarget(ablation, target, sets);
        var layers = blocks.Blocks(ablation.Where, target.Value, target.Site);
        var with = ablation.With?.Value ?? Replacement.Zero;
        return
        [
            .. from run in Runs(ablation, layers, heads)
               from head in heads
               from set in sets
               select (EquatableArray<InterventionModel>)
                   [.. run.Select(layer => new AblationModel(layer, target.Value, with, head, ablation.Seed?.Value ?? 0, set))],
        ];
    }

    private void CheckReplacement(AblateDeclaration ablation, Component target)
    {
        var with = ablation.With?.Value ?? Replacement.Zero;
        var reason = with switch
        {
            Replacement.Input when target != Component.Block =>
                "only a whole block can pass its input through: use With = Mean or Zero, or Target = Block",
            Replacement.One when target is not (Component.Gate or Component.Carrier or Component.Signal) =>
                "only a factor of a convolution lets everything pass when it is one: use With = Mean, or Target = Gate, Carrier or Signal",
            _ => null,
        };
        if (reason is not null)
        {
            Report(ablation.With!.Site, nameof(Replacement.Mean), $"{with}", $"Target = {target}", reason);
        }

        if (with is Replacement.Resampled or Replacement.PromptMean && hasOnePrompt)
        {
            Report(
                ablation.With!.Site,
                nameof(Replacement.Mean),
                $"{with}",
                "a single prompt",
                "it takes the values of others: give more prompts, or use With = Mean");
        }

        if (ablation.Seed is { } seed && with != Replacement.Resampled)
        {
            Report(seed.Site, nameof(Replacement.Resampled), $"{with}", "a seed", "it draws nothing: use With = Resampled, or remove Seed");
        }
    }

    private void Report(Site site, string fix, params string[] arguments) =>
        findings.AddFixable(DiagnosticDescriptors.ReplacementDoesNotFit, site, fix, arguments);

    private void WarnOfTarget(AblateDeclaration ablation, Argument<Component> target, ImmutableArray<PositionSetModel> sets)
    {
        // At one position the rest of the stream is left, and blocks differ.
        if (target.Value == Component.Block && (ablation.With?.Value ?? Replacement.Zero) == Replacement.Zero && sets.Contains(PositionSetModel.All))
        {
            findings.Add(DiagnosticDescriptors.WholeBlockZeroed, ablation.With?.Site ?? target.Site);
        }

        if (target.Value == Component.OutputSlice)
        {
            findings.Add(DiagnosticDescriptors.SliceIsNoHead, target.Site);
        }
    }

    // The blocks of each run: one, or two for pairs.
    private IEnumerable<ImmutableArray<int>> Runs(AblateDeclaration ablation, ImmutableArray<int> layers, ImmutableArray<int?> heads)
    {
        if (ablation.Pairs is not { Value: true } pairs)
        {
            return layers.Select(static layer => ImmutableArray.Create(layer));
        }

        var problem =
            ablation.Together is not null ? "Together is one run, and every pair is a run of its own; remove one of them"
            : heads.Length > 1 ? $"the heads of a pair have the same index, and this sweeps over {heads.Length}; name one, such as Head = 0"
            : layers.Length == 1 ? "a pair needs two blocks; give Layers = \"all\", or a range such as 0-3"
            : null;
        if (problem is not null)
        {
            findings.Add(DiagnosticDescriptors.UnusablePairs, pairs.Site, problem);
            return [];
        }

        return layers.SelectMany((first, index) => layers.Skip(index + 1).Select(second => ImmutableArray.Create(first, second)));
    }
}
