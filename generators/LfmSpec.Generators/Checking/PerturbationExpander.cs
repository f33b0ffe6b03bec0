using System.Collections.Immutable;

namespace LfmSpec.Generators;

/// <summary>Checks a <see cref="PerturbAttribute"/> and makes it the interventions of its sweep.</summary>
/// <param name="blocks">Which blocks it names.</param>
/// <param name="positions">Which positions it names.</param>
/// <param name="findings">Where mistakes go.</param>
internal sealed class PerturbationExpander(BlockSelection blocks, PositionSelection positions, Findings findings)
{
    /// <summary>The perturbations, by blocks, then positions; none if something is wrong.</summary>
    public ImmutableArray<InterventionModel> Expand(PerturbDeclaration perturbation)
    {
        if (perturbation.Seed is null)
        {
            findings.AddFixable(
                DiagnosticDescriptors.IncompleteSteering,
                perturbation.Site,
                nameof(PerturbAttribute.Seed),
                perturbation.Word,
                nameof(PerturbAttribute.Seed),
                "noise that cannot be drawn again cannot be checked; add Seed = 42");
        }

        if (perturbation.Scale is { } scale)
        {
            ArgumentCheck.CheckScale(scale.Value, scale.Site, "a finite number, such as 0.01", findings);
        }

        var sets = positions.Sets(perturbation.Where, at: null, Place.All);
        var layers = blocks.Blocks(perturbation.Where, Component.Block, perturbation.Site);
        return perturbation.Seed is not { } seed ? [] :
        [
            .. from layer in layers
               from set in sets
               select new PerturbationModel(layer, seed.Value, perturbation.Scale?.Value ?? Usual.NoiseScale, set),
        ];
    }
}
