using System.Collections.Immutable;

namespace LfmSpec.Generators.Checking.Interventions;

/// <summary>Checks a <see cref="SteerAttribute"/>: the directions that it adds, and how much of each.</summary>
/// <param name="steering">The attribute.</param>
/// <param name="says">What it says.</param>
/// <param name="findings">Where mistakes go.</param>
internal sealed class SteeringSweep(InterventionDeclaration steering, SteerAttribute says, Findings findings)
{
    private const string Seed = nameof(SteerAttribute.Seed), Toward = nameof(SteerAttribute.Toward), From = nameof(SteerAttribute.From),
        ControlSeed = nameof(SteerAttribute.ControlSeed), Scale = nameof(SteerAttribute.Scale), Scales = nameof(SteerAttribute.Scales);

    private readonly Written<InterventionAttribute> _written = steering.Written;

    // A direction as generated code makes it, as names have it, and its seed.
    private sealed record Direction(string Code, string Name, long? Seed)
    {
        public bool IsControl { get; init; }
    }

    /// <summary>The steerings, a group a scale, each followed by its control; nothing is swept if something is wrong.</summary>
    public Sweep Of()
    {
        var directions = Directions();
        return new(Component.Block, steering.Site, CheckedPositions.Last,
            [.. AllScales().Select(scale => directions.Select(direction => Model(direction, scale)).ToImmutableArray())]);
    }

    private CheckedIntervention Model(Direction direction, double scale)
    {
        var kind = steering.Without(Scale).Model;
        return new(steering.Word, kind with { Arguments = [direction.Code, CodeLiteral.Of(scale), .. kind.Arguments] }, Component.Block, CheckedPositions.Last)
        {
            Names = ($"_{direction.Name}_{Identifiers.Of(scale)}{(says.Unit == SteeringUnit.Length ? "" : $"_{says.Unit}")}", ""),
            Traits = direction.Seed is { } seed
                ? [(Seed, Identifiers.Plain(seed)), (Scale, CodeLiteral.Digits(scale))]
                : [(Scale, CodeLiteral.Digits(scale))],
            IsControl = direction.IsControl,
        };
    }

    private double[] AllScales()
    {
        ArgumentCheck.ReportBoth(_written, Scale, Scales, findings);
        double[] scales = says.Scales ?? (_written.At(Scale) is null || _written.At(Scales) is not null ? [] : [says.Scale]);
        if (scales.Length == 0)
        {
            findings.Add(
                DiagnosticDescriptors.IncompleteSteering,
                _written.At(Scales) ?? steering.Site,
                steering.Word,
                "length",
                "add Scale = 4, or Scales = new double[] { -4, 4 } for a sweep");
        }

        foreach (var scale in scales)
        {
            ArgumentCheck.CheckScale(new(scale, (_written.At(Scales) ?? _written.At(Scale))!.Value), "a finite length, such as 4", findings);
        }

        return scales;
    }

    // The vector, and its control if there is one.
    private ImmutableArray<Direction> Directions()
    {
        if (_written.At(Toward) is null && _written.At(From) is null)
        {
            return RandomDirection();
        }

        ArgumentCheck.ReportBoth(_written, Seed, _written.At(Toward) is null ? From : Toward, findings);
        if (!(HasTexts(Toward, says.Toward) & HasTexts(From, says.From)))
        {
            return [];
        }

        var means = new Direction(Make("DifferenceOfMeans", SpecCode.Of(says.Toward), SpecCode.Of(says.From)), "Means", null);
        return _written.At(ControlSeed) is null ? [means] :
        [
            means,
            new(Make("RandomControl", means.Code, CodeLiteral.Of(says.ControlSeed)), $"Control{Identifiers.Of(says.ControlSeed)}", says.ControlSeed) { IsControl = true },
        ];
    }

    private ImmutableArray<Direction> RandomDirection()
    {
        var isSeeded = _written.At(Seed) is not null;
        if (!isSeeded)
        {
            findings.AddFixable(
                DiagnosticDescriptors.IncompleteSteering,
                steering.Site,
                Seed,
                steering.Word,
                Seed,
                "a random direction that cannot be drawn again cannot be checked; add Seed = 42, or Toward and From");
        }

        if (_written.At(ControlSeed) is { } control)
        {
            findings.Add(
                DiagnosticDescriptors.IncompleteSteering,
                control,
                steering.Word,
                Toward,
                "a control is as long as a difference of means; add Toward and From, or remove ControlSeed");
        }

        return isSeeded ? [new(Make("RandomVector", CodeLiteral.Of(says.Seed)), $"S{Identifiers.Of(says.Seed)}", says.Seed)] : [];
    }

    private bool HasTexts(string name, string?[]? texts)
    {
        if (texts is null || texts.Length == 0)
        {
            findings.Add(
                DiagnosticDescriptors.IncompleteSteering,
                _written.At(name) ?? steering.Site,
                steering.Word,
                name,
                "a difference of means needs prompts on both sides; give Toward and From");
            return false;
        }

        if (texts.Select(PromptText.Problem).FirstOrDefault(static problem => problem is not null) is { } problem)
        {
            findings.Add(DiagnosticDescriptors.UnusablePrompts, _written.At(name)!.Value, $"a text of {name} {problem}");
            return false;
        }

        return true;
    }

    private static string Make(string type, params string[] arguments) => $"new {LabNames.TypeOf(type)}({string.Join(", ", arguments)})";
}
