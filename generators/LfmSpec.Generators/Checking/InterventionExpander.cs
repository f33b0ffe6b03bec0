using System.Collections.Immutable;

namespace LfmSpec.Generators;

/// <summary>An attribute and the runs that it stands for.</summary>
/// <param name="Origin">The attribute.</param>
/// <param name="Runs">The interventions of each run.</param>
internal sealed record Expansion(InterventionDeclaration Origin, ImmutableArray<EquatableArray<InterventionModel>> Runs);

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
    public Expansion Expand(InterventionDeclaration intervention) => new(intervention, intervention switch
    {
        AblateDeclaration ablation => new AblationExpander(_blocks, _positions, hasOnePrompt, findings).Expand(ablation),
        SteerDeclaration steering => Alone(new SteeringExpander(_blocks, _positions, findings).Expand(steering)),
        PatchDeclaration patching => Alone(new PatchingExpander(_blocks, _positions, findings).Expand(patching)),
        PerturbDeclaration perturbation => Alone(new PerturbationExpander(_blocks, _positions, findings).Expand(perturbation)),
        OwnDeclaration own => Alone(new OwnExpander(shape, _blocks, _positions, findings).Expand(own)),
        _ => throw new ArgumentOutOfRangeException(nameof(intervention)),
    });

    private static ImmutableArray<EquatableArray<InterventionModel>> Alone(IEnumerable<InterventionModel> interventions) =>
        [.. interventions.Select(static intervention => (EquatableArray<InterventionModel>)[intervention])];
}
