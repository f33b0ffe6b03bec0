using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace LfmSpec.Generators.Checking.Interventions;

/// <summary>An attribute and the runs that it stands for.</summary>
/// <param name="Origin">The attribute.</param>
/// <param name="Runs">The interventions of each run.</param>
internal sealed record Expansion(InterventionDeclaration Origin, ImmutableArray<EquatableArray<CheckedIntervention>> Runs);

/// <summary>What an attribute does at each of the places that it names.</summary>
/// <param name="Component">The component that it changes.</param>
/// <param name="Site">Where the attribute says so.</param>
/// <param name="UsualAt">The positions if it names none.</param>
/// <param name="Changes">The changes, without a place: one, or a group a scale with one a direction; none if something is wrong.</param>
internal sealed record Sweep(Component Component, Site Site, CheckedPositions UsualAt, ImmutableArray<ImmutableArray<CheckedIntervention>> Changes)
{
    /// <summary>The mistake of method that it is at every position at once, or null: at one position the rest of the stream is left, and blocks differ.</summary>
    public (DiagnosticDescriptor Rule, Site Site)? AtEveryPosition { get; init; }

    /// <summary>A single change.</summary>
    public static Sweep Of(Site site, CheckedIntervention change) => new(change.Component, site, change.UsualAt, [[change]]);
}

/// <summary>Checks one intervention's attribute and makes it the runs of its sweep.</summary>
/// <param name="shape">The model, or null: then only what does not depend on it is checked.</param>
/// <param name="hasOnePrompt">Whether the experiment has a single prompt.</param>
/// <param name="findings">Where mistakes go.</param>
internal sealed class InterventionExpander(ModelShape? shape, bool hasOnePrompt, Findings findings)
{
    private readonly BlockSelection _blocks = new(shape, findings);
    private readonly PositionSelection _positions = new(findings);

    /// <summary>
    /// The runs that an attribute stands for: by blocks ascending, then heads, scales and positions. None if something is wrong.
    /// </summary>
    public Expansion Expand(InterventionDeclaration intervention)
    {
        // A component that the model lacks is told with the blocks below.
        var kinds = new KindChecker(shape, findings, DiagnosticDescriptors.UnusableKind);
        if (!EnumCheck.AreKnown(intervention.Written, findings) || !kinds.Check(intervention.Kind with { Components = [] }) || SweepOf(intervention) is not { } sweep)
        {
            return new(intervention, []);
        }

        var sets = _positions.Sets(intervention.Written, sweep.UsualAt);
        var heads = _blocks.Heads(intervention.Written, sweep.Component);
        if (sweep.AtEveryPosition is var (rule, site) && sets.Contains(CheckedPositions.All))
        {
            findings.Add(rule, site);
        }

        var during = intervention.Written.Says.During;
        var ending = during == During.Both ? "" : $"_During{during}";
        var layers = _blocks.Blocks(intervention.Written, sweep.Component, sweep.Site);
        return new(intervention,
        [
            .. from run in Runs(intervention, layers, heads)
               from head in heads
               from changes in sweep.Changes
               from set in sets
               from change in changes
               select (EquatableArray<CheckedIntervention>)[.. run.Select(layer => change with { Layer = layer, Head = head, At = set, During = during, Names = (change.Names.Label, change.Names.Ending + ending) })],
        ]);
    }

    private Sweep? SweepOf(InterventionDeclaration intervention) => intervention.Written.Says switch
    {
        AblateAttribute says => new AblationSweep(hasOnePrompt, findings).Of(intervention, says),
        SteerAttribute says => new SteeringSweep(intervention, says, findings).Of(),
        PatchAttribute says => PairSweep.Of(intervention, says, findings),
        PerturbAttribute says => NoiseSweep.Of(intervention, says, findings),
        _ => SettingsSweep.Of(intervention, findings),
    };

    // The blocks of each run: one, or two for pairs.
    private IEnumerable<ImmutableArray<int>> Runs(InterventionDeclaration intervention, ImmutableArray<int> layers, ImmutableArray<int?> heads)
    {
        if (intervention.Written.Says is not AblateAttribute { Pairs: true })
        {
            return layers.Select(static layer => ImmutableArray.Create(layer));
        }

        var problem =
            intervention.Together is not null ? "Together is one run, and every pair is a run of its own; remove one of them"
            : heads.Length > 1 ? $"the heads of a pair have the same index, and this sweeps over {heads.Length}; name one, such as Head = 0"
            : layers.Length == 1 ? "a pair needs two blocks; give Layers = \"all\", or a range such as 0-3"
            : null;
        if (problem is not null)
        {
            findings.Add(DiagnosticDescriptors.UnusablePairs, intervention.Written.At(nameof(AblateAttribute.Pairs))!.Value, problem);
            return [];
        }

        return layers.SelectMany((first, index) => layers.Skip(index + 1).Select(second => ImmutableArray.Create(first, second)));
    }
}
