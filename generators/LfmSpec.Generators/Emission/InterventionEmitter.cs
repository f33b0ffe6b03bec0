using System.Globalization;

namespace LfmSpec.Generators;

/// <summary>Writes an intervention as the expression that makes its record, and as the traits of its test.</summary>
internal static class InterventionEmitter
{
    /// <summary>The expression.</summary>
    public static string Construct(InterventionModel intervention) => intervention switch
    {
        AblationModel ablation => Call(
            "Ablation",
            [Number(ablation.Layer), CodeLiteral.Of(ablation.Target), CodeLiteral.Of(ablation.With), ablation.Head is { } head ? Number(head) : null],
            [ablation.Seed == 0 ? null : $"Seed = {CodeLiteral.Of(ablation.Seed)}", At(ablation)]),
        SteeringModel steering => Call(
            "Steering",
            [
                Number(steering.Layer),
                Construct(steering.Direction),
                CodeLiteral.Of(steering.Scale),
                steering.Unit == SteeringUnit.Length ? null : CodeLiteral.Of(steering.Unit),
            ],
            [At(steering)]),
        PatchingModel patching => Call(
            "Patching",
            [Number(patching.Layer), CodeLiteral.Of(patching.Target), CodeLiteral.Of(patching.Into), patching.Head is { } head ? Number(head) : null],
            [At(patching)]),
        PerturbationModel noise => Call(
            "Perturbation", [Number(noise.Layer), CodeLiteral.Of(noise.Seed), CodeLiteral.Of(noise.Scale)], [At(noise)]),
        OwnModel own => $"new {own.Kind.Type}({Number(own.Layer)})"
            + CodeLiteral.Initialiser([.. own.Kind.Assignments, own.Head is { } head ? $"Head = {Number(head)}" : null, At(own.At)]),
        _ => throw new ArgumentOutOfRangeException(nameof(intervention)),
    };

    /// <summary>The categories and properties by which its test is found.</summary>
    public static IEnumerable<string> Traits(InterventionModel intervention)
    {
        yield return TraitEmitter.Category(intervention.Word);
        yield return TraitEmitter.Category(intervention.LayerName);
        yield return TraitEmitter.Property("Layer", Number(intervention.Layer));
        if (intervention is AblationModel or PatchingModel or OwnModel)
        {
            yield return TraitEmitter.Property("Target", $"{intervention.Component}");
        }

        if (intervention.ComponentHead is { } head)
        {
            yield return TraitEmitter.Property("Head", Number(head));
        }

        var (seed, scale) = intervention switch
        {
            SteeringModel { Direction: RandomVectorModel random } steering => (random.Seed, steering.Scale),
            SteeringModel { Direction: RandomControlModel control } steering => (control.Seed, steering.Scale),
            SteeringModel steering => (null, steering.Scale),
            PerturbationModel noise => (noise.Seed, noise.Scale),
            _ => ((long?)null, (double?)null),
        };
        if (seed is { } drawn)
        {
            yield return TraitEmitter.Property("Seed", drawn.ToString(CultureInfo.InvariantCulture));
        }

        if (scale is { } length)
        {
            yield return TraitEmitter.Property("Scale", CodeLiteral.Digits(length));
        }

        if (intervention.At.Listed.Count == 1)
        {
            yield return TraitEmitter.Property("Position", Number(intervention.At.Listed[0]));
        }
    }

    private static string Construct(DirectionModel direction) => direction switch
    {
        RandomVectorModel random => Call("RandomVector", [CodeLiteral.Of(random.Seed)], []),
        DifferenceOfMeansModel means => Call("DifferenceOfMeans", [CodeLiteral.Array(means.Toward), CodeLiteral.Array(means.From)], []),
        RandomControlModel control => Call("RandomControl", [Construct(control.Of), CodeLiteral.Of(control.Seed)], []),
        _ => throw new ArgumentOutOfRangeException(nameof(direction)),
    };

    private static string? At(InterventionModel intervention) => intervention.At == intervention.DefaultAt ? null : At(intervention.At);

    private static string At(PositionSetModel at)
    {
        var set = at.Place is { } place ? $"{place}" : $"Of({string.Join(", ", at.Listed.Select(Number))})";
        return $"At = global::LfmSpec.Lab.PositionSet.{set}";
    }

    private static string Call(string type, IEnumerable<string?> arguments, IEnumerable<string?> properties) =>
        $"new global::LfmSpec.Lab.{type}({string.Join(", ", arguments.Where(static argument => argument is not null))}){CodeLiteral.Initialiser(properties)}";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
