using System.Collections.Immutable;

namespace LfmSpec.Generators;

/// <summary>Checks a <see cref="SteerAttribute"/> and makes it the interventions of its sweep.</summary>
/// <param name="blocks">Which blocks it names.</param>
/// <param name="positions">Which positions it names.</param>
/// <param name="findings">Where mistakes go.</param>
internal sealed class SteeringExpander(BlockSelection blocks, PositionSelection positions, Findings findings)
{
    /// <summary>The steerings, by blocks, then scales, then positions, each followed by its control; none if something is wrong.</summary>
    public ImmutableArray<InterventionModel> Expand(SteerDeclaration steering)
    {
        var directions = Directions(steering);
        var scales = Scales(steering);
        var isUnitKnown = EnumCheck.IsKnown(nameof(SteerAttribute.Unit), steering.Unit, findings);
        var sets = positions.Sets(steering.Where, steering.At, Place.Last);
        var layers = blocks.Blocks(steering.Where, Component.Block, steering.Site);
        return !isUnitKnown ? [] :
        [
            .. from layer in layers
               from scale in scales
               from set in sets
               from direction in directions
               select new SteeringModel(layer, direction, scale, steering.Unit?.Value ?? SteeringUnit.Length, set),
        ];
    }

    private EquatableArray<double> Scales(SteerDeclaration steering)
    {
        ArgumentCheck.ReportBoth(nameof(SteerAttribute.Scale), steering.Scale, nameof(SteerAttribute.Scales), steering.Scales, findings);
        EquatableArray<double> single = steering.Scale is { } one ? [one.Value] : [];
        var scales = steering.Scales?.Value ?? single;
        if (scales.Count == 0)
        {
            findings.Add(
                DiagnosticDescriptors.IncompleteSteering,
                steering.Scales?.Site ?? steering.Site,
                steering.Word,
                "length",
                "add Scale = 4, or Scales = new double[] { -4, 4 } for a sweep");
        }

        foreach (var scale in scales)
        {
            ArgumentCheck.CheckScale(scale, (steering.Scales?.Site ?? steering.Scale?.Site)!.Value, "a finite length, such as 4", findings);
        }

        return scales;
    }

    // The vector, and its control if there is one.
    private ImmutableArray<DirectionModel> Directions(SteerDeclaration steering)
    {
        if (steering.Toward is null && steering.From is null)
        {
            return RandomDirection(steering);
        }

        ArgumentCheck.ReportBoth(
            nameof(SteerAttribute.Seed),
            steering.Seed,
            steering.Toward is null ? nameof(SteerAttribute.From) : nameof(SteerAttribute.Toward),
            steering.Toward ?? steering.From,
            findings);
        var isWhole = HasTexts(steering, nameof(SteerAttribute.Toward), steering.Toward)
            & HasTexts(steering, nameof(SteerAttribute.From), steering.From);
        if (!isWhole)
        {
            return [];
        }

        var means = new DifferenceOfMeansModel(Texts(steering.Toward!), Texts(steering.From!));
        return steering.ControlSeed is { } control ? [means, new RandomControlModel(means, control.Value)] : [means];
    }

    private ImmutableArray<DirectionModel> RandomDirection(SteerDeclaration steering)
    {
        if (steering.Seed is null)
        {
            findings.AddFixable(
                DiagnosticDescriptors.IncompleteSteering,
                steering.Site,
                nameof(SteerAttribute.Seed),
                steering.Word,
                nameof(SteerAttribute.Seed),
                "a random direction that cannot be drawn again cannot be checked; add Seed = 42, or Toward and From");
        }

        if (steering.ControlSeed is { } control)
        {
            findings.Add(
                DiagnosticDescriptors.IncompleteSteering,
                control.Site,
                steering.Word,
                nameof(SteerAttribute.Toward),
                "a control is as long as a difference of means; add Toward and From, or remove ControlSeed");
        }

        return steering.Seed is { } seed ? [new RandomVectorModel(seed.Value)] : [];
    }

    private bool HasTexts(SteerDeclaration steering, string name, Argument<EquatableArray<string?>>? texts)
    {
        if (texts is null || texts.Value.Count == 0)
        {
            findings.Add(
                DiagnosticDescriptors.IncompleteSteering,
                texts?.Site ?? steering.Site,
                steering.Word,
                name,
                "a difference of means needs prompts on both sides; give Toward and From");
            return false;
        }

        if (texts.Value.Select(static text => PromptText.Problem(text)).FirstOrDefault(static problem => problem is not null) is { } problem)
        {
            findings.Add(DiagnosticDescriptors.UnusablePrompts, texts.Site, $"a text of {name} {problem}");
            return false;
        }

        return true;
    }

    private static EquatableArray<string> Texts(Argument<EquatableArray<string?>> texts) => [.. texts.Value.Select(static text => text!)];
}
