using LfmSpec.Models;

namespace LfmSpec.Lab.Summaries;

/// <summary>One ablated place of a series: a block, or a head of it.</summary>
/// <param name="Layer">The block, from 0.</param>
/// <param name="Head">The head, from 0, or null.</param>
internal readonly record struct AblatedUnit(int Layer, int? Head)
{
    /// <inheritdoc/>
    public override string ToString() => Head is { } head ? $"L{Layer:00} head {head}" : $"L{Layer:00}";
}

/// <summary>The cases that put the same replacement in the place of the same component, at the same positions, each at another block or head.</summary>
/// <param name="Component">The component.</param>
/// <param name="With">The replacement.</param>
/// <param name="At">The positions.</param>
/// <param name="Seed">The seed, for a resampled value.</param>
/// <param name="Cases">The result at each place, in the experiment's order.</param>
internal sealed record AblationSeries(Component Component, Replacement With, PositionSet At, long Seed, IReadOnlyList<(AblatedUnit Unit, CaseResult Result)> Cases)
{
    /// <summary>The replacement, in words.</summary>
    internal string Replaced => (With switch
    {
        Replacement.Mean => "mean over positions",
        Replacement.PromptMean => "mean over prompts",
        Replacement.Resampled => $"another prompt's of seed {Seed}",
        _ => With.ToString().ToLowerInvariant(),
    }) + (At == PositionSet.All ? "" : $" at the {At}");

    /// <summary>The component, in words.</summary>
    internal string Part => Component == Component.OutputSlice ? "output slice" : Component.ToString().ToLowerInvariant();

    /// <summary>Component and replacement, such as <c>mlp → zero</c>.</summary>
    internal string Name => $"{Part} → {Replaced}";

    /// <summary>The series of an experiment: of its cases with a single ablation.</summary>
    internal static IReadOnlyList<AblationSeries> Of(IReadOnlyList<CaseResult> cases) =>
    [
        .. cases
            .Where(result => result.Case.Interventions is [Ablation])
            .Select(result => (Ablation: (Ablation)result.Case.Interventions[0], Result: result))
            .GroupBy(row => (row.Ablation.Target, row.Ablation.With, row.Ablation.At, row.Ablation.Seed))
            .Select(group => new AblationSeries(
                group.Key.Target, group.Key.With, group.Key.At, group.Key.Seed,
                [.. group.Select(row => (new AblatedUnit(row.Ablation.Layer, row.Ablation.Head), row.Result))])),
    ];

    /// <summary>The mean effect of each case, over prompts and families.</summary>
    internal double[] Effects(MeasureSpec measure) => [.. PromptEffects(measure).Select(effects => FamilyMean.Of(Cases[0].Result.Prompts, effects))];

    /// <summary>The effect of each case on each prompt, [case][prompt].</summary>
    internal double[][] PromptEffects(MeasureSpec measure) =>
        [.. Cases.Select(row => row.Result.Divergences.Select(divergence => EffectSize.Of(divergence, measure)).ToArray())];

    /// <summary>The places in the series of the blocks with an operator of a kind.</summary>
    internal int[] Places(ModelShape shape, OperatorKind kind) =>
        [.. Cases.Index().Where(row => shape.Blocks[row.Item.Unit.Layer] == kind).Select(row => row.Index)];
}
